// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/storedtraffic.h"
#include "ui/logs/shownlog.h"

namespace spoolscope {

/// What was counted of several logs, by server and instance and together. A value that is shared.
struct CountedLogs
{
    explicit CountedLogs(CountedTraffic counted) : traffic(std::move(counted)), all(traffic.all())
    {
    }

    CountedTraffic traffic;
    TrafficCounts all;
};
using SharedCounts = std::shared_ptr<const CountedLogs>;

/// All that was counted as it was read, each log under the name that it is shown by. Any thread;
/// copies some megabytes a busy log.
CountedTraffic countedOf(const ShownLogs &logs);

/// The same of the lines of a range, which are read again. Absent: stopped. `report`: the lines
/// done so far, of lineCount(). Any thread.
std::optional<CountedTraffic> countedIn(const ShownLogs &logs, const TrafficRange &range,
    const std::stop_token &stop, const std::function<void(qint64)> &report = {});
qint64 lineCount(const ShownLogs &logs);

}
