// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logsegment.h"

#include <algorithm>
#include <cstring>

namespace spoolscope {

LogSegment::LogSegment(quint64 first, LogSegmentSize size)
    : m_first(first)
    , m_size(size)
    , m_records(size.rows, Pages::Small)
    , m_text(size.text, Pages::Small)
{
}

LogSegment::LogSegment(const LogSegment &from, std::unique_ptr<LogSpill::Slot> slot)
    : m_first(from.m_first)
    , m_size(from.m_size)
    , m_rows(from.rowCount())
    , m_textSize(from.m_textSize)
    , m_tally(from.m_tally)
    , m_slot(std::move(slot))
{
}

bool LogSegment::hasRoomFor(qsizetype textSize) const
{
    return rowCount() < m_size.rows && m_textSize + quint64(textSize) <= m_size.text;
}

void LogSegment::append(LogRecord record, QByteArrayView text)
{
    record.textAt = m_textSize;
    record.textSize = quint16(text.size());
    if (!text.isEmpty())
        std::memcpy(m_text.data() + m_textSize, text.data(), size_t(text.size()));
    m_textSize += quint32(text.size());
    const quint32 row = m_rows.load(std::memory_order_relaxed);
    m_records[row] = record;
    m_tally.add(record);
    m_rows.store(row + 1, std::memory_order_release);
}

qint64 LogSegment::bytes() const
{
    return qint64(rowCount()) * qint64(sizeof(LogRecord)) + m_textSize;
}

Result<std::shared_ptr<const LogSegment>> LogSegment::spilled(
    std::unique_ptr<LogSpill::Slot> slot) const
{
    const std::span records(m_records.data(), rowCount());
    const std::span text(m_text.data(), m_textSize);
    const qint64 textPlace = qint64(m_size.rows) * qint64(sizeof(LogRecord));
    if (auto written = slot->write(0, std::as_bytes(records)); !written)
        return std::unexpected(written.error());
    if (auto written = slot->write(textPlace, std::as_bytes(text)); !written)
        return std::unexpected(written.error());
    return std::shared_ptr<const LogSegment>(new LogSegment(*this, std::move(slot)));
}

bool LogSegment::read(quint32 row, std::span<LogRecord> records) const
{
    if (m_slot)
        return m_slot->read(
            qint64(row) * qint64(sizeof(LogRecord)), std::as_writable_bytes(records));
    std::copy_n(m_records.data() + row, records.size(), records.begin());
    return true;
}

bool LogSegment::readText(quint32 at, std::span<char> text) const
{
    const qint64 textPlace = qint64(m_size.rows) * qint64(sizeof(LogRecord));
    if (m_slot)
        return m_slot->read(textPlace + at, std::as_writable_bytes(text));
    std::copy_n(m_text.data() + at, text.size(), text.begin());
    return true;
}

}
