// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>
#include <QTimeZone>

namespace spoolscope {

/// Reads the time at the beginning of the lines of one log: RFC 3339 with a zone, or RFC 3164, which
/// has neither zone nor year. The year is found by `newest`, and by walking: a log's lines hardly go
/// back in time. Used by one thread.
class LogClock final
{
public:
    /// `zone`: what local time means on the server, for stamps without one. `newest`: seconds since
    /// 1970, a time that no line is much later than (the file's modification time, or now).
    explicit LogClock(QTimeZone zone = QTimeZone::utc(), qint64 newest = 0);

    /// The stamp that `line` begins with, and its size with the blank behind it; 0 for none.
    /// `time`: microseconds since 1970.
    qsizetype read(QByteArrayView line, qint64 &time);

private:
    QTimeZone m_zone;
    qint64 m_newest;
    // What follows is the parser's to extend: the last stamp's text, and what it was.
};

}
