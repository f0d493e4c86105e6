// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/journal/recovery.h"

#include <QSet>

#include <algorithm>

namespace spoolscope {

namespace {

/// The messages that later operations of these kinds have dealt with.
QSet<QueueId> dealtWith(std::span<const OperationRecord> later)
{
    QSet<QueueId> ids;
    for (const OperationRecord &record : later) {
        for (size_t i = 0; i < std::min(record.messages.size(), record.verdicts.size()); ++i) {
            const auto verdict = record.verdicts[i];
            if (verdict == Verdict::Done || verdict == Verdict::AlreadyGone
                || verdict == Verdict::Changed)
                ids.insert(record.messages[i].identity.id);
        }
    }
    return ids;
}

bool isOver(OperationState state)
{
    return state == OperationState::Ended || state == OperationState::Reported;
}

bool takes(Relation relation, const OperationRecord &record, size_t row)
{
    const auto verdict = record.verdicts[row];
    const bool wasHeldBefore = record.messages[row].queue == QueueName::Hold;
    switch (relation) {
    case Relation::None:
        return false;
    case Relation::Undo:
        // What a trashing found on hold leaves the trash and stays there.
        return verdict == Verdict::Done
            && (!wasHeldBefore || record.operation.header.action == Action::Trash);
    case Relation::Purge:
        return verdict == Verdict::Done;
    case Relation::Finish:
        // What was not begun is planned anew; what was begun is gone on with.
        return verdict ? verdict == Verdict::StillHeld || verdict == Verdict::Unknown : true;
    case Relation::Release:
        if (wasHeldBefore)
            return false;
        return verdict ? verdict == Verdict::StillHeld || verdict == Verdict::Unknown
                       : record.fates[row].held && !record.fates[row].acted;
    }
    Q_UNREACHABLE_RETURN(false);
}

}

bool mayHaveRowsFor(Relation relation, const Operation &operation)
{
    if (operation.header.request)
        return false;
    const bool over = isOver(operation.state);
    const auto count = [&](Verdict verdict) { return operation.counts[size_t(verdict)]; };
    const Action action = operation.header.action;
    switch (relation) {
    case Relation::None:
        return false;
    case Relation::Undo:
        return over && (action == Action::Hold || action == Action::Trash)
            && count(Verdict::Done) > 0;
    case Relation::Purge:
        return over && action == Action::Trash && count(Verdict::Done) > 0;
    case Relation::Finish:
    case Relation::Release:
        if (operation.state == OperationState::Running)
            return false;
        if (relation == Relation::Release && !holdsFirst(action))
            return false;
        return !over || count(Verdict::StillHeld) + count(Verdict::Unknown) > 0;
    }
    Q_UNREACHABLE_RETURN(false);
}

std::vector<size_t> rowsFor(
    Relation relation, const OperationRecord &record, std::span<const OperationRecord> later)
{
    std::vector<size_t> rows;
    // A record that is not whole is no ground to act on.
    if (!mayHaveRowsFor(relation, record.operation)
        || record.messages.size() != record.verdicts.size())
        return rows;
    const QSet<QueueId> done = dealtWith(later);
    for (size_t i = 0; i < record.messages.size(); ++i) {
        if (takes(relation, record, i) && !done.contains(record.messages[i].identity.id))
            rows.push_back(i);
    }
    return rows;
}

Action actionFor(Relation relation, Action original)
{
    switch (relation) {
    case Relation::Undo:
    case Relation::Release:
        return Action::Release;
    case Relation::Purge:
        return Action::Delete;
    case Relation::Finish:
    case Relation::None:
        return original;
    }
    Q_UNREACHABLE_RETURN(original);
}

PlanPart partFor(Relation relation, const OperationRecord &record, std::span<const size_t> rows,
    const Instance &instance, const InstanceRights &rights)
{
    const OperationHeader &header = record.operation.header;
    PlanPart part{header.key, header.serverName, instance, rights, {}, {}, relation, header.id, {}};
    part.messages.reserve(rows.size());
    const bool isOpen = !isOver(record.operation.state);
    for (const size_t row : rows) {
        part.messages.push_back(record.messages[row]);
        if (relation == Relation::Purge)
            part.messages.back().queue = QueueName::Hold; // where the trash is
        if (isOpen)
            part.prior.push_back(record.fates[row]);
    }
    return part;
}

PartResult mergedResult(const OperationRecord &record, Relation relation,
    std::span<const size_t> rows, const PartResult &followUp)
{
    PartResult merged;
    merged.error = followUp.error;
    merged.unexpected = followUp.unexpected;
    merged.verdicts.reserve(record.messages.size());
    for (size_t i = 0; i < record.messages.size(); ++i)
        merged.verdicts.push_back(record.verdicts[i].value_or(
            record.fates[i].acted ? Verdict::Done : Verdict::Untouched));
    for (size_t i = 0; i < std::min(rows.size(), followUp.verdicts.size()); ++i) {
        Verdict verdict = followUp.verdicts[i];
        if (relation == Relation::Release) {
            // Let go is as if nothing had been done. What an error kept from being looked at may
            // still be there.
            if (verdict == Verdict::Done)
                verdict = Verdict::Untouched;
            else if (verdict == Verdict::Untouched && followUp.error && record.fates[rows[i]].held)
                verdict = Verdict::StillHeld;
        }
        merged.verdicts[rows[i]] = verdict;
    }
    return merged;
}

}
