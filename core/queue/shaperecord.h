// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/queueshape.h"
#include "core/queue/shapespellings.h"

#include <array>
#include <memory>
#include <span>
#include <stop_token>

namespace spoolscope {

/// One listing of one instance, counted for each queue and by both recipients and senders: any
/// shape with these buckets can be put together from records. Immutable once shared. Takes 30 bytes
/// or so for each domain and queue, so that many can be kept.
struct ShapeRecord
{
    struct Part
    {
        DomainCounts counts; ///< of a ShapeCounter
        ShapeSpellings spellings;
    };
    InstanceKey instance;
    qint64 listedAt = 0; ///< when the listing began, ms since 1970, this machine's clock
    qint64 countedAt = 0; ///< to when ages were counted, seconds since 1970, this machine's clock
    ListingState state = ListingState::Running; ///< of the listing, when it was counted
    size_t rows = 0; ///< of the snapshot, that were looked at
    std::array<std::array<Part, listedQueues.size()>, 2> parts; ///< [by sender][queue]

    size_t bytes() const; ///< roughly what it takes in memory
};
using SharedRecord = std::shared_ptr<const ShapeRecord>;

/// Counts the published rows. `buckets`: of the options only what is about buckets counts. `now`:
/// seconds since 1970 by this machine's clock; `clockOffset`: seconds by which the server's is
/// ahead. Null where it was stopped.
SharedRecord countShape(const QueueSnapshot &snapshot, const ShapeOptions &buckets, qint64 now,
    qint64 clockOffset, const std::stop_token &stop = {});

/// One shape of these queues of all records, which have the buckets of `options`. Equal to what a
/// ShapeCounter counts from the snapshots.
QueueShape joinShapes(std::span<const SharedRecord> records, const ShapeOptions &options,
    std::span<const QueueName> queues);

/// How the addresses of those queues are written that have odd names.
ShapeSpellings joinSpellings(
    std::span<const SharedRecord> records, bool bySender, std::span<const QueueName> queues);

}
