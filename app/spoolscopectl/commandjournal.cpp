// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "arguments.h"
#include "commands.h"
#include "planrun.h"
#include "targets.h"

#include "core/base/textsafety.h"
#include "core/journal/journaledpart.h"
#include "core/journal/operationexport.h"
#include "core/journal/recovery.h"
#include "core/journal/standing.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

QString outcomeOf(const Operation &operation)
{
    if (operation.header.request)
        return text::visible(operation.error.isEmpty() ? operation.note : operation.error);
    QStringList words;
    for (int i = 0; i < verdictCount; ++i) {
        if (const qint64 count = operation.counts[size_t(i)]; count > 0)
            words.append(u"%1 %2"_s.arg(QString::number(count), toString(Verdict(i))));
    }
    return words.join(u", "_s);
}

QJsonObject jsonOf(const Operation &operation)
{
    const OperationHeader &header = operation.header;
    QJsonObject counts;
    for (int i = 0; i < verdictCount; ++i)
        counts[toString(Verdict(i))] = operation.counts[size_t(i)];
    return {{u"operation"_s, header.id}, {u"plan"_s, header.plan},
        {u"time"_s, header.time.toString(Qt::ISODateWithMs)}, {u"user"_s, header.user},
        {u"server"_s, header.serverName}, {u"address"_s, header.address},
        {u"instance"_s, QString::fromUtf8(header.instanceName)}, {u"action"_s, actionName(header)},
        {u"relation"_s, toString(header.relation)}, {u"of"_s, header.of},
        {u"reason"_s, header.reason}, {u"messages"_s, header.messages}, {u"bytes"_s, header.bytes},
        {u"state"_s, toString(operation.state)}, {u"verdicts"_s, counts},
        {u"error"_s, operation.error},
        {u"subject"_s, header.request ? header.request->subject : QString()},
        {u"note"_s, operation.note}};
}

void printOperation(const Arguments &arguments, const Operation &operation)
{
    if (arguments.format == Format::Json) {
        printJson(jsonOf(operation));
        return;
    }
    const OperationHeader &header = operation.header;
    const QString reason
        = header.reason.isEmpty() ? QString() : u"  \""_s + text::visible(header.reason) + u'"';
    print(u"%1  %2  %3  %4  %5  %6%7\n"_s
            .arg(header.id, text::visible(header.serverName), actionName(header),
                QString::number(header.messages), toString(operation.state), outcomeOf(operation),
                reason)
            .toUtf8());
}

ExitCode fail(const Error &error)
{
    complain({}, error);
    switch (error.kind) {
    case ErrorKind::NotFound:
    case ErrorKind::InvalidInput:
        return ExitCode::Usage;
    default:
        return worse(exitCodeFor(error), ExitCode::Incomplete);
    }
}

ExitCode list(const Call &call)
{
    const auto operations = Journal().operations();
    if (!operations)
        return fail(operations.error());
    for (const Operation &operation : *operations)
        printOperation(call.arguments, operation);
    return ExitCode::Done;
}

ExitCode show(const Call &call, const OperationRecord &record)
{
    printOperation(call.arguments, record.operation);
    const OperationHeader &header = record.operation.header;
    if (call.arguments.format != Format::Json) {
        print(u"    %1, by %2 with %3 as %4 on %5, host key %6\n"_s
                .arg(header.time.toString(Qt::ISODate), text::visible(header.user),
                    text::visible(header.program), text::visible(header.account),
                    text::visible(header.address),
                    header.hostKey.isEmpty() ? u"-"_s : text::visible(header.hostKey))
                .toUtf8());
        for (const QString &command : header.commands)
            print("    $ " + text::visible(command).toUtf8() + '\n');
        if (!record.operation.error.isEmpty())
            print("    " + text::visible(record.operation.error).toUtf8() + '\n');
    }
    for (size_t i = 0; i < record.messages.size() && i < record.verdicts.size(); ++i) {
        const MessageIdentity &message = record.messages[i].identity;
        const QString verdict
            = record.verdicts[i] ? toString(*record.verdicts[i]) : u"no account"_s;
        if (call.arguments.format == Format::Json)
            printJson({{u"operation"_s, header.id}, {u"queue_id"_s, message.id.toString()},
                {u"arrival_time"_s, message.arrival}, {u"message_size"_s, message.size},
                {u"sender"_s, bytesToJson(message.sender)}, {u"verdict"_s, verdict}});
        else
            print(
                u"%1  %2  %3\n"_s.arg(message.id.toString(), verdict, text::visible(message.sender))
                    .toUtf8());
    }
    return ExitCode::Done;
}

ExitCode verify(const Call &call)
{
    const auto reports = Journal().verify();
    if (!reports)
        return fail(reports.error());
    ExitCode code = ExitCode::Done;
    for (const ChainReport &report : *reports) {
        const bool holds = report.brokenLine == 0;
        if (!holds)
            code = ExitCode::Incomplete;
        if (call.arguments.format == Format::Json)
            printJson(
                {{u"file"_s, report.file}, {u"entries"_s, report.entries}, {u"holds"_s, holds},
                    {u"broken_line"_s, report.brokenLine}, {u"torn_lines"_s, report.tornLines},
                    {u"last_hash"_s, QString::fromLatin1(report.lastHash)}});
        else
            print(u"%1: %2 entries, %3, last hash %4\n"_s
                    .arg(text::visible(report.file), QString::number(report.entries),
                        holds ? u"the chain holds"_s
                              : u"BROKEN at line %1"_s.arg(report.brokenLine),
                        QString::fromLatin1(report.lastHash))
                    .toUtf8());
    }
    return code;
}

/// The server that an operation was carried out on, connected: as it is stored now, or else by the
/// address that the journal has.
std::expected<Target, ExitCode> targetOf(const Call &call, const OperationHeader &header)
{
    Arguments arguments = call.arguments;
    arguments.servers = {header.address};
    const auto stored = storedServer(call.arguments, header.key.server);
    auto servers = findServers(arguments);
    if (!servers)
        return std::unexpected(fail(servers.error()));
    const ServerDefinition server = stored ? *stored : servers->front();
    auto link = connectTo(server, call);
    if (!link)
        return std::unexpected(link.error());
    for (qsizetype i = 0; i < link->facts.instances.size(); ++i) {
        if (link->facts.instances[i].configDirectory == header.key.configDirectory)
            return Target{server, *link, link->facts.instances[i], link->facts.rights[i]};
    }
    complain(server.name,
        {ErrorKind::NotFound,
            u"the instance with %1 is not there any more"_s.arg(
                text::visible(header.key.configDirectory))});
    return std::unexpected(ExitCode::Incomplete);
}

QString nothingToDo(Relation relation)
{
    switch (relation) {
    case Relation::Undo:
        return u"nothing of it can be taken back: only a hold or a move to the trash can, and only "
               "once"_s;
    case Relation::Purge:
        return u"nothing of it is in the trash (any more)"_s;
    case Relation::Finish:
        return u"nothing of it is left to do"_s;
    case Relation::Release:
        return u"it has left nothing on hold"_s;
    case Relation::None:
        break;
    }
    Q_UNREACHABLE_RETURN({});
}

/// The plan of what `relation` does to an operation, and on the way through agreement, done.
ExitCode followUp(const Call &call, Relation relation, const QString &id)
{
    const auto standings = standingOf(Journal(), {id}, call.stop);
    if (!standings)
        return fail(standings.error());
    const Standing &standing = standings->front();
    const OperationHeader &header = standing.record.operation.header;
    const auto rows = standing.rowsFor(relation);
    if (rows.empty()) {
        note(u"spoolscopectl: %1: %2"_s.arg(header.id, nothingToDo(relation)));
        if (relation == Relation::Undo && !standing.rowsFor(Relation::Release).empty())
            note(
                u"it was stopped on the way and left mail on hold; journal release %1 lets go of it"_s
                    .arg(header.id));
        return ExitCode::Usage;
    }
    const auto target = targetOf(call, header);
    if (!target)
        return target.error();
    PlanPart part = partFor(relation, standing.record, rows, target->instance, target->rights);
    part.forbidden = readOnlyReason(target->server);
    part.key = {target->server.id, target->instance.configDirectory};
    std::vector<PlanPart> parts;
    parts.push_back(std::move(part));
    const auto plan = ActionPlan::ofParts(actionFor(relation, header.action), std::move(parts));
    describe(*plan);
    if (call.arguments.dryRun)
        return ExitCode::Done;
    if (const ExitCode agreed = agree(call.arguments, *plan, {*target}); agreed != ExitCode::Done)
        return agreed;
    return carryOut(call, *plan, {*target});
}

ExitCode report(const Call &call, const OperationHeader &header)
{
    const auto target = targetOf(call, header);
    if (!target)
        return target.error();
    const auto result = reportOperation(Journal(), header.id, target->instance, target->rights,
        reconnectingSource(target->server, target->link.transport, call.jobOptions()), call.stop);
    if (!result)
        return fail(result.error());
    const auto record = Journal().find(header.id);
    return record ? show(call, *record) : fail(record.error());
}

ExitCode purgeTrash(const Call &call)
{
    if (!call.arguments.messageId.isEmpty())
        return followUp(call, Relation::Purge, call.arguments.messageId);
    const auto trashed = trashOf(Journal(), call.stop);
    if (!trashed)
        return fail(trashed.error());
    const QDateTime before
        = QDateTime::currentDateTimeUtc().addDays(-call.arguments.olderThanDays.value_or(0));
    ExitCode code = ExitCode::Done;
    for (const TrashedOperation &one : *trashed) {
        if (one.operation.header.time <= before)
            code = worse(code, followUp(call, Relation::Purge, one.operation.header.id));
    }
    return code;
}

ExitCode listTrash(const Call &call)
{
    const auto trashed = trashOf(Journal(), call.stop);
    if (!trashed)
        return fail(trashed.error());
    for (const TrashedOperation &one : *trashed) {
        const OperationHeader &header = one.operation.header;
        if (call.arguments.format == Format::Json)
            printJson(
                {{u"operation"_s, header.id}, {u"time"_s, header.time.toString(Qt::ISODateWithMs)},
                    {u"server"_s, header.serverName}, {u"messages"_s, one.messages},
                    {u"bytes"_s, one.bytes}, {u"reason"_s, header.reason}});
        else
            print(u"%1  %2  %3 messages  %4 bytes  %5\n"_s
                    .arg(header.id, text::visible(header.serverName), QString::number(one.messages),
                        QString::number(one.bytes), text::visible(header.reason))
                    .toUtf8());
    }
    return ExitCode::Done;
}

}

ExitCode journal(const Call &call)
{
    const QString &action = call.arguments.action;
    if (action == "list"_L1)
        return list(call);
    if (action == "verify"_L1)
        return verify(call);
    const auto record = Journal().find(call.arguments.messageId);
    if (!record)
        return fail(record.error());
    const OperationHeader &header = record->operation.header;
    if (action == "export"_L1) {
        print(call.arguments.format == Format::Script ? operationAsScript(*record)
                                                      : operationsAsJson({&*record, 1}));
        return ExitCode::Done;
    }
    if (action == "finish"_L1)
        return followUp(call, Relation::Finish, header.id);
    if (action == "release"_L1)
        return followUp(call, Relation::Release, header.id);
    return action == "report"_L1 ? report(call, header) : show(call, *record);
}

ExitCode undo(const Call &call)
{
    const auto record = Journal().find(call.arguments.messageId);
    return record ? followUp(call, Relation::Undo, record->operation.header.id)
                  : fail(record.error());
}

ExitCode trash(const Call &call)
{
    if (call.arguments.action == "list"_L1)
        return listTrash(call);
    return call.arguments.action == "purge"_L1 ? purgeTrash(call) : undo(call);
}

}
