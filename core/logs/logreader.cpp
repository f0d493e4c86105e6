// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logreader.h"

#include "core/logs/logparser.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace spoolscope {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(LogReader)
};

/// "mx1" in front of the tag, behind the stamp.
QByteArrayView hostBefore(QByteArrayView text, qsizetype tagAt)
{
    if (tagAt < 2)
        return {};
    const QByteArrayView head = text.first(tagAt - 1);
    return head.sliced(head.lastIndexOf(' ') + 1);
}

/// "[123]" behind the tag.
quint32 pidBehind(QByteArrayView text, qsizetype tagEnd)
{
    if (tagEnd >= text.size() || text[tagEnd] != '[')
        return 0;
    const QByteArrayView rest = text.sliced(tagEnd + 1);
    const qsizetype end = rest.indexOf(']');
    return end < 0 ? 0 : rest.first(end).toUInt();
}

}

void LogReader::load(Row row)
{
    if (!m_records.empty() && row >= m_first && row < m_first + m_records.size())
        return;
    m_hasText = false;
    m_text.clear();
    if (row < m_rows.dropped()) {
        m_first = row;
        return makeGap(Words::tr("Earlier lines were dropped to save space: %1.")
                .arg(QLocale().toString(m_rows.dropped())));
    }
    const LogSegment &segment = m_rows.segmentOf(row);
    const auto within = quint32(row - segment.first());
    const quint32 from = within / blockRows * blockRows;
    m_first = segment.first() + from;
    const auto end = quint32(std::min<quint64>(m_rows.end() - segment.first(), segment.rowCount()));
    m_records.resize(std::min(blockRows, end - from));
    if (segment.read(from, m_records))
        return;
    m_first = row;
    makeGap(Words::tr("A line could not be read back from the disk."));
}

/// Instead of the row at hand.
void LogReader::makeGap(const QString &why)
{
    LogRecord gap;
    gap.flags = LogRecord::Gap;
    if (m_rows.end() > m_rows.dropped()) { // the time of a line beside it, as far as there is one
        const Row near = std::max(m_first, m_rows.dropped());
        const LogSegment &segment = m_rows.segmentOf(near);
        if (LogRecord other; segment.read(quint32(near - segment.first()), {&other, 1}))
            gap.time = other.time;
    }
    m_text = why.toUtf8();
    m_hasText = true;
    gap.textSize = quint16(m_text.size());
    m_records.assign(1, gap);
}

void LogReader::loadText()
{
    if (m_hasText)
        return;
    m_hasText = true;
    const quint32 from = m_records.front().textAt;
    const quint32 end = m_records.back().textAt + m_records.back().textSize;
    m_text.resizeForOverwrite(end - from);
    const LogSegment &segment = m_rows.segmentOf(m_first);
    if (!segment.readText(from, {m_text.data(), size_t(m_text.size())}))
        m_text.fill('?');
}

const LogRecord &LogReader::record(Row row)
{
    load(row);
    return m_records[row - m_first];
}

QByteArrayView LogReader::text(Row row)
{
    const LogRecord &wanted = record(row);
    loadText();
    return QByteArrayView(m_text).sliced(wanted.textAt - blockTextAt(), wanted.textSize);
}

QByteArrayView LogReader::tag(Row row)
{
    const QByteArrayView line = text(row);
    const LogRecord &known = record(row);
    return line.sliced(known.tagAt, known.tagSize);
}

QByteArrayView LogReader::message(Row row)
{
    const QByteArrayView line = text(row);
    return line.sliced(record(row).messageAt);
}

QByteArrayView LogReader::queueId(Row row)
{
    const LogRecord &known = record(row);
    return known.idSize == 0 ? QByteArrayView() : text(row).sliced(known.idAt, known.idSize);
}

const LogEvent &LogReader::event(Row row, LogParser &parser)
{
    const QByteArrayView line = text(row);
    const LogRecord &known = record(row);
    if (known.isGap() || known.tagSize == 0) {
        m_gap.clear();
        m_gap.kind = known.kind; // a tag may be too long to be kept apart
        m_gap.line.time = known.time;
        m_gap.line.message = m_gap.line.raw = line;
        return m_gap;
    }
    LogLine frame;
    frame.time = known.time;
    frame.raw = line;
    frame.program = line.sliced(known.tagAt, known.tagSize);
    frame.host = hostBefore(line, known.tagAt);
    frame.pid = pidBehind(line, known.tagAt + known.tagSize);
    frame.message = line.sliced(known.messageAt);
    return parser.parse(frame);
}

LogReader::Block LogReader::block(Row row)
{
    load(row);
    return {m_first, m_records};
}

QByteArrayView LogReader::blockText(Row row)
{
    load(row);
    loadText();
    return m_text;
}

}
