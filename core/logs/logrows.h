// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logsegment.h"

#include <memory>
#include <vector>

namespace spoolscope {

/// The rows of a LogStore at one time, by numbers that stay theirs. They stay readable as long as
/// this is there, whatever the store drops meanwhile. A value, cheap to copy. Any thread.
class LogRows final
{
public:
    using Row = quint64;
    using Segments = std::vector<std::shared_ptr<const LogSegment>>;

    LogRows() = default;
    LogRows(Segments segments, Row dropped, const LogTally &tally);

    /// The first row there is. Where lines were dropped it is one before them that tells so.
    Row begin() const { return m_dropped > 0 ? m_dropped - 1 : 0; }
    Row end() const { return m_end; }
    bool isEmpty() const { return begin() == m_end; }
    Row dropped() const { return m_dropped; } ///< lines that are gone
    const LogTally &tally() const { return *m_tally; }
    qint64 lineCount() const { return m_tally->lines; }
    qint64 spilledBytes() const;
    const LogSegment &segmentOf(Row row) const; ///< dropped() <= row < end()

private:
    std::shared_ptr<const Segments> m_segments = std::make_shared<const Segments>();
    std::shared_ptr<const LogTally> m_tally = std::make_shared<const LogTally>();
    Row m_dropped = 0;
    Row m_end = 0;
};

}
