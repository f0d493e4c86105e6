// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logrecord.h"
#include "core/logs/logspill.h"
#include "core/queue/zeroedarray.h"

namespace spoolscope {

/// How much a segment of a log holds at most.
struct LogSegmentSize
{
    quint32 rows = 1 << 16;
    quint32 text = 16 << 20; ///< bytes; LogStore::longestLine at least

    qint64 bytes() const { return qint64(rows) * qint64(sizeof(LogRecord)) + text; }
};

/// A stretch of a log: at first in memory, filled by one thread; then on the disk as another object
/// with the same rows. A row never changes.
class LogSegment final
{
public:
    LogSegment(quint64 first, LogSegmentSize size);

    // --- the filling thread ---
    bool hasRoomFor(qsizetype textSize) const;
    /// Any thread may read it when the call returns. `record` without its textAt.
    void append(LogRecord record, QByteArrayView text);
    /// What is on the disk, when this is. Nothing is appended any more.
    Result<std::shared_ptr<const LogSegment>> spilled(std::unique_ptr<LogSpill::Slot> slot) const;
    const LogTally &tally() const { return m_tally; }

    // --- any thread ---
    quint64 first() const { return m_first; }
    quint32 rowCount() const { return m_rows.load(std::memory_order_acquire); }
    bool isSpilled() const { return m_slot != nullptr; }
    qint64 bytes() const; ///< of rows and text; filling thread, or once it is spilled
    /// False where the disk does not give them back. Only rows that rowCount() told of, and their
    /// text.
    bool read(quint32 row, std::span<LogRecord> records) const;
    bool readText(quint32 at, std::span<char> text) const;

private:
    LogSegment(const LogSegment &from, std::unique_ptr<LogSpill::Slot> slot);
    Q_DISABLE_COPY_MOVE(LogSegment)

    const quint64 m_first;
    const LogSegmentSize m_size;
    std::atomic<quint32> m_rows = 0;
    quint32 m_textSize = 0;
    LogTally m_tally;
    ZeroedArray<LogRecord> m_records;
    ZeroedArray<char> m_text;
    std::unique_ptr<LogSpill::Slot> m_slot;
};

}
