// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logsink.h"

#include <QStringList>

#include <condition_variable>
#include <mutex>
#include <set>

namespace spoolscope {

/// Judges lines "number N" as they are handed over: N must grow, and may leave numbers out only
/// where a gap was told. Thread-safe.
class NumberedLog final : public LogSink
{
public:
    void take(const LogEvent &event) override;
    void gap(const LogGap &gap) override;

    /// False when nothing at all came for a minute before N did.
    bool waitFor(qint64 number);

    qint64 last() const;
    qint64 count() const;
    qint64 gaps() const;
    /// Numbers that were left out where a gap was told.
    std::set<qint64> lost() const;
    QStringList faults() const; ///< what came twice, out of order, or is missing without a word

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    qint64 m_last = 0;
    qint64 m_count = 0;
    qint64 m_gaps = 0;
    bool m_isAfterGap = false;
    std::set<qint64> m_lost;
    QStringList m_faults;
};

}
