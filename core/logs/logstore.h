// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logrows.h"
#include "core/logs/logsink.h"

namespace spoolscope {

/// Where and how much a LogStore keeps.
struct LogStoreOptions
{
    QString directory = {}; ///< of the temporary file (LogSpill::open())
    qint64 mostBytes = qint64(4) << 30; ///< on the disk; at least one segment stays
    LogSegmentSize segment = {};
};

/// The lines of one server's log, in the order they were taken: filled by one thread, while any
/// other reads. Memory stays that of a segment or two: what is full goes to a private temporary
/// file, and above the cap the oldest segment goes, which LogRows tells of. Where the disk is full,
/// that happens earlier.
class LogStore final : public LogSink
{
public:
    static constexpr qsizetype longestLine = 32 << 10; ///< bytes; more is cut off

    explicit LogStore(LogStoreOptions options = {});
    ~LogStore() override;

    // --- the filling thread ---
    void take(const LogEvent &event) override;
    void gap(const LogGap &gap) override;

    // --- any thread ---
    LogRows rows() const; ///< those there are by now; they stay readable
    QString trouble() const; ///< why lines are not kept on the disk; empty: they are

private:
    void append(LogRecord record, QByteArrayView text);
    void endSegment();
    std::shared_ptr<const LogSegment> spill(const LogSegment &full);
    bool dropOldest();
    std::shared_ptr<LogSegment> emptySegment(quint64 first) const;
    QByteArrayView lineOf(const LogEvent &event);

    const LogStoreOptions m_options;
    std::shared_ptr<LogSpill> m_spill; ///< once something was to be spilled
    std::shared_ptr<LogSegment> m_filling; ///< the last of m_segments
    qint64 m_lastTime = 0;
    QByteArray m_line; ///< put together

    mutable std::mutex m_mutex;
    std::vector<std::shared_ptr<const LogSegment>> m_segments; ///< guarded by m_mutex, as are:
    LogTally m_tally; ///< of all but the last
    qint64 m_bytes = 0; ///< of all but the last
    quint64 m_dropped = 0; ///< rows before the first segment
    QString m_trouble;
};

}
