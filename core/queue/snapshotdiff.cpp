// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/snapshotdiff.h"

namespace spoolscope {

namespace {

using Row = QueueSnapshot::Row;

bool hasSameRecipients(const QueueSnapshot &a, Row rowA, const QueueSnapshot &b, Row rowB)
{
    const quint32 count = a.recipientCount(rowA);
    if (b.recipientCount(rowB) != count)
        return false;
    for (quint32 i = 0; i < count; ++i) {
        const auto mine = a.recipient(rowA, i);
        const auto theirs = b.recipient(rowB, i);
        if (a.text(mine.reason) != b.text(theirs.reason)
            || a.text(mine.address) != b.text(theirs.address))
            return false;
    }
    return true;
}

}

SnapshotDiff diffSnapshots(const QueueSnapshot &earlier, const QueueSnapshot &later)
{
    SnapshotDiff diff;
    std::vector<bool> stayed(earlier.rowCount());
    for (Row row = 0; row < later.rowCount(); ++row) {
        const auto before = earlier.find(later.id(row));
        if (!before || earlier.arrival(*before) != later.arrival(row)) {
            diff.arrived.push_back(row);
            continue;
        }
        stayed[*before] = true;
        if (earlier.queue(*before) != later.queue(row))
            diff.moved.push_back(row);
        else if (!hasSameRecipients(earlier, *before, later, row))
            diff.retried.push_back(row);
    }
    for (Row row = 0; row < stayed.size(); ++row) {
        if (!stayed[row])
            diff.left.push_back(row);
    }
    return diff;
}

}
