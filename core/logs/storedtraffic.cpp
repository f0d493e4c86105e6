// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/storedtraffic.h"

#include "core/logs/logparser.h"
#include "core/logs/logreader.h"

namespace spoolscope {

std::shared_ptr<const CountedTraffic> countStored(const LogRows &rows, const QString &server,
    const QTimeZone &zone, const TrafficRange &range, const std::stop_token &stop,
    const std::function<void(qint64)> &report)
{
    constexpr qint64 second = 1'000'000; // microseconds
    LogCounters counters(server, zone);
    LogReader reader(rows);
    LogParser parser;
    for (LogReader::Row row = rows.begin(); row < rows.end();) {
        if (stop.stop_requested())
            return nullptr;
        const LogReader::Block block = reader.block(row);
        for (; row < block.first + block.records.size(); ++row) {
            const LogRecord &record = block.records[row - block.first];
            if (record.time < range.from * second || record.time >= range.to * second)
                continue;
            if (record.isGap())
                counters.gap({record.time, QString::fromUtf8(reader.text(row))});
            else
                counters.add(reader.event(row, parser));
        }
        if (report)
            report(qint64(row - rows.begin()));
    }
    return counters.snapshot();
}

}
