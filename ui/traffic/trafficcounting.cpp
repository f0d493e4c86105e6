// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/traffic/trafficcounting.h"

namespace spoolscope {

CountedTraffic countedOf(const ShownLogs &logs)
{
    CountedTraffic all;
    for (const ShownLog &log : logs) {
        if (!log.counters)
            continue;
        CountedTraffic counted = *log.counters->snapshot();
        for (CountedTraffic::Part &part : counted.parts)
            part.server = log.name; // it may have another one by now
        all.merge(counted);
    }
    return all;
}

std::optional<CountedTraffic> countedIn(const ShownLogs &logs, const TrafficRange &range,
    const std::stop_token &stop, const std::function<void(qint64)> &report)
{
    CountedTraffic all;
    qint64 before = 0;
    for (const ShownLog &log : logs) {
        const LogRows rows = log.store->rows();
        const auto counted = countStored(
            rows, log.name, QTimeZone::systemTimeZone(), range, stop, [&](qint64 done) {
                if (report)
                    report(before + done);
            });
        if (!counted)
            return std::nullopt;
        all.merge(*counted);
        before += qint64(rows.end() - rows.begin());
    }
    return all;
}

qint64 lineCount(const ShownLogs &logs)
{
    qint64 count = 0;
    for (const ShownLog &log : logs) {
        const LogRows rows = log.store->rows();
        count += qint64(rows.end() - rows.begin());
    }
    return count;
}

}
