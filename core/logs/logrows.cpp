// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logrows.h"

#include <algorithm>

namespace spoolscope {

LogRows::LogRows(Segments segments, Row dropped, const LogTally &tally)
    : m_segments(std::make_shared<const Segments>(std::move(segments)))
    , m_tally(std::make_shared<const LogTally>(tally))
    , m_dropped(dropped)
    , m_end(m_segments->empty() ? dropped
                                : m_segments->back()->first() + m_segments->back()->rowCount())
{
}

qint64 LogRows::spilledBytes() const
{
    qint64 bytes = 0;
    for (const auto &segment : *m_segments)
        bytes += segment->isSpilled() ? segment->bytes() : 0;
    return bytes;
}

const LogSegment &LogRows::segmentOf(Row row) const
{
    const auto behind = std::ranges::upper_bound(
        *m_segments, row, {}, [](const auto &segment) { return segment->first(); });
    return **std::prev(behind);
}

}
