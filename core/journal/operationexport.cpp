// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/journal/operationexport.h"

#include "core/base/textsafety.h"
#include "core/postfix/queuecommand.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(OperationExport)
};

QString isoTime(qint64 seconds)
{
    return QDateTime::fromSecsSinceEpoch(seconds, QTimeZone::UTC).toString(Qt::ISODate);
}

QJsonObject messageToJson(const PlannedMessage &message, std::optional<Verdict> verdict)
{
    const MessageIdentity &identity = message.identity;
    QJsonObject json{{u"queue_id"_s, identity.id.toString()},
        {u"arrival"_s, isoTime(identity.arrival)}, {u"size"_s, identity.size},
        {u"sender"_s, bytesToJson(identity.sender)},
        {u"recipient"_s, bytesToJson(message.recipient)},
        {u"recipients"_s, qint64(message.recipientCount)}, {u"queue"_s, toString(message.queue)}};
    if (verdict)
        json[u"verdict"] = toString(*verdict);
    return json;
}

QJsonObject recordToJson(const OperationRecord &record)
{
    const Operation &operation = record.operation;
    const OperationHeader &header = operation.header;
    QJsonArray messages;
    for (size_t i = 0; i < record.messages.size(); ++i)
        messages.append(messageToJson(
            record.messages[i], i < record.verdicts.size() ? record.verdicts[i] : std::nullopt));
    QJsonArray unexpected;
    for (const QByteArray &line : record.unexpected)
        unexpected.append(bytesToJson(line));
    QJsonObject json{{u"operation"_s, header.id}, {u"plan"_s, header.plan},
        {u"time"_s, header.time.toString(Qt::ISODateWithMs)}, {u"user"_s, header.user},
        {u"program"_s, header.program}, {u"action"_s, actionName(header)},
        {u"reason"_s, header.reason}, {u"server"_s, header.serverName},
        {u"address"_s, header.address}, {u"account"_s, bytesToJson(header.account)},
        {u"host_key"_s, QString::fromLatin1(header.hostKey)},
        {u"instance"_s, bytesToJson(header.instanceName)},
        {u"config_directory"_s, bytesToJson(header.key.configDirectory)},
        {u"commands"_s, QJsonArray::fromStringList(header.commands)},
        {u"state"_s, toString(operation.state)}, {u"unexpected"_s, unexpected},
        {u"messages"_s, messages}};
    if (header.relation != Relation::None) {
        json[u"relation"] = toString(header.relation);
        json[u"of"] = header.of;
    }
    if (header.request)
        json[u"subject"] = header.request->subject;
    if (operation.endedAt.isValid())
        json[u"ended"] = operation.endedAt.toString(Qt::ISODateWithMs);
    if (!operation.error.isEmpty())
        json[u"error"] = operation.error;
    if (!operation.note.isEmpty())
        json[u"note"] = operation.note;
    return json;
}

/// One line of comment, whatever the text is.
QByteArray comment(const QString &text)
{
    return "# " + text::visible(text).toUtf8() + '\n';
}

QByteArray headOf(const OperationRecord &record)
{
    const OperationHeader &header = record.operation.header;
    QByteArray script = comment(Text::tr("Spoolscope operation %1, for review").arg(header.id));
    script += comment(Text::tr("Action:   %1, %2 messages")
            .arg(actionName(header), QString::number(header.messages)));
    script += comment(Text::tr("Server:   %1, %2, instance %3")
            .arg(header.serverName, header.address, text::visible(header.instanceName)));
    script += comment(Text::tr("Host key: %1").arg(QString::fromLatin1(header.hostKey)));
    script += comment(Text::tr("When:     %1").arg(header.time.toString(Qt::ISODate)));
    script += comment(Text::tr("Who:      %1, as %2 on the server")
            .arg(header.user, text::visible(header.account)));
    script += comment(Text::tr("Reason:   %1").arg(header.reason));
    script += comment(Text::tr("State:    %1").arg(toString(record.operation.state)));
    script += comment(Text::tr("What Spoolscope ran, with the queue IDs by standard input:"));
    for (const QString &command : header.commands)
        script += comment(u"    "_s + command);
    return script;
}

QByteArray step(QueueCommand command, const OperationRecord &record, std::span<const size_t> rows)
{
    const OperationHeader &header = record.operation.header;
    const Instance instance{header.instanceName, header.key.configDirectory};
    // A delimiter with '_' cannot be a queue ID; it is quoted, so that nothing is expanded.
    QByteArray script
        = '\n' + displayText(command, instance, Privilege::Direct).toUtf8() + " <<'END_OF_IDS'\n";
    for (const size_t row : rows)
        script += record.messages[row].identity.id.toByteArray() + '\n';
    return script + "END_OF_IDS\n";
}

std::vector<size_t> rowsOf(
    const OperationRecord &record, bool (*takes)(const OperationRecord &, size_t))
{
    std::vector<size_t> rows;
    for (size_t row = 0; row < record.messages.size(); ++row) {
        if (takes(record, row))
            rows.push_back(row);
    }
    return rows;
}

/// As far as is known; of what never ended, everything that was planned.
bool wasActedOn(const OperationRecord &record, size_t row)
{
    if (record.operation.header.relation == Relation::Undo
        && record.messages[row].queue == QueueName::Hold)
        return false; // it stayed there
    return row >= record.verdicts.size()
        || record.verdicts[row].value_or(Verdict::Done) == Verdict::Done;
}

bool wasPutOnHold(const OperationRecord &record, size_t row)
{
    return record.messages[row].queue != QueueName::Hold;
}

}

QByteArray operationsAsJson(std::span<const OperationRecord> records)
{
    QJsonArray operations;
    for (const OperationRecord &record : records)
        operations.append(recordToJson(record));
    return QJsonDocument(QJsonObject{{u"operations"_s, operations}}).toJson();
}

QByteArray operationAsScript(const OperationRecord &record)
{
    QByteArray script = "#!/bin/sh\n" + headOf(record);
    if (record.operation.header.request)
        return script + "exit 0\n"; // the command is above
    const Action action = record.operation.header.action;
    script += "#\n"
        + comment(Text::tr("Not to be run as it is: between hold and action Spoolscope lists the "
                           "queue again and leaves"))
        + comment(Text::tr("alone what has another arrival time, size or sender by then. A script "
                           "of IDs cannot."))
        + comment(Text::tr("Queue IDs may have come to name other messages since."))
        + "\necho 'This script is for review and does nothing.' >&2; exit 1 # the guard\n"
          "set -eu\n";
    if (holdsFirst(action))
        script += step(QueueCommand::Hold, record, rowsOf(record, wasPutOnHold));
    if (const auto last = finalCommand(action))
        script += step(*last, record, rowsOf(record, wasActedOn));
    return script;
}

}
