// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/servers/serverlink.h"

#include <memory>
#include <vector>

namespace spoolscope {

/// Plans on real mail hosts, made as a window makes them. What cannot be done ends the test
/// program.

/// Lists an instance of the server.
std::shared_ptr<QueueSnapshot> snapshotOf(
    const ServerDefinition &server, const ServerLink &link, qsizetype instance = 0);

/// Up to `count` rows of that queue behind `skip` others of it.
std::vector<QueueSnapshot::Row> rowsIn(
    const QueueSnapshot &snapshot, QueueName queue, size_t count, size_t skip = 0);

/// One part, with the rights that were probed or with others.
std::shared_ptr<const ActionPlan> planOf(Action action,
    const std::shared_ptr<const QueueSnapshot> &snapshot, std::vector<QueueSnapshot::Row> rows,
    const ServerDefinition &server, const ServerLink &link, qsizetype instance = 0,
    const std::optional<InstanceRights> &rights = {});

}
