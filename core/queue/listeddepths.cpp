// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/listeddepths.h"

namespace spoolscope {

QueueDepths depthsOf(const QueueSnapshot &snapshot)
{
    QueueDepths depths;
    for (const QueueName queue : listedQueues)
        depths.count[size_t(queue)] = 0;
    const size_t rows = snapshot.rowCount();
    for (size_t row = 0; row < rows; ++row) {
        auto &count = depths.count[size_t(snapshot.queue(QueueSnapshot::Row(row)))];
        count = count.value_or(0) + 1;
    }
    return depths;
}

}
