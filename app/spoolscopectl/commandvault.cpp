// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commands.h"
#include "targets.h"

#include "core/base/textsafety.h"
#include "core/journal/journaledrequest.h"
#include "core/postfix/commandadvice.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

ExitCode failed(const Error &error)
{
    complain({}, error);
    return error.kind == ErrorKind::InvalidInput ? ExitCode::Usage : exitCodeFor(error);
}

QJsonObject toJson(const VaultEntry &entry)
{
    QJsonArray recipients;
    for (const QByteArray &recipient : entry.recipients)
        recipients.append(QString::fromUtf8(recipient));
    return {{u"vault_id"_s, entry.id}, {u"server"_s, entry.origin.serverName},
        {u"instance"_s, QString::fromUtf8(entry.origin.instance.name)},
        {u"operation"_s, entry.origin.operation}, {u"queue_id"_s, entry.identity.id.toString()},
        {u"arrival_time"_s, entry.identity.arrival}, {u"message_size"_s, entry.identity.size},
        {u"sender"_s, QString::fromUtf8(entry.identity.sender)}, {u"recipients"_s, recipients},
        {u"recipient_count"_s, entry.recipientCount},
        {u"saved_at"_s, entry.savedAt.toString(Qt::ISODate)},
        {u"stored_bytes"_s, entry.storedBytes}, {u"sha256"_s, QString::fromLatin1(entry.sha256)}};
}

void printEntry(Format format, const VaultEntry &entry)
{
    if (format == Format::Json) {
        printJson(toJson(entry));
        return;
    }
    const auto address = [](const QByteArray &text) {
        return text::visible(text.isEmpty() ? QByteArray("<>") : text).toUtf8();
    };
    print(entry.id.toUtf8() + "  " + text::visible(entry.origin.serverName).toUtf8() + "  "
        + text::visible(entry.origin.instance.name).toUtf8() + "  "
        + entry.identity.id.toByteArray() + "  " + QByteArray::number(entry.identity.size) + "  "
        + address(entry.identity.sender) + " -> " + address(entry.recipients.value(0))
        + (entry.recipientCount > 1 ? " (" + QByteArray::number(entry.recipientCount) + ")"
                                    : QByteArray())
        + '\n');
}

ExitCode list(const Call &call, const Vault &vault)
{
    const auto contents = vault.contents();
    if (!contents)
        return failed(contents.error());
    for (const VaultEntry &entry : contents->entries)
        printEntry(call.arguments.format, entry);
    note(u"%1 messages, %2 bytes on disk in %3"_s.arg(contents->info.messages)
            .arg(contents->info.bytes)
            .arg(text::visible(vault.directory())));
    if (contents->info.unreadable > 0)
        note(
            u"%1 files there cannot be read; they are left alone"_s.arg(contents->info.unreadable));
    return ExitCode::Done;
}

struct SavedMessage
{
    VaultEntry entry;
    MessageContent message;
};

/// The one that the command line names.
Result<SavedMessage> savedMessage(const Call &call, const Vault &vault)
{
    auto entry = vault.find(call.arguments.messageId);
    if (!entry)
        return std::unexpected(entry.error());
    auto message = vault.read(*entry);
    if (!message)
        return std::unexpected(message.error());
    return SavedMessage{std::move(*entry), std::move(*message)};
}

ExitCode showOne(const Call &call, const Vault &vault)
{
    const auto saved = savedMessage(call, vault);
    if (!saved)
        return failed(saved.error());
    const auto &[entry, message] = *saved;
    switch (call.arguments.format) {
    case Format::Raw:
        print(message.raw);
        break;
    case Format::Eml:
        print(message.toEml());
        break;
    case Format::Json:
        printJson(toJson(entry));
        break;
    default: // a terminal obeys what it is sent
        print(text::visibleLines(message.envelopeText).toUtf8());
        print("\n" + text::visibleLines(message.content).toUtf8());
    }
    return ExitCode::Done;
}

ExitCode restoreTo(
    const Call &call, const Target &target, const VaultEntry &entry, const MessageContent &message)
{
    const auto restored = restoreSaved(Journal(), requestPlace(target), entry, message, call.stop);
    if (!restored) {
        complain(target.server.name, restored.error());
        return exitCodeFor(restored.error());
    }
    const QString newId = restored->newId ? restored->newId->toString() : QString();
    if (call.arguments.format == Format::Json)
        printJson({{u"server"_s, target.server.name},
            {u"instance"_s, QString::fromUtf8(target.instance.name)}, {u"vault_id"_s, entry.id},
            {u"old_queue_id"_s, entry.identity.id.toString()},
            {u"new_queue_id"_s, newId.isEmpty() ? QJsonValue() : QJsonValue(newId)},
            {u"recipients"_s, restored->recipients.size()}});
    else
        print(text::visible(target.server.name).toUtf8() + "  " + entry.identity.id.toByteArray()
            + " -> " + (newId.isEmpty() ? "a new queue ID, which is not known" : newId.toUtf8())
            + '\n');
    return ExitCode::Done;
}

/// To the server named, or to the one it came from, and there to the same instance unless
/// --instance names another.
ExitCode restore(const Call &call, const Vault &vault)
{
    const auto saved = savedMessage(call, vault);
    if (!saved)
        return failed(saved.error());
    const auto &[entry, message] = *saved;
    Arguments arguments = call.arguments;
    if (arguments.servers.isEmpty())
        arguments.servers = {entry.origin.serverName};
    if (arguments.instance.isEmpty())
        arguments.instance = QString::fromUtf8(entry.origin.instance.name);
    const auto servers = findServers(arguments);
    if (!servers)
        return failed(servers.error());
    note(advice::restore());
    const Call there{arguments, *servers, call.stop};
    return forEachTarget(there, [&](const Target &target) {
        return restoreTo(there, target, saved->entry, saved->message);
    });
}

ExitCode purge(const Call &call, Vault &vault)
{
    qint64 removed = 0;
    if (call.arguments.olderThanDays) {
        const auto aged = vault.purgeOlderThan(
            QDateTime::currentDateTimeUtc().addDays(-*call.arguments.olderThanDays));
        if (!aged)
            return failed(aged.error());
        removed += *aged;
    }
    if (call.arguments.maxBytes) {
        const auto large = vault.limitBytes(*call.arguments.maxBytes);
        if (!large)
            return failed(large.error());
        removed += *large;
    }
    const auto left = vault.contents();
    if (!left)
        return failed(left.error());
    note(u"%1 messages removed; %2 messages with %3 bytes are left"_s.arg(removed)
            .arg(left->info.messages)
            .arg(left->info.bytes));
    return ExitCode::Done;
}

}

ExitCode vault(const Call &call)
{
    auto vault = Vault::open(Vault::defaultDirectory());
    if (!vault)
        return failed(vault.error());
    if (call.arguments.action == "list"_L1)
        return list(call, *vault);
    if (call.arguments.action == "show"_L1)
        return showOne(call, *vault);
    return call.arguments.action == "restore"_L1 ? restore(call, *vault) : purge(call, *vault);
}

}
