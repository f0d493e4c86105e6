// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logstore.h"

#include "core/logs/logtime.h"
#include "core/queue/bytesearch.h"

#include <algorithm>
#include <limits>

namespace spoolscope {

namespace {

/// In memory, where the disk takes none; each may be as large as a segment gets.
constexpr size_t mostInMemory = 4;

/// Where `part` begins in `line`; nothing for one that is elsewhere.
std::optional<qsizetype> placeIn(QByteArrayView line, QByteArrayView part)
{
    const std::less<> before;
    if (part.isNull() || before(part.data(), line.data())
        || before(line.data() + line.size(), part.data() + part.size()))
        return std::nullopt;
    return part.data() - line.data();
}

quint8 shortSize(qsizetype size)
{
    return quint8(std::min<qsizetype>(size, std::numeric_limits<quint8>::max()));
}

/// Places of the frame and the queue ID in a line of which `kept` bytes are kept.
void locate(LogRecord &record, QByteArrayView line, qsizetype kept, const LogLine &frame,
    QByteArrayView queueId)
{
    const auto place = [&](QByteArrayView part) {
        const auto at = placeIn(line, part);
        return at && *at + part.size() <= kept ? at : std::nullopt;
    };
    if (const auto at = place(frame.program); at && !frame.program.isEmpty()) {
        record.tagAt = quint16(*at);
        record.tagSize = shortSize(frame.program.size());
    }
    if (const auto at = placeIn(line, frame.message); at && *at <= kept)
        record.messageAt = quint16(*at);
    if (const auto at = place(queueId); at && !queueId.isEmpty()) {
        record.idAt = quint16(*at);
        record.idSize = shortSize(queueId.size());
        record.idHash = logIdHash(queueId.first(record.idSize));
    }
}

}

LogStore::LogStore(LogStoreOptions options) : m_options(std::move(options))
{
    Q_ASSERT(m_options.segment.rows > 0 && m_options.segment.text >= longestLine);
    m_filling = emptySegment(0);
    m_segments.push_back(m_filling);
}

LogStore::~LogStore() = default;

std::shared_ptr<LogSegment> LogStore::emptySegment(quint64 first) const
{
    return std::make_shared<LogSegment>(first, m_options.segment);
}

/// The line as the log has it. A journal's has its frame in fields of its own: it becomes the line
/// that syslog would have written.
QByteArrayView LogStore::lineOf(const LogEvent &event)
{
    const LogLine &line = event.line;
    if (placeIn(line.raw, line.message) || line.message.isEmpty())
        return line.raw;
    m_line = logStampOf(line.time) + ' ';
    m_line.append(line.host.isEmpty() ? QByteArrayView("-") : line.host).append(' ');
    m_line.append(line.program);
    if (line.pid != 0)
        m_line.append('[').append(QByteArray::number(line.pid)).append(']');
    m_line.append(": ").append(line.message);
    return m_line;
}

void LogStore::take(const LogEvent &event)
{
    LogRecord record;
    record.daemon = event.line.daemon;
    record.kind = event.kind;
    record.severity = event.severity;
    record.status = logStatusOf(event.value(LogField::Status));
    record.time = event.line.time != 0 ? event.line.time : m_lastTime;
    record.flags = event.line.time != 0 ? 0 : LogRecord::NoTime;
    m_lastTime = record.time;
    const QByteArrayView line = lineOf(event);
    const QByteArrayView text = line.first(std::min(line.size(), longestLine));
    record.flags |= text.size() < line.size() ? LogRecord::Cut : 0;
    record.flags |= isAscii(text) ? 0 : LogRecord::NotAscii;
    if (line.data() != event.line.raw.data()) { // put together: its parts are elsewhere
        LogLine frame = event.line;
        frame.message = line.last(event.line.message.size());
        const qsizetype host = std::max<qsizetype>(1, event.line.host.size());
        frame.program = line.sliced(logStampOf(0).size() + 2 + host, event.line.program.size());
        const auto id = placeIn(event.line.message, event.queueId);
        locate(record, line, text.size(), frame,
            id ? frame.message.sliced(*id, event.queueId.size()) : QByteArrayView());
    } else {
        locate(record, line, text.size(), event.line, event.queueId);
    }
    append(record, text);
}

void LogStore::gap(const LogGap &gap)
{
    LogRecord record;
    record.time = gap.after != 0 ? gap.after : m_lastTime;
    record.flags = LogRecord::Gap;
    const QByteArray why = gap.why.toUtf8();
    append(record, QByteArrayView(why).first(std::min(why.size(), longestLine)));
}

void LogStore::append(LogRecord record, QByteArrayView text)
{
    if (!m_filling->hasRoomFor(text.size()))
        endSegment();
    const std::lock_guard lock(m_mutex);
    m_filling->append(record, text);
}

/// What is full goes to the disk; readers see it there from then on.
void LogStore::endSegment()
{
    auto next = emptySegment(m_filling->first() + m_filling->rowCount());
    while (m_bytes + m_filling->bytes() > m_options.mostBytes && dropOldest()) { }
    const std::shared_ptr<const LogSegment> kept = spill(*m_filling);
    const std::lock_guard lock(m_mutex);
    if (kept)
        m_segments.back() = kept;
    m_tally.add(m_filling->tally());
    m_bytes += m_filling->bytes();
    m_segments.push_back(next);
    m_filling = std::move(next);
}

/// Null where it has to stay in memory.
std::shared_ptr<const LogSegment> LogStore::spill(const LogSegment &full)
{
    Result<void> written;
    if (!m_spill) {
        auto opened = LogSpill::open(m_options.directory, m_options.segment.bytes());
        if (opened)
            m_spill = std::move(*opened);
        else
            written = std::unexpected(opened.error());
    }
    std::shared_ptr<const LogSegment> kept;
    const auto isOldestSpilled = [&] { return m_segments.front()->isSpilled(); };
    do { // a full disk takes no more than what goes in return
        if (!m_spill)
            break;
        auto spilled = full.spilled(m_spill->takeSlot());
        if (spilled)
            kept = std::move(*spilled);
        else
            written = std::unexpected(spilled.error());
    } while (!kept && isOldestSpilled() && dropOldest());
    const auto inMemory
        = [&] { return std::ranges::count(m_segments, false, &LogSegment::isSpilled); };
    while (!kept && size_t(inMemory()) > mostInMemory && dropOldest()) { }
    const std::lock_guard lock(m_mutex);
    m_trouble = kept ? QString() : written.error().message;
    return kept;
}

/// But for the one that is being filled.
bool LogStore::dropOldest()
{
    const std::lock_guard lock(m_mutex);
    if (m_segments.size() < 2)
        return false;
    const LogSegment &oldest = *m_segments.front();
    m_dropped += oldest.rowCount();
    m_bytes -= oldest.bytes();
    m_tally.subtract(oldest.tally());
    m_segments.erase(m_segments.begin());
    return true;
}

LogRows LogStore::rows() const
{
    const std::lock_guard lock(m_mutex);
    LogTally tally = m_tally;
    tally.add(m_filling->tally());
    return LogRows(m_segments, m_dropped, tally);
}

QString LogStore::trouble() const
{
    const std::lock_guard lock(m_mutex);
    return m_trouble;
}

}
