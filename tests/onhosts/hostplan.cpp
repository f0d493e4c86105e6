// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostplan.h"

#include "core/queue/queuelister.h"

#include <QDebug>

namespace spoolscope {

std::shared_ptr<QueueSnapshot> snapshotOf(
    const ServerDefinition &server, const ServerLink &link, qsizetype instance)
{
    const Instance &target = link.facts.instances[instance];
    const auto snapshot = std::make_shared<QueueSnapshot>(
        InstanceKey{server.id, target.configDirectory}, qint64(0));
    const auto listed = listQueue(*link.transport, target, *snapshot, {});
    if (!listed)
        qFatal() << listed.error().message;
    return snapshot;
}

std::vector<QueueSnapshot::Row> rowsIn(
    const QueueSnapshot &snapshot, QueueName queue, size_t count, size_t skip)
{
    std::vector<QueueSnapshot::Row> rows;
    for (QueueSnapshot::Row row = 0; row < snapshot.rowCount() && rows.size() < count; ++row) {
        if (snapshot.queue(row) != queue)
            continue;
        if (skip > 0)
            --skip;
        else
            rows.push_back(row);
    }
    return rows;
}

std::shared_ptr<const ActionPlan> planOf(Action action,
    const std::shared_ptr<const QueueSnapshot> &snapshot, std::vector<QueueSnapshot::Row> rows,
    const ServerDefinition &server, const ServerLink &link, qsizetype instance,
    const std::optional<InstanceRights> &rights)
{
    const ActionPlan::Selection selections[]{{snapshot, std::move(rows), server.name,
        link.facts.instances[instance], rights.value_or(link.facts.rights[instance])}};
    return ActionPlan::freeze(action, selections);
}

}
