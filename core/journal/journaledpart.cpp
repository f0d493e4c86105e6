// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/journal/journaledpart.h"

#include "core/journal/recovery.h"

#include <QCoreApplication>

#include <numeric>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Journal)
};

OperationHeader headerFor(const ActionPlan &plan, const PlanPart &part, const OperationOrder &order)
{
    OperationHeader header;
    header.plan = order.plan;
    header.action = plan.action();
    header.relation = part.relation;
    header.of = part.of;
    header.reason = order.reason;
    header.key = part.key;
    header.serverName = part.serverName;
    header.address = order.address;
    header.account = order.account;
    header.hostKey = order.hostKey;
    header.instanceName = part.instance.name;
    header.messages = qint64(part.messages.size());
    for (const PlannedMessage &message : part.messages)
        header.bytes += message.identity.size;
    header.commands = plan.commands(part);
    return header;
}

PartResult nothingDone(const PlanPart &part, const Error &error)
{
    PartResult result;
    result.verdicts.assign(part.messages.size(), Verdict::Untouched);
    result.error = error;
    return result;
}

/// The interrupted operation that `part` goes on with; nullopt where there is none.
Result<std::optional<OperationRecord>> interrupted(
    const Journal &journal, const PlanPart &part, const OperationOrder &order)
{
    if (part.relation == Relation::None)
        return std::nullopt;
    auto records = journal.read({part.of});
    if (!records)
        return std::unexpected(records.error());
    OperationRecord &record = records->front();
    const QByteArray &hostKey = record.operation.header.hostKey;
    if (!hostKey.isEmpty() && !order.hostKey.isEmpty() && hostKey != order.hostKey)
        return failure(ErrorKind::HostKey,
            Text::tr(
                "%1 shows another host key than when operation %2 was carried out, so it may be "
                "another machine. Nothing was done. If the key was changed on purpose, act on "
                "the messages from the list of the queue.")
                .arg(part.serverName, part.of),
            hostKey + " then, " + order.hostKey + " now");
    if (part.relation != Relation::Finish && part.relation != Relation::Release)
        return std::nullopt;
    if (record.operation.state == OperationState::Running)
        return failure(ErrorKind::InvalidInput,
            Text::tr(
                "Operation %1 is still being carried out by another program. Wait for its end.")
                .arg(part.of));
    if (record.operation.state != OperationState::Interrupted)
        return std::nullopt;
    return std::optional(std::move(record));
}

std::vector<size_t> rowsOf(const OperationRecord &record, const PlanPart &part)
{
    QHash<QueueId, size_t> places;
    for (size_t i = 0; i < record.messages.size(); ++i)
        places.insert(record.messages[i].identity.id, i);
    std::vector<size_t> rows;
    for (const PlannedMessage &message : part.messages)
        rows.push_back(places.value(message.identity.id));
    return rows;
}

void keepFirst(std::optional<Error> &error, const Result<void> &result)
{
    if (!result && !error)
        error = result.error();
}

}

PartResult performPart(const Journal &journal, const ActionPlan &plan, size_t index,
    const OperationOrder &order, const TransportSource &source, std::stop_token stop,
    const std::function<void(const PartProgress &)> &progress)
{
    const PlanPart &part = plan.parts()[index];
    const auto before = interrupted(journal, part, order);
    if (!before)
        return nothingDone(part, before.error());
    const auto log = journal.begin(headerFor(plan, part, order), part.messages);
    if (!log)
        return nothingDone(part, log.error());
    PartResult result
        = executePart(plan.action(), part, source, **log, std::move(stop), progress, order.options);
    result.operation = (*log)->id();
    keepFirst(result.error, (*log)->end(result));
    if (*before) {
        const OperationRecord &record = **before;
        keepFirst(result.error,
            journal.report(record.operation.header,
                mergedResult(record, part.relation, rowsOf(record, part), result)));
    }
    return result;
}

Result<PartResult> reportOperation(const Journal &journal, const QString &id,
    const Instance &instance, const InstanceRights &rights, const TransportSource &source,
    std::stop_token stop)
{
    const auto records = journal.read({id});
    if (!records)
        return std::unexpected(records.error());
    const OperationRecord &record = records->front();
    if (record.operation.state != OperationState::Interrupted)
        return failure(ErrorKind::InvalidInput,
            Text::tr("Operation %1 is not interrupted: it is %2.")
                .arg(id, toString(record.operation.state)));
    if (record.operation.header.request) {
        // It left no trace that could be looked for.
        PartResult unknown;
        unknown.error = Error{ErrorKind::OutcomeUnknown,
            Text::tr("The program ended before the server answered; whether it was done is not "
                     "known.")};
        if (const auto written = journal.report(record.operation.header, unknown); !written)
            return std::unexpected(written.error());
        unknown.operation = id;
        return unknown;
    }
    std::vector<size_t> rows(record.messages.size());
    std::iota(rows.begin(), rows.end(), size_t(0));
    const PlanPart part = partFor(Relation::Finish, record, rows, instance, rights);
    PartResult result
        = accountForPart(record.operation.header.action, part, source, std::move(stop));
    if (result.error)
        return std::unexpected(*result.error); // it can be asked for again
    if (const auto written = journal.report(record.operation.header, result); !written)
        return std::unexpected(written.error());
    result.operation = id;
    return result;
}

}
