// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/journal/standing.h"

#include "core/journal/recovery.h"

#include <QCoreApplication>

#include <algorithm>

namespace spoolscope {

namespace {

bool isOver(const Operation &operation)
{
    return operation.state == OperationState::Ended || operation.state == OperationState::Reported;
}

bool isBehind(const Operation &later, const Operation &operation)
{
    if (later.header.of == operation.header.id)
        return true;
    const bool takesOut
        = later.header.action == Action::Release || leavesQueue(later.header.action);
    return takesOut && isOver(operation) && later.header.key == operation.header.key
        && later.header.time > operation.header.time;
}

/// The ids of what may have changed the outcome of `operation` since.
QStringList idsBehind(const Operation &operation, const QList<Operation> &all)
{
    QStringList ids;
    for (const Operation &candidate : all) {
        if (isBehind(candidate, operation))
            ids.append(candidate.header.id);
    }
    return ids;
}

using Records = std::vector<OperationRecord>;

/// `wanted` names the records in their order.
Standing assemble(const Operation &operation, const QList<Operation> &all,
    const QStringList &wanted, const Records &records)
{
    const auto recordOf = [&](const QString &id) { return records[size_t(wanted.indexOf(id))]; };
    Standing standing{recordOf(operation.header.id), {}};
    for (const QString &id : idsBehind(operation, all))
        standing.later.push_back(recordOf(id));
    return standing;
}

/// Hands each of `operations` with what is behind it to `sink`; the journal is read once.
Result<void> visit(const Journal &journal, const QList<Operation> &all,
    const QList<Operation> &operations, const std::stop_token &stop,
    const std::function<void(Standing)> &sink)
{
    QStringList wanted;
    for (const Operation &operation : operations)
        wanted += QStringList{operation.header.id} + idsBehind(operation, all);
    wanted.removeDuplicates();
    if (stop.stop_requested())
        return failure(ErrorKind::Cancelled, {});
    const auto records = journal.read(wanted);
    if (!records)
        return std::unexpected(records.error());
    for (const Operation &operation : operations) {
        if (stop.stop_requested())
            return failure(ErrorKind::Cancelled, {});
        sink(assemble(operation, all, wanted, *records));
    }
    return {};
}

}

std::vector<size_t> Standing::rowsFor(Relation relation) const
{
    return spoolscope::rowsFor(relation, record, later);
}

Result<std::vector<Standing>> standingOf(
    const Journal &journal, const QStringList &ids, const std::stop_token &stop)
{
    const auto all = journal.operations();
    if (!all)
        return std::unexpected(all.error());
    QList<Operation> wanted;
    for (const QString &id : ids) {
        const auto found = std::ranges::find(
            *all, id, [](const Operation &candidate) { return candidate.header.id; });
        if (found == all->end())
            return failure(ErrorKind::NotFound,
                QCoreApplication::translate(
                    "Journal", "There is no operation %1 in the journal %2.")
                    .arg(id, journal.directory()));
        wanted.append(*found);
    }
    std::vector<Standing> standings;
    const auto visited = visit(journal, *all, wanted, stop,
        [&](Standing standing) { standings.push_back(std::move(standing)); });
    if (!visited)
        return std::unexpected(visited.error());
    return standings;
}

Result<QList<TrashedOperation>> trashOf(const Journal &journal, const std::stop_token &stop)
{
    const auto all = journal.operations();
    if (!all)
        return std::unexpected(all.error());
    QList<Operation> trashings;
    for (const Operation &operation : *all) {
        if (mayHaveRowsFor(Relation::Purge, operation))
            trashings.append(operation);
    }
    QList<TrashedOperation> trash;
    const auto visited = visit(journal, *all, trashings, stop, [&](const Standing &standing) {
        TrashedOperation entry{standing.record.operation};
        for (const size_t row : standing.rowsFor(Relation::Purge)) {
            ++entry.messages;
            entry.bytes += standing.record.messages[row].identity.size;
        }
        if (entry.messages > 0)
            trash.append(std::move(entry));
    });
    if (!visited)
        return std::unexpected(visited.error());
    return trash;
}

}
