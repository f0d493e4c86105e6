// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "numberedlog.h"

#include <chrono>

using namespace Qt::StringLiterals;

namespace spoolscope {

void NumberedLog::take(const LogEvent &event)
{
    constexpr QByteArrayView word = "number ";
    constexpr qsizetype mostFaults = 20;
    if (!event.line.message.startsWith(word))
        return; // the host's own
    const qint64 number = event.line.message.sliced(word.size()).toLongLong();
    const std::lock_guard lock(m_mutex);
    const bool isInOrder = number > m_last && (number == m_last + 1 || m_isAfterGap);
    if (!isInOrder && m_faults.size() < mostFaults)
        m_faults += u"%1 after %2"_s.arg(number).arg(m_last);
    for (qint64 left = m_last + 1; left < number; ++left)
        m_lost.insert(left);
    m_last = std::max(m_last, number);
    m_isAfterGap = false;
    ++m_count;
    m_changed.notify_all();
}

void NumberedLog::gap(const LogGap &)
{
    const std::lock_guard lock(m_mutex);
    m_isAfterGap = true;
    ++m_gaps;
}

bool NumberedLog::waitFor(qint64 number)
{
    std::unique_lock lock(m_mutex);
    while (m_last < number) {
        if (m_changed.wait_for(lock, std::chrono::minutes(1)) == std::cv_status::timeout)
            return false;
    }
    return true;
}

qint64 NumberedLog::last() const
{
    const std::lock_guard lock(m_mutex);
    return m_last;
}

qint64 NumberedLog::count() const
{
    const std::lock_guard lock(m_mutex);
    return m_count;
}

qint64 NumberedLog::gaps() const
{
    const std::lock_guard lock(m_mutex);
    return m_gaps;
}

std::set<qint64> NumberedLog::lost() const
{
    const std::lock_guard lock(m_mutex);
    return m_lost;
}

QStringList NumberedLog::faults() const
{
    const std::lock_guard lock(m_mutex);
    return m_faults;
}

}
