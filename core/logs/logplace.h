// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/linesplitter.h"

#include <QByteArray>

namespace spoolscope {

/// Where the reading of a file stands: behind the last line that was handed over, and what stands
/// just before it, by which the place is known again in this file or in a copy of it.
struct LogPlace
{
    QByteArray id; ///< device and inode
    qint64 offset = 0; ///< bytes, unpacked
    QByteArray before = {}; ///< the last bytes before it, logOverlap or fewer
    qint64 modified = 0; ///< seconds since 1970, server's clock, when it was last looked at
};

/// Hands over the lines of a file and keeps its place. What has no end yet is kept back and is not
/// before the place, so that it is read again. Used by one thread.
class LogPlaceKeeper final
{
public:
    explicit LogPlaceKeeper(LineSink sink) : m_lines(std::move(sink)) { }

    /// Goes on at `place`, which may be of another file. What was kept back is forgotten.
    void begin(const LogPlace &place);
    /// The bytes that come next.
    void take(QByteArrayView bytes);
    /// Nothing will be added to the file any more: what was kept back is a line.
    void finish();

    const LogPlace &place() const { return m_place; }
    qint64 read() const { return m_read; } ///< bytes of the file, with those that are kept back
    /// What stands before read(); what was adopted, where it was begun with nothing.
    QByteArrayView window() const { return m_window; }
    void adopt(QByteArrayView before); ///< where begin() did not know it
    void setModified(qint64 modified) { m_place.modified = modified; }

private:
    LineSplitter m_lines;
    LogPlace m_place;
    qint64 m_read = 0;
    QByteArray m_window;
};

}
