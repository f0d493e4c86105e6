// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/actions/verdict.h"
#include "core/servers/serverlink.h"

#include <array>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace spoolscope {

enum class PlanStep { Holding, Verifying, Releasing, Acting, Reconciling };

struct PartProgress
{
    PlanStep step = PlanStep::Holding;
    qint64 done = 0;
    qint64 total = 0;
};

/// The account of one part: a verdict for every planned message, in the plan's order.
struct PartResult
{
    std::vector<Verdict> verdicts;
    std::optional<Error> error; ///< what stopped it early, if anything did
    QByteArrayList unexpected; ///< lines postsuper printed that mean nothing to us, capped

    std::array<qint64, verdictCount> counts() const;
};

struct ExecutionOptions
{
    qsizetype batchSize = largestBatch; ///< IDs per postsuper call, 1 to largestBatch
    int batchesInFlight = 2; ///< 1 to 4; a stop waits for those that were sent
};

/// Carries out one part: hold in batches -> re-list -> compare identity -> release what is not ours
/// -> act on the hold queue in batches -> reconcile. A stop request takes effect between batches.
/// After a lost link it reconnects through `source`, re-lists and accounts, and does not go on.
/// Blocks; never on the GUI thread. Parts are independent: run them in any order or at once.
PartResult executePart(Action action, const PlanPart &part, const TransportSource &source,
    std::stop_token stop, const std::function<void(const PartProgress &)> &progress = {},
    const ExecutionOptions &options = {});

}
