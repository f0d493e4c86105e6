// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/journalfollower.h"

#include "core/logs/gzipinflater.h"
#include "core/postfix/logcommand.h"
#include "core/transport/remotecommand.h"

#include <QCoreApplication>

#include <utility>

namespace spoolscope {

namespace {

struct Journals
{
    Q_DECLARE_TR_FUNCTIONS(Journals)
};

std::unexpected<Error> noJournal(const QByteArray &errors)
{
    return failure(errors.contains("ermission") ? ErrorKind::Permission : ErrorKind::NotFound,
        Journals::tr("journalctl on the server ended. Run it there to see what it says."), errors);
}

}

JournalFollower::JournalFollower(const LogRange &range, LogSink &sink)
    : m_range(range), m_sink(range, sink)
{
}

/// From now on means: behind the last entry there is. Where there is none, all that come are new.
Result<void> JournalFollower::start(Transport &transport, const std::stop_token &stop)
{
    if (!m_range.since) {
        const auto last = run(transport, lastJournalEntryCommand(), stop);
        if (!last)
            return std::unexpected(last.error());
        if (last->exitCode != 0)
            return noJournal(last->errors);
        if (m_reader.read(last->output.trimmed()))
            m_cursor = m_reader.cursor().toByteArray();
    }
    m_isStarted = true;
    return {};
}

JournalReading JournalFollower::begin()
{
    m_expectsLast = !m_cursor.isEmpty();
    return {m_cursor, m_range.since};
}

void JournalFollower::takeLine(QByteArrayView line)
{
    if (line.startsWith(journalEventPrefix))
        line = line.sliced(journalEventPrefix.size());
    if (!m_reader.read(line)) {
        if (!line.trimmed().isEmpty())
            m_sink.take(m_parser.parse(line));
        return;
    }
    if (std::exchange(m_expectsLast, false)) {
        if (m_reader.cursor() == m_cursor)
            return; // it was handed over before
        m_sink.gap(Journals::tr(
            "The journal does not have the last entry that was read any more: it was shortened."));
    }
    m_cursor = m_reader.cursor().toByteArray();
    if (m_reader.dropped() > 0) {
        if (m_reader.frame().message.contains("postfix"))
            m_sink.gap(Journals::tr("journald left out %n message(s), as there were too many.",
                nullptr, int(std::min<qint64>(m_reader.dropped(), 1'000'000'000))));
        return;
    }
    m_sink.take(m_parser.parse(m_reader.frame()));
}

Result<bool> JournalFollower::catchUp(Transport &transport, std::stop_token stop)
{
    if (!m_isStarted) {
        if (const auto started = start(transport, stop); !started)
            return std::unexpected(started.error());
    }
    return readEntries(transport, stop, Extent::UpToNow);
}

Result<void> JournalFollower::follow(Transport &transport, std::stop_token stop)
{
    if (!m_isStarted) {
        if (const auto started = start(transport, stop); !started)
            return started;
    }
    const auto read = readEntries(transport, stop, Extent::Live);
    if (!read)
        return std::unexpected(read.error());
    return failure(ErrorKind::Cancelled, Journals::tr("The end of the range was reached."));
}

Result<bool> JournalFollower::readEntries(
    Transport &transport, const std::stop_token &stop, Extent extent)
{
    const JournalReading reading = begin();
    auto command = RemoteCommand::start(transport,
        extent == Extent::Live ? followJournalCommand(reading) : readJournalCommand(reading, true),
        stop);
    if (!command)
        return std::unexpected(command.error());
    LineSplitter lines([this](QByteArrayView line) { takeLine(line); });
    GzipInflater inflater([&](QByteArrayView bytes) {
        lines.feed(bytes);
        return !m_sink.isOver();
    });
    LogReadParser head;
    const auto read = command->readAll([&](const QByteArray &chunk) {
        if (extent == Extent::Live) {
            lines.feed(chunk);
            return !m_sink.isOver();
        }
        const QByteArrayView bytes = head.feed(chunk);
        if (head.kind() == LogReadParser::Kind::Gzip)
            return inflater.feed(bytes).value_or(false);
        lines.feed(bytes);
        return !m_sink.isOver();
    });
    if (!read)
        return std::unexpected(read.error());
    if (m_sink.isOver())
        return false;
    const bool isCut
        = !*read || (head.kind() == LogReadParser::Kind::Gzip && !inflater.isComplete());
    if (extent == Extent::Live || isCut || command->exitCode() != 0)
        return noJournal(command->errorOutput());
    lines.finish();
    return true;
}

}
