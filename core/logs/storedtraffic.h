// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logcounters.h"
#include "core/logs/logrows.h"

#include <functional>
#include <stop_token>

namespace spoolscope {

/// Seconds since 1970, by the server's clock: from the first on, before the second.
struct TrafficRange
{
    qint64 from = 0;
    qint64 to = 0;

    bool operator==(const TrafficRange &) const = default;
};

/// Counts those lines of a store that are of the range. Counters over time know how much there was
/// when, but not of whom: that takes the lines. What a line before the range would have told, as
/// the size of a message, is not known; a gap in the range is among those of the answer. `server`
/// and `zone`: as of LogCounters. `report`: the rows done so far, now and then. Null: stopped.
std::shared_ptr<const CountedTraffic> countStored(const LogRows &rows, const QString &server,
    const QTimeZone &zone, const TrafficRange &range, const std::stop_token &stop = {},
    const std::function<void(qint64)> &report = {});

}
