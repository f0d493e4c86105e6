// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logparser.h"
#include "core/logs/logplace.h"
#include "core/logs/lograngesink.h"
#include "core/postfix/logcommand.h"

#include <functional>

namespace spoolscope {

/// Follows a log file. The place is found again by the file's inode and by the bytes before it,
/// which every piece that is read begins with; where the file was copied and cut, or packed, by
/// these bytes in what was rotated away. From there on all that is newer is read, in its order.
///
/// Cannot be proven, and is told as a gap: that nothing was written between a copy and the cut of
/// logrotate's copytruncate; what became of a file that is gone or in another directory.
class FileFollower final : public LogFollower
{
public:
    FileFollower(QByteArray path, const QTimeZone &zone, const LogRange &range, LogSink &sink);

    Result<bool> catchUp(Transport &transport, std::stop_token stop) override;
    Result<void> follow(Transport &transport, std::stop_token stop) override;

private:
    enum class Read {
        Whole, ///< up to its end
        Other, ///< the bytes before the place are not those, or it is another file by now
        Enough, ///< `until` was reached
    };
    struct Way ///< on one connection
    {
        Transport &transport;
        std::stop_token stop;
    };
    enum class Goal { Now, Live };
    /// What one look led to: nothing more is wanted, look again, or go on with that file.
    enum class Step { Enough, Again, Current };
    struct Approach
    {
        Step step = Step::Again;
        LogFileEntry entry = {};
    };

    Result<QList<LogFileEntry>> list(const Way &way) const;
    bool mustStart() const;
    Result<void> start(const Way &way);
    /// Reads the files that are over, up to the one that is written to.
    Result<Approach> approach(const Way &way, Goal goal);
    Result<qsizetype> enterPlace(const Way &way, const QList<LogFileEntry> &files);
    void leave(const LogFileEntry &entry, const LogFileEntry &next, const LogFileEntry &last);
    void tellCut();
    bool isLost(const LogFileEntry &entry);
    Result<qsizetype> findPlace(const Way &way, const QList<LogFileEntry> &files,
        const LogPlace &place) const; ///< -1: nowhere
    Result<bool> isOurs(const Way &way, const LogFileEntry &entry, const LogPlace &place) const;
    /// The first bytes of a file that is written to. False: a file came between it and the ones
    /// before, so that it may have been copied and cut meanwhile.
    Result<bool> readHead(
        const Way &way, const LogFileEntry &entry, const QList<LogFileEntry> &files);
    Result<Read> readFile(const Way &way, const LogFileEntry &entry, bool isOver);
    Result<void> listen(const Way &way, const LogFileEntry &entry);
    Result<qint64> seek(const Way &way, const LogFileEntry &entry);
    /// Streams the file's bytes from `from` on, unpacked, until the sink wants no more. False: it
    /// is another file by now.
    Result<bool> stream(const Way &way, const LogReading &reading,
        const std::function<bool(QByteArrayView bytes)> &take) const;
    void enter(const LogFileEntry &entry, qint64 offset = 0);

    const QByteArray m_path;
    const QTimeZone m_zone;
    const LogRange m_range;
    LogRangeSink m_sink;
    LogParser m_parser;
    LogPlaceKeeper m_keeper;
    bool m_isStarted = false;
    bool m_hasRead = false; ///< something of a file before this one
    bool m_isInLine = false; ///< the place is in the middle of a line, whose rest is not wanted
    int m_stumbles = 0; ///< over a packed file that is not whole
    /// The end of the file before, by which the place is found while nothing was read of this one.
    std::optional<LogPlace> m_previous;
    QByteArray m_nextId; ///< what is the log behind the file that was heard to its end
    QByteArray m_cutId; ///< of the file that was copied, while the copy is read; then it was cut
};

}
