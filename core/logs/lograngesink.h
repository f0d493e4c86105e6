// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logfollower.h"

namespace spoolscope {

/// Lets the lines of a range through. A log's lines hardly go back in time, so the first that is
/// not too early opens it, and one that is clearly too late closes it.
class LogRangeSink final
{
public:
    LogRangeSink(const LogRange &range, LogSink &sink)
        : m_range(range), m_sink(sink), m_isOpen(!range.since)
    {
    }

    void take(const LogEvent &event)
    {
        constexpr qint64 second = 1'000'000;
        const qint64 time = event.line.time;
        if (time > 0) {
            m_last = time;
            m_isOpen |= time >= m_range.since.value_or(0) * second;
            m_isOver |= m_range.until && time > (*m_range.until + slack) * second;
            if (m_range.until && time > *m_range.until * second)
                return;
        }
        if (m_isOpen && !m_isOver)
            m_sink.take(event);
    }
    void gap(const QString &why) { m_sink.gap({m_last, why}); }

    bool isOver() const { return m_isOver; }
    /// What is read from now on is all wanted, as it comes.
    void open() { m_isOpen = true; }

private:
    static constexpr qint64 slack = 60; ///< seconds by which lines may be out of order

    const LogRange m_range;
    LogSink &m_sink;
    qint64 m_last = 0;
    bool m_isOpen;
    bool m_isOver = false;
};

}
