// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "numberedlog.h"

#include <algorithm>
#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr qsizetype mostTexts = 20;

}

void NumberedLog::take(const LogEvent &event)
{
    if (!event.line.message.startsWith(m_word))
        return;
    const qint64 number = event.line.message.sliced(m_word.size()).toLongLong();
    const std::lock_guard lock(m_mutex);
    const qint64 expected = m_account.last + 1;
    const bool isAfterGap = std::exchange(m_isAfterGap, false);
    if (number < expected || (number > expected && !isAfterGap)) {
        if (m_account.faults.size() < mostTexts)
            m_account.faults += u"%1 after %2"_s.arg(number).arg(m_account.last);
        (number < expected ? m_account.doubled : m_account.lost)
            += number < expected ? 1 : number - expected;
    } else {
        for (qint64 left = expected; left < number; ++left)
            m_account.lostAtGaps.insert(left);
    }
    m_account.last = std::max(m_account.last, number);
    ++m_account.lines;
    m_changed.notify_all();
}

void NumberedLog::gap(const LogGap &gap)
{
    const std::lock_guard lock(m_mutex);
    if (m_account.reasons.size() < mostTexts)
        m_account.reasons += u"behind %1: %2"_s.arg(m_account.last).arg(gap.why);
    m_isAfterGap = true;
    ++m_account.gaps;
}

bool NumberedLog::waitFor(qint64 number)
{
    std::unique_lock lock(m_mutex);
    while (m_account.last < number) {
        if (m_changed.wait_for(lock, std::chrono::minutes(1)) == std::cv_status::timeout)
            return false;
    }
    return true;
}

NumberedLog::Account NumberedLog::account() const
{
    const std::lock_guard lock(m_mutex);
    return m_account;
}

}
