// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/batchverb.h"

#include "core/postfix/retrycommand.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("PlanExecutor", text);
}

bool isComplaint(const QByteArray &line)
{
    return line.startsWith("postsuper: ") || line.startsWith("postqueue: ");
}

bool hasOthers(const QList<QueueId> &done, std::span<const QueueId> ids)
{
    const QSet<QueueId> asked(ids.begin(), ids.end());
    return done.size() > qsizetype(ids.size())
        || !std::ranges::all_of(done, [&](const QueueId &id) { return asked.contains(id); });
}

/// Of a batch that ended well.
std::optional<Error> oddityIn(
    PlanStep step, const QueueCommandReport &report, std::span<const QueueId> ids)
{
    if (std::ranges::any_of(report.unexpected, isComplaint))
        return Error{ErrorKind::Io,
            translated("Stopped: postsuper complained about a batch. See the details; what it said "
                       "may concern the rest as well."),
            report.unexpected.join('\n')};
    if (hasOthers(report.done, ids))
        return Error{ErrorKind::Parse,
            translated("Stopped: postsuper reported messages that it was not asked for."),
            report.done.last().toByteArray()};
    // What was verified in hold can only be missing when somebody else acts there as well.
    if (step == PlanStep::Acting && report.done.size() < qsizetype(ids.size()))
        return Error{ErrorKind::Incomplete,
            translated("Stopped: of %1 messages of a batch the server found only %2. Somebody else "
                       "may be at work in this queue. Refresh and look before you go on.")
                .arg(QString::number(ids.size()), QString::number(report.done.size()))};
    return std::nullopt;
}

}

QString nameOf(BatchVerb verb)
{
    if (!verb)
        return u"retry"_s;
    switch (*verb) {
    case QueueCommand::Hold:
        return u"hold"_s;
    case QueueCommand::Release:
        return u"release"_s;
    case QueueCommand::DeleteHeld:
        return u"delete"_s;
    case QueueCommand::RequeueHeld:
        return u"requeue"_s;
    case QueueCommand::ExpireHeld:
        return u"expire"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

Result<CommandLine> batchCommand(
    BatchVerb verb, const PlanPart &part, std::span<const QueueId> ids, const QByteArray &nonce)
{
    if (!verb)
        return retryCommand(part.instance, ids, nonce);
    return queueCommand(
        *verb, part.instance, rightFor(*verb, part.rights).value_or(Privilege::Direct), ids, nonce);
}

QueueCommandReport batchReport(BatchVerb verb, std::span<const QueueId> ids,
    const QByteArray &output, const QByteArray &errors, int exitCode)
{
    if (verb)
        return parseQueueCommandReport(*verb, errors, exitCode);
    const RetryReport retries = parseRetryReport(ids, output, errors, exitCode);
    QueueCommandReport report;
    for (size_t i = 0; i < ids.size(); ++i) {
        if (retries.outcomes[i] == RetryOutcome::Asked)
            report.done.append(ids[i]);
    }
    report.notPermitted
        = report.done.isEmpty() && retries.error && retries.error->kind == ErrorKind::Permission;
    if (!errors.isEmpty())
        report.unexpected = errors.trimmed().split('\n');
    return report;
}

std::optional<Error> surpriseIn(
    PlanStep step, const QueueCommandReport &report, int exitCode, std::span<const QueueId> ids)
{
    const QByteArray detail = report.unexpected.join('\n');
    if (report.notPermitted)
        return Error{ErrorKind::Permission,
            translated("The server refused the command; nothing of this batch was done. "
                       "Check the account's sudo rules."),
            detail};
    if (report.gateRejected)
        return Error{ErrorKind::Incomplete,
            translated("A batch arrived damaged and the server acted on none of it. Try again."),
            detail};
    if (exitCode != 0)
        return Error{ErrorKind::Io,
            translated("The command stopped before the end of a batch. See the details; every "
                       "message was looked up again."),
            detail};
    return oddityIn(step, report, ids);
}

}
