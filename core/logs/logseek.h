// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logclock.h"

#include <optional>

namespace spoolscope {

/// Finds a time in a large log by halves, with a few bytes of it each time. Pure: it says where to
/// read, and is given what is there.
class LogSeek final
{
public:
    static constexpr qint64 probeSize = 16 << 10; ///< bytes; holds the beginning of a line

    /// `since`: seconds since 1970. `size`: bytes of the file.
    LogSeek(qint64 since, qint64 size) : m_since(since), m_high(size) { }

    /// Where to read probeSize bytes; absent once the place is known well enough.
    std::optional<qint64> next() const;
    void take(QByteArrayView bytes, LogClock clock);
    /// The beginning of a line at or before the first line of that time.
    qint64 offset() const { return m_low; }

private:
    static constexpr qint64 closeEnough = 1 << 20; ///< bytes that are rather read than halved

    qint64 m_since;
    qint64 m_low = 0; ///< a beginning of a line that is too early, or of the file
    qint64 m_high;
};

}
