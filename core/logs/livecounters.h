// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logcounters.h"

#include <mutex>

namespace spoolscope {

/// The counters of a log that is followed: filled by one thread, while any other looks at them.
class LiveCounters final : public LogSink
{
public:
    /// As of LogCounters.
    explicit LiveCounters(const QString &server = {}, const QTimeZone &zone = QTimeZone::utc())
        : m_counters(server, zone)
    {
    }

    // --- the filling thread ---
    void take(const LogEvent &event) override
    {
        const std::lock_guard lock(m_mutex);
        m_counters.take(event);
    }
    void gap(const LogGap &gap) override
    {
        const std::lock_guard lock(m_mutex);
        m_counters.gap(gap);
    }

    // --- any thread ---
    /// All so far. The filling thread waits while it is copied: not for every line.
    std::shared_ptr<const CountedTraffic> snapshot() const
    {
        const std::lock_guard lock(m_mutex);
        return m_counters.snapshot();
    }

private:
    mutable std::mutex m_mutex;
    LogCounters m_counters; ///< guarded by m_mutex
};

}
