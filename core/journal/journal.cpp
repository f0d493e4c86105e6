// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/journal/journal.h"

#include "core/journal/journalreader.h"
#include "core/transport/localaccount.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QStorageInfo>
#include <QSysInfo>
#include <QUrl>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ranges>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr size_t messagesPerEntry = 1000;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Journal)
};

QJsonObject entry(QLatin1StringView what, const QString &operation, QJsonObject rest)
{
    rest[u"what"] = what;
    rest[u"op"] = operation;
    rest[u"time"] = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    return rest;
}

QString newId(const QDateTime &time)
{
    return time.toString(u"yyyyMMdd-HHmmss-"_s)
        + u"%1"_s.arg(QRandomGenerator::system()->bounded(1u << 24), 6, 16, QChar(u'0'));
}

QJsonObject headerEntry(const OperationHeader &header)
{
    QJsonObject json = entry("begin"_L1, header.id,
        {{u"plan"_s, header.plan}, {u"user"_s, header.user}, {u"program"_s, header.program},
            {u"action"_s, actionName(header)}, {u"reason"_s, header.reason},
            {u"server"_s, header.key.server}, {u"server_name"_s, header.serverName},
            {u"address"_s, header.address}, {u"account"_s, bytesToJson(header.account)},
            {u"host_key"_s, QString::fromLatin1(header.hostKey)},
            {u"instance"_s, bytesToJson(header.instanceName)},
            {u"config_directory"_s, bytesToJson(header.key.configDirectory)},
            {u"messages"_s, header.messages}, {u"bytes"_s, header.bytes},
            {u"commands"_s, QJsonArray::fromStringList(header.commands)}});
    if (header.request)
        json[u"subject"] = header.request->subject;
    if (header.relation != Relation::None) {
        json[u"relation"] = toString(header.relation);
        json[u"of"] = header.of;
    }
    return json;
}

QJsonObject messagesEntry(
    const QString &operation, size_t first, std::span<const PlannedMessage> messages)
{
    QJsonArray list;
    for (const PlannedMessage &message : messages) {
        const MessageIdentity &identity = message.identity;
        list.append(QJsonArray{identity.id.toString(), identity.arrival, identity.size,
            bytesToJson(identity.sender), toString(message.queue), bytesToJson(message.recipient),
            qint64(message.recipientCount)});
    }
    return entry("messages"_L1, operation, {{u"first"_s, qint64(first)}, {u"list"_s, list}});
}

QJsonArray linesToJson(const QByteArrayList &lines)
{
    QJsonArray json;
    for (const QByteArray &line : lines)
        json.append(bytesToJson(line));
    return json;
}

QJsonObject resultEntry(QLatin1StringView what, const QString &operation, const PartResult &result)
{
    std::array<std::vector<size_t>, verdictCount> rows;
    for (size_t i = 0; i < result.verdicts.size(); ++i)
        rows[size_t(result.verdicts[i])].push_back(i);
    QJsonObject verdicts;
    for (size_t i = 0; i < rows.size(); ++i) {
        if (!rows[i].empty())
            verdicts[toString(Verdict(i))] = rowsToJson(rows[i]);
    }
    QJsonObject json = entry(what, operation, {{u"verdicts"_s, verdicts}});
    if (result.error) {
        json[u"error"] = result.error->message;
        json[u"detail"] = bytesToJson(result.error->detail);
        if (result.error->kind == ErrorKind::OutcomeUnknown)
            json[u"outcome"] = u"unknown"_s;
    }
    if (!result.unexpected.isEmpty())
        json[u"unexpected"] = linesToJson(result.unexpected);
    return json;
}

std::unexpected<Error> cannotPrepare(const QString &path, const QByteArray &reason)
{
    return failure(ErrorKind::Io,
        Text::tr("The journal's place %1 cannot be used. Without a journal nothing is changed on a "
                 "server; see who owns it and whether the disk is full.")
            .arg(path),
        reason);
}

/// The directory of a journal, for the owner only.
Result<void> makePlace(const QString &directory)
{
    if (!QDir().mkpath(directory + u"/running"_s)
        || !QFile::setPermissions(
            directory, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner))
        return cannotPrepare(directory, std::strerror(errno));
    return {};
}

QString runningFile(const QString &directory, const QString &id)
{
    return directory + u"/running/"_s + id;
}

bool isUsableId(const QString &id)
{
    return !id.isEmpty() && id.size() <= 64 && std::ranges::all_of(id, [](QChar c) {
        return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'z') || c == u'-';
    });
}

}

// --- one operation ---

OperationLog::OperationLog(
    QString id, std::unique_ptr<ChainFile> file, UniqueFd running, QString runningFile)
    : m_id(std::move(id))
    , m_file(std::move(file))
    , m_running(std::move(running))
    , m_runningFile(std::move(runningFile))
{
}

OperationLog::~OperationLog()
{
    QFile::remove(m_runningFile);
}

Result<void> OperationLog::append(QLatin1StringView what, QJsonObject rest)
{
    return m_file->append({entry(what, m_id, std::move(rest))});
}

Result<void> OperationLog::sending(
    PlanStep step, const QString &command, std::span<const size_t> rows)
{
    return append("send"_L1,
        {{u"step"_s, toString(step)}, {u"command"_s, command}, {u"rows"_s, rowsToJson(rows)}});
}

Result<void> OperationLog::answered(PlanStep step, const Answer &answer)
{
    QJsonObject json{{u"step"_s, toString(step)}, {u"done"_s, rowsToJson(answer.done)},
        {u"exit"_s, answer.exitCode}};
    if (!answer.unexpected.isEmpty())
        json[u"unexpected"] = linesToJson(answer.unexpected);
    return append("answer"_L1, std::move(json));
}

Result<void> OperationLog::verified(const Verification &verification)
{
    return append("verified"_L1,
        {{u"same"_s, rowsToJson(verification.same)},
            {u"changed"_s, rowsToJson(verification.changed)},
            {u"missing"_s, rowsToJson(verification.missing)}});
}

Result<void> OperationLog::end(const PartResult &result, const QString &note)
{
    QJsonObject json = resultEntry("end"_L1, m_id, result);
    if (!note.isEmpty())
        json[u"note"] = note;
    return m_file->append({std::move(json)});
}

// --- all of them ---

Journal::Journal(QString directory) : m_directory(std::move(directory))
{
}

QString Journal::defaultDirectory()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericStateLocation)
        + u"/spoolscope/journal"_s;
}

/// A readable name where the id allows it; an id may hold anything.
QString Journal::fileFor(const QString &server) const
{
    constexpr qsizetype longest = 100;
    QString name = QString::fromLatin1(QUrl::toPercentEncoding(server, {}, "."));
    if (name.size() > longest)
        name = name.first(longest)
            + QString::fromLatin1(
                QCryptographicHash::hash(server.toUtf8(), QCryptographicHash::Sha256).toHex());
    return m_directory + u'/' + name + u".journal"_s;
}

QStringList Journal::files() const
{
    QStringList files;
    const QDir directory(m_directory);
    const QStringList names = directory.entryList({u"*.journal"_s}, QDir::Files, QDir::Name);
    for (const QString &name : names)
        files.append(directory.filePath(name));
    return files;
}

Result<void> Journal::prepare() const
{
    if (const auto made = makePlace(m_directory); !made)
        return made;
    for (const QString &place : files() + QStringList{m_directory, m_directory + u"/running"_s}) {
        if (::access(QFile::encodeName(place).constData(), W_OK) != 0)
            return cannotPrepare(place, std::strerror(errno));
    }
    constexpr qint64 leastSpace = 1 << 20; // bytes; an operation on a few messages takes less
    const QStorageInfo storage(m_directory);
    if (storage.isValid() && storage.bytesAvailable() < leastSpace)
        return cannotPrepare(m_directory, std::strerror(ENOSPC));
    return {};
}

Result<std::unique_ptr<OperationLog>> Journal::begin(
    OperationHeader header, const std::vector<PlannedMessage> &messages) const
{
    if (const auto made = makePlace(m_directory); !made)
        return std::unexpected(made.error());
    if (!header.time.isValid())
        header.time = QDateTime::currentDateTimeUtc();
    if (header.id.isEmpty())
        header.id = newId(header.time);
    if (header.plan.isEmpty())
        header.plan = header.id;
    if (header.user.isEmpty())
        header.user
            = QString::fromLocal8Bit(localAccount().name) + u'@' + QSysInfo::machineHostName();
    if (header.program.isEmpty())
        header.program
            = QCoreApplication::applicationName() + u' ' + QCoreApplication::applicationVersion();
    if (!isUsableId(header.id))
        return cannotPrepare(m_directory, header.id.toUtf8());

    const QString mark = runningFile(m_directory, header.id);
    UniqueFd lock(::open(
        QFile::encodeName(mark).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock.isValid() || ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
        return cannotPrepare(mark, std::strerror(errno));
    std::unique_ptr<OperationLog> log(new OperationLog(
        header.id, std::make_unique<ChainFile>(fileFor(header.key.server)), std::move(lock), mark));

    QList<QJsonObject> entries{headerEntry(header)};
    const std::span all(messages);
    for (size_t first = 0; first < all.size(); first += messagesPerEntry)
        entries.append(messagesEntry(
            header.id, first, all.subspan(first, std::min(messagesPerEntry, all.size() - first))));
    if (const auto written = log->m_file->append(entries); !written)
        return std::unexpected(written.error());
    return log;
}

bool Journal::isRunning(const QString &id) const
{
    const UniqueFd mark(::open(QFile::encodeName(runningFile(m_directory, id)).constData(),
        O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    return mark.isValid() && ::flock(mark.get(), LOCK_SH | LOCK_NB) != 0;
}

Result<QList<Operation>> Journal::operations() const
{
    QList<Operation> all;
    for (const QString &file : files()) {
        JournalReader reader({});
        const auto report = readChain(file, [&](const QJsonObject &json) { reader.take(json); });
        if (!report)
            return std::unexpected(report.error());
        for (OperationRecord &record : reader.takeRecords())
            all.append(std::move(record.operation));
    }
    for (Operation &operation : all) {
        if (operation.state == OperationState::Interrupted && isRunning(operation.header.id))
            operation.state = OperationState::Running;
    }
    std::ranges::stable_sort(all, std::ranges::greater(),
        [](const Operation &operation) { return operation.header.time; });
    return all;
}

Result<std::vector<OperationRecord>> Journal::read(const QStringList &ids) const
{
    std::vector<OperationRecord> found;
    for (const QString &file : files()) {
        JournalReader reader(ids);
        const auto report = readChain(file, [&](const QJsonObject &json) { reader.take(json); });
        if (!report)
            return std::unexpected(report.error());
        for (OperationRecord &record : reader.takeRecords()) {
            if (ids.contains(record.operation.header.id))
                found.push_back(std::move(record));
        }
    }
    std::vector<OperationRecord> ordered;
    for (const QString &id : ids) {
        const auto record = std::ranges::find(
            found, id, [](const OperationRecord &one) { return one.operation.header.id; });
        if (record == found.end())
            return failure(ErrorKind::NotFound,
                Text::tr("There is no operation %1 in the journal %2.").arg(id, m_directory));
        if (record->operation.state == OperationState::Interrupted && isRunning(id))
            record->operation.state = OperationState::Running;
        ordered.push_back(std::move(*record));
        found.erase(record);
    }
    return ordered;
}

Result<std::vector<OperationRecord>> Journal::family(const QString &id) const
{
    const auto all = operations();
    if (!all)
        return std::unexpected(all.error());
    QStringList ids{id};
    for (const Operation &operation : *all | std::views::reverse) {
        if (operation.header.of == id)
            ids.append(operation.header.id);
    }
    return read(ids);
}

Result<OperationRecord> Journal::find(const QString &id) const
{
    const auto all = operations();
    if (!all)
        return std::unexpected(all.error());
    QStringList matches;
    for (const Operation &operation : *all) {
        if (operation.header.id == id) {
            matches = {id};
            break;
        }
        if (operation.header.id.startsWith(id))
            matches.append(operation.header.id);
    }
    if (matches.size() > 1)
        return failure(ErrorKind::InvalidInput,
            Text::tr("%1 operations begin with \"%2\"; give more of the name.")
                .arg(QString::number(matches.size()), id));
    auto records = read(matches.isEmpty() ? QStringList{id} : matches);
    if (!records)
        return std::unexpected(records.error());
    return std::move(records->front());
}

Result<void> Journal::report(const OperationHeader &header, const PartResult &result) const
{
    ChainFile file(fileFor(header.key.server));
    return file.append({resultEntry("report"_L1, header.id, result)});
}

Result<QList<ChainReport>> Journal::verify() const
{
    QList<ChainReport> reports;
    for (const QString &file : files()) {
        const auto report = readChain(file);
        if (!report)
            return std::unexpected(report.error());
        reports.append(*report);
    }
    return reports;
}

}
