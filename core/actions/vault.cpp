// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/vault.h"

#include "core/actions/vaultfile.h"
#include "core/base/nonce.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonArray>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTimeZone>

#include <algorithm>
#include <functional>
#include <ranges>

#include <sys/stat.h>
#include <unistd.h>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

constexpr int formatVersion = 1;
constexpr qsizetype listedRecipients = 100;
constexpr qsizetype longestListedAddress = 1000;
constexpr qint64 largestFile = qint64(80) << 20; ///< unpacked; above what is ever stored
const QString suffix = u".postcat.gz"_s;

QString translated(const char *text)
{
    return QCoreApplication::translate("spoolscope", text);
}

/// What is ours begins with such a name: time, random number, queue ID.
const QRegularExpression &ownName()
{
    static const QRegularExpression pattern(
        u"^(\\d{8}T\\d{6}Z-[0-9a-f]{16})_[0-9A-Za-z]{1,23}\\.postcat\\.gz$"_s);
    return pattern;
}

QByteArray sha256(const QByteArray &content)
{
    return QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex();
}

QJsonObject toJson(const VaultEntry &entry)
{
    QJsonArray recipients;
    for (const QByteArray &recipient : entry.recipients)
        recipients.append(QString::fromUtf8(recipient));
    return {{u"spoolscope_vault"_s, formatVersion}, {u"id"_s, entry.id},
        {u"server_id"_s, entry.origin.serverId}, {u"server"_s, entry.origin.serverName},
        {u"instance"_s, QString::fromUtf8(entry.origin.instance.name)},
        {u"config_directory"_s, QString::fromUtf8(entry.origin.instance.configDirectory)},
        {u"operation"_s, entry.origin.operation}, {u"queue_id"_s, entry.identity.id.toString()},
        {u"arrival_time"_s, entry.identity.arrival}, {u"message_size"_s, entry.identity.size},
        {u"sender"_s, QString::fromUtf8(entry.identity.sender)}, {u"recipients"_s, recipients},
        {u"recipient_count"_s, entry.recipientCount},
        {u"saved_at"_s, entry.savedAt.toString(Qt::ISODate)},
        {u"sha256"_s, QString::fromLatin1(entry.sha256)}};
}

std::optional<VaultEntry> fromJson(const QJsonObject &object, const QFileInfo &info)
{
    const auto text = [&](QLatin1StringView key) { return object.value(key).toString(); };
    const auto id = QueueId::parse(text("queue_id"_L1).toUtf8());
    const QDateTime savedAt = QDateTime::fromString(text("saved_at"_L1), Qt::ISODate);
    if (object.value("spoolscope_vault"_L1).toInt() != formatVersion || !id || !savedAt.isValid()
        || !info.fileName().startsWith(text("id"_L1) + u'_'))
        return std::nullopt;
    VaultEntry entry{.id = text("id"_L1),
        .file = info.absoluteFilePath(),
        .storedBytes = info.size(),
        .origin = {text("server_id"_L1), text("server"_L1),
            {text("instance"_L1).toUtf8(), text("config_directory"_L1).toUtf8()},
            text("operation"_L1)},
        .identity = {*id, object.value("arrival_time"_L1).toInteger(),
            object.value("message_size"_L1).toInteger(), text("sender"_L1).toUtf8()},
        .recipientCount = object.value("recipient_count"_L1).toInteger(),
        .savedAt = savedAt,
        .sha256 = text("sha256"_L1).toLatin1()};
    const QJsonArray recipients = object.value("recipients"_L1).toArray();
    for (const QJsonValue &recipient : recipients)
        entry.recipients.append(recipient.toString().toUtf8());
    return entry;
}

}

QString Vault::defaultDirectory()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
        + u"/spoolscope/vault"_s;
}

Result<Vault> Vault::open(const QString &directory)
{
    constexpr mode_t others = S_IRWXG | S_IRWXO;
    const QByteArray path = QFile::encodeName(directory);
    if (!QFileInfo::exists(directory)) {
        const QString parent = QFileInfo(directory).absolutePath();
        if (!QDir().mkpath(parent) || ::mkdir(path.constData(), S_IRWXU) != 0) {
            return failure(ErrorKind::Io,
                translated(
                    QT_TRANSLATE_NOOP("spoolscope",
                        "The directory %1 for backed-up messages could not be made. Nothing was "
                        "deleted; make room or choose another directory."))
                    .arg(directory));
        }
    }
    struct stat status;
    if (::stat(path.constData(), &status) != 0 || !S_ISDIR(status.st_mode)) {
        return failure(ErrorKind::Io,
            translated(QT_TRANSLATE_NOOP("spoolscope",
                           "%1 is no directory that backed-up messages could be kept in."))
                .arg(directory));
    }
    if (status.st_uid != ::geteuid() || (status.st_mode & others) != 0) {
        return failure(ErrorKind::Permission,
            translated(
                QT_TRANSLATE_NOOP("spoolscope",
                    "Others may look into %1, so no message is put there. Make it yours alone with "
                    "\"chmod 700\"."))
                .arg(directory));
    }
    return Vault(QFileInfo(directory).absoluteFilePath());
}

Result<VaultEntry> Vault::store(
    const VaultOrigin &origin, const MessageIdentity &identity, const MessageContent &message)
{
    VaultEntry entry{.origin = origin, .identity = identity};
    entry.savedAt = QDateTime::currentDateTimeUtc();
    entry.id = entry.savedAt.toString(u"yyyyMMdd'T'HHmmss'Z'-"_s)
        + QString::fromLatin1(makeNonce().first(16));
    entry.file = m_directory + u'/' + entry.id + u'_' + identity.id.toString() + suffix;
    const QByteArrayList recipients = message.envelopeValues("recipient");
    entry.recipientCount = recipients.size();
    for (const QByteArray &recipient :
        recipients.first(std::min(recipients.size(), listedRecipients)))
        entry.recipients.append(recipient.first(std::min(recipient.size(), longestListedAddress)));
    entry.sha256 = sha256(message.content);
    if (const auto written = writeVaultFile(entry.file, toJson(entry), message.raw); !written)
        return std::unexpected(written.error());
    entry.storedBytes = QFileInfo(entry.file).size();
    return entry;
}

Result<void> Vault::sync() const
{
    return syncDirectory(m_directory);
}

Result<VaultContents> Vault::contents() const
{
    if (!QFileInfo(m_directory).isReadable()) {
        return failure(ErrorKind::Io,
            translated(QT_TRANSLATE_NOOP("spoolscope", "%1 cannot be read.")).arg(m_directory));
    }
    VaultContents contents;
    QDirIterator files(m_directory, QDir::Files | QDir::NoSymLinks | QDir::Hidden);
    while (files.hasNext()) {
        const QFileInfo info = files.nextFileInfo();
        if (!ownName().match(info.fileName()).hasMatch())
            continue;
        const auto header = readVaultHeader(info.absoluteFilePath());
        const auto entry = header ? fromJson(*header, info) : std::nullopt;
        if (entry) {
            contents.entries.append(*entry);
            contents.info.bytes += entry->storedBytes;
        } else if (QFileInfo::exists(info.absoluteFilePath())) // not purged meanwhile
            ++contents.info.unreadable;
    }
    std::ranges::sort(
        contents.entries, std::greater(), [](const VaultEntry &entry) { return entry.id; });
    contents.info.messages = contents.entries.size();
    if (!contents.entries.isEmpty())
        contents.info.oldest = contents.entries.last().savedAt;
    return contents;
}

Result<VaultEntry> Vault::find(const QString &id) const
{
    const auto all = contents();
    if (!all)
        return std::unexpected(all.error());
    QList<VaultEntry> found;
    for (const VaultEntry &entry : all->entries) {
        if (entry.id == id || entry.identity.id.toString() == id)
            found.append(entry);
    }
    if (found.size() == 1)
        return found.first();
    if (found.isEmpty()) {
        return failure(ErrorKind::NotFound,
            translated(QT_TRANSLATE_NOOP("spoolscope", "There is no message %1 in the vault."))
                .arg(id));
    }
    return failure(ErrorKind::InvalidInput,
        translated(QT_TRANSLATE_NOOP("spoolscope",
                       "The vault holds more than one message that was called %1. Choose one by "
                       "its ID in the "
                       "vault."))
            .arg(id));
}

Result<MessageContent> Vault::read(const VaultEntry &entry) const
{
    const auto bytes = readVaultFile(entry.file, largestFile);
    if (!bytes)
        return std::unexpected(bytes.error());
    auto message = parseMessage(*bytes, {}, 0);
    if (!message || sha256(message->content) != entry.sha256) {
        return failure(ErrorKind::Parse,
            translated(QT_TRANSLATE_NOOP("spoolscope",
                           "The message in %1 is not the one that was saved: its SHA-256 differs."))
                .arg(entry.file));
    }
    return message;
}

Result<qint64> Vault::purgeOlderThan(const QDateTime &time)
{
    auto all = contents();
    if (!all)
        return std::unexpected(all.error());
    all->entries.removeIf([&](const VaultEntry &entry) { return entry.savedAt >= time; });
    return remove(all->entries);
}

Result<qint64> Vault::limitBytes(qint64 bytes)
{
    const auto all = contents();
    if (!all)
        return std::unexpected(all.error());
    qint64 total = all->info.bytes;
    QList<VaultEntry> oldest;
    for (const VaultEntry &entry : std::views::reverse(all->entries)) {
        if (total <= bytes)
            break;
        total -= entry.storedBytes;
        oldest.append(entry);
    }
    return remove(oldest);
}

Result<qint64> Vault::remove(const QList<VaultEntry> &entries)
{
    qint64 removed = 0;
    for (const VaultEntry &entry : entries) {
        if (QFile::remove(entry.file))
            ++removed;
        else if (QFileInfo::exists(entry.file)) {
            return failure(ErrorKind::Io,
                translated(QT_TRANSLATE_NOOP("spoolscope", "%1 could not be removed."))
                    .arg(entry.file));
        }
    }
    return removed;
}

}
