// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>
#include <QTimeZone>

#include <array>
#include <optional>

namespace spoolscope {

/// Reads the time at the beginning of the lines of one log:
///
///     Nov 28 11:20:28                      RFC 3164, also as postlogd(8) writes it, "Nov 08"
///     2026-11-28T11:20:28.123456+01:00     RFC 3339; with a blank for the T, or without a zone
///
/// The first has neither zone nor year. The year is found by `newest`, and by walking: a log's
/// lines hardly go back in time (two days are allowed for). So is which of the two hours is meant
/// where summer time ends. A file that spans more than a year is dated wrong at its beginning. Used
/// by one thread.
class LogClock final
{
public:
    /// `zone`: what local time means on the server, for stamps without one. `newest`: seconds since
    /// 1970, a time that no line is more than a day later than (the file's modification time); 0 is
    /// this machine's clock, at any time.
    explicit LogClock(QTimeZone zone = QTimeZone::utc(), qint64 newest = 0);

    /// The stamp that `line` begins with, and its size with the blank behind it; 0 for none.
    /// `time`: microseconds since 1970.
    qsizetype read(QByteArrayView line, qint64 &time);

private:
    static constexpr qsizetype mostMinuteText = 16; // "2026-11-28T11:20"

    /// The last stamp up to its minute, and the seconds since 1970 of that minute: nearly always
    /// those of the next line as well.
    struct Minute
    {
        std::array<char, mostMinuteText> text = {};
        qint64 start = 0;
    };

    qsizetype readShort(QByteArrayView line, qint64 &time);
    qsizetype readFull(QByteArrayView line, qint64 &time);
    bool enterShort(QByteArrayView line);
    bool enterFull(QByteArrayView line);
    std::optional<int> yearFor(int month, int day, qint64 secondOfDay) const;
    qint64 utcFor(qint64 local) const;
    qint64 latest() const;

    QTimeZone m_zone;
    bool m_isUtc;
    qint64 m_newest;
    Minute m_short, m_full;
    bool m_hasLast = false;
    qint64 m_lastLocal = 0; ///< of the last stamp without a zone: seconds, up to the minute
    qint64 m_last = 0; ///< the same in UTC, to the second
};

}
