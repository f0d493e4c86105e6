// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logsink.h"

#include <QByteArrayList>
#include <QStringList>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace spoolscope {

/// Keeps what a follower hands over; another thread may wait for it.
class LineRecorder final : public LogSink
{
public:
    void take(const LogEvent &event) override
    {
        const std::lock_guard lock(m_mutex);
        m_lines.append(event.line.raw.toByteArray());
        m_changed.notify_all();
    }
    void gap(const LogGap &gap) override
    {
        const std::lock_guard lock(m_mutex);
        m_lines.append("GAP");
        m_gaps.append(gap.why);
        m_changed.notify_all();
    }

    /// Until there are so many lines, gaps not counted; false when a minute went by without.
    bool waitFor(qsizetype count)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(
            lock, std::chrono::minutes(1), [&] { return m_lines.size() - m_gaps.size() >= count; });
    }

    QByteArrayList lines() const ///< with "GAP" for each gap
    {
        const std::lock_guard lock(m_mutex);
        return m_lines;
    }
    QByteArrayList linesWithoutGaps() const
    {
        QByteArrayList lines = this->lines();
        lines.removeAll("GAP");
        return lines;
    }
    QStringList gaps() const
    {
        const std::lock_guard lock(m_mutex);
        return m_gaps;
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    QByteArrayList m_lines;
    QStringList m_gaps;
};

}
