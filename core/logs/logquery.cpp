// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logquery.h"

namespace spoolscope {

LogQuery::LogQuery(const Filter &filter, const QStringList &serverNames, bool afterGap)
    : m_condition(filter.isEverything() ? nullptr : makeLogCondition(filter.root(), serverNames))
    , m_isAfterGap(afterGap)
{
}

LogQuery::~LogQuery() = default;

bool LogQuery::find(LogReader &reader, Row first, const Take &take, const std::stop_token &stop)
{
    for (Row row = first; row < reader.rows().end();) {
        if (stop.stop_requested())
            return false;
        const LogReader::Block block = reader.block(row);
        LogBits lines(block.records.size());
        lines.keepIf([&](size_t place) {
            return block.first + place >= first && !block.records[place].isGap();
        });
        if (m_condition && !lines.isEmpty())
            m_condition->narrow(reader, row, lines);
        takeFrom(block, lines, first, take);
        row = block.first + block.records.size();
    }
    return true;
}

void LogQuery::takeFrom(
    const LogReader::Block &block, const LogBits &found, Row first, const Take &take)
{
    LogBits taken(block.records.size());
    taken.keepIf([&](size_t place) {
        return found.contains(place)
            || (block.first + place >= first && block.records[place].isGap());
    });
    taken.forEach([&](size_t place) {
        const LogRecord &record = block.records[place];
        if (record.isGap() && m_isAfterGap && m_condition)
            return;
        m_isAfterGap = record.isGap();
        take(block.first + place, record);
    });
}

}
