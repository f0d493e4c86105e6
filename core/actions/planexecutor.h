// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/actions/partrecorder.h"
#include "core/actions/verdict.h"
#include "core/servers/serverlink.h"

#include <array>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace spoolscope {

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
    QString operation; ///< under which the journal has it; empty: nothing was begun

    std::array<qint64, verdictCount> counts() const;
};

/// Copies verified messages away before they are deleted; returns those rows of `rows` of which a
/// copy is safe. Only they are deleted, the others stay in hold.
using BackUp = std::function<Result<std::vector<size_t>>(Transport &transport, const PlanPart &part,
    const std::vector<size_t> &rows, std::stop_token stop,
    const std::function<void(qint64 done)> &progress)>;

struct ExecutionOptions
{
    qsizetype batchSize = largestBatch; ///< IDs per postsuper call, 1 to largestBatch
    int batchesInFlight = 2; ///< 1 to 4; a stop waits for those that were sent
    int messagesPerMinute = 0; ///< at most, in batches of half as many; 0: as fast as it goes
    BackUp backUp = {}; ///< before a deletion, where set
};

/// Carries out one part: hold in batches -> re-list -> compare identity -> release what is not ours
/// -> act on the hold queue in batches -> reconcile. Each step is recorded before it is taken. The
/// first batches are small (Canary), and the part stops at the first surprise: postsuper complains,
/// does less than it was verified it could, or more IDs than a few name other messages now.
/// A stop request takes effect between batches. After a lost link it reconnects through `source`,
/// re-lists and accounts, and does not go on. Blocks; never on the GUI thread. Parts are
/// independent: run them in any order or at once.
PartResult executePart(Action action, const PlanPart &part, const TransportSource &source,
    PartRecorder &recorder, std::stop_token stop,
    const std::function<void(const PartProgress &)> &progress = {},
    const ExecutionOptions &options = {});

/// Establishes what became of the messages of an interrupted part (PlanPart::prior) by one or two
/// listings, and changes nothing.
PartResult accountForPart(
    Action action, const PlanPart &part, const TransportSource &source, std::stop_token stop);

}
