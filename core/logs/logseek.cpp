// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logseek.h"

namespace spoolscope {

namespace {

constexpr qint64 slack = 60; ///< seconds by which lines may be out of order
constexpr qint64 microseconds = 1'000'000;

}

std::optional<qint64> LogSeek::next() const
{
    if (m_high - m_low <= closeEnough)
        return std::nullopt;
    return m_low + (m_high - m_low) / 2;
}

void LogSeek::take(QByteArrayView bytes, LogClock clock)
{
    const qint64 middle = m_low + (m_high - m_low) / 2;
    // The first line that begins there and has a time decides.
    for (qsizetype end = bytes.indexOf('\n'); end >= 0; end = bytes.indexOf('\n', end + 1)) {
        qint64 time = 0;
        if (clock.read(bytes.sliced(end + 1), time) == 0)
            continue;
        if (time < (m_since - slack) * microseconds)
            m_low = middle + end + 1;
        else
            m_high = middle;
        return;
    }
    m_high = middle; // nothing tells: what is before it is read as well
}

}
