// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logrows.h"

#include <QByteArray>

#include <span>
#include <vector>

namespace spoolscope {

class LogParser;

/// Reads rows of a log a block at a time, as they lie on the disk. What the disk does not give back
/// is a gap that says so. One thread; views are valid until the next call about another block.
class LogReader final
{
public:
    using Row = LogRows::Row;
    static constexpr quint32 blockRows = 4096;

    explicit LogReader(LogRows rows = {}) : m_rows(std::move(rows)) { }

    const LogRows &rows() const { return m_rows; }
    const LogRecord &record(Row row);
    QByteArrayView text(Row row); ///< the whole line, or why there is a gap
    QByteArrayView tag(Row row); ///< "postfix/smtpd"
    QByteArrayView message(Row row); ///< what is behind the tag
    QByteArrayView queueId(Row row);
    /// What the parser makes of the line; its time is the record's.
    const LogEvent &event(Row row, LogParser &parser);

    /// The block that `row` is in, from rows().begin() to its end.
    struct Block
    {
        Row first = 0;
        std::span<const LogRecord> records;
    };
    Block block(Row row);
    /// The text of that block's rows; `record.textAt - blockTextAt()` is where one's begins.
    QByteArrayView blockText(Row row);
    quint32 blockTextAt() const { return m_records.front().textAt; }

private:
    void load(Row row);
    void loadText();
    void makeGap(const QString &why);

    LogRows m_rows;
    Row m_first = 0;
    std::vector<LogRecord> m_records; ///< of the block at hand
    QByteArray m_text; ///< of the block, once it was asked for
    bool m_hasText = false;
    LogEvent m_gap; ///< event() of a row without a line
};

}
