// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/queuesnapshot.h"

#include <vector>

namespace spoolscope {

/// What differs between two complete snapshots of one instance. A message is the same if queue ID
/// and arrival time are: requeueing gives a new ID, so that one left and another arrived.
struct SnapshotDiff
{
    std::vector<QueueSnapshot::Row> arrived; ///< rows of the later snapshot
    std::vector<QueueSnapshot::Row>
        left; ///< rows of the earlier one; delivered or not is not known
    std::vector<QueueSnapshot::Row> moved; ///< rows of the later one: in another queue now
    /// Rows of the later one, in the same queue: other recipients are waiting, or for another
    /// reason. A try that failed with the same words does not show.
    std::vector<QueueSnapshot::Row> retried;

    bool isEmpty() const
    {
        return arrived.empty() && left.empty() && moved.empty() && retried.empty();
    }
};

/// Both must have ended. Takes one look-up a message.
SnapshotDiff diffSnapshots(const QueueSnapshot &earlier, const QueueSnapshot &later);

}
