// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/filefollower.h"

#include "core/actions/pause.h"
#include "core/base/textsafety.h"
#include "core/logs/gzipinflater.h"
#include "core/logs/logseek.h"
#include "core/logs/pieceguard.h"
#include "core/transport/remotecommand.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace spoolscope {

namespace {

struct Logs
{
    Q_DECLARE_TR_FUNCTIONS(Logs)
};

constexpr qint64 worthPacking = 64 << 10; ///< bytes; less is sent as it is
constexpr qint64 worthCatchingUp = 1 << 20; ///< bytes that are better sent packed than followed
constexpr int mostLooks = 20; ///< at a log that does not keep still

/// False: a stop was asked for.
bool pauseFor(std::chrono::milliseconds time, const std::stop_token &stop)
{
    pauseUntil(std::chrono::steady_clock::now() + time, stop);
    return !stop.stop_requested();
}

/// The same files under the same names.
bool isSame(const QList<LogFileEntry> &a, const QList<LogFileEntry> &b)
{
    return std::ranges::equal(a, b, [](const LogFileEntry &one, const LogFileEntry &other) {
        return one.id == other.id && one.path == other.path;
    });
}

std::unexpected<Error> cancelled()
{
    return failure(ErrorKind::Cancelled, Logs::tr("Cancelled."));
}

}

FileFollower::FileFollower(
    QByteArray path, const QTimeZone &zone, const LogRange &range, LogSink &sink)
    : m_path(std::move(path))
    , m_zone(zone)
    , m_range(range)
    , m_sink(range, sink)
    , m_parser(LogClock(zone))
    , m_keeper([this](QByteArrayView line) {
        if (!std::exchange(m_isInLine, false))
            m_sink.take(m_parser.parse(line));
    })
{
}

Result<bool> FileFollower::catchUp(Transport &transport, std::stop_token stop)
{
    const Way way{transport, stop};
    for (int look = 0; look < mostLooks; ++look) {
        if (const auto started = start(way); !started)
            return std::unexpected(started.error());
        const auto found = approach(way, Goal::Now);
        if (!found)
            return std::unexpected(found.error());
        if (found->step != Step::Again)
            return found->step == Step::Current;
        if (!pauseFor(200ms, stop))
            return cancelled();
    }
    return failure(ErrorKind::Incomplete,
        Logs::tr("%1 was changed again and again while it was read.").arg(text::exact(m_path)));
}

Result<void> FileFollower::follow(Transport &transport, std::stop_token stop)
{
    const Way way{transport, stop};
    for (;;) {
        if (const auto started = start(way); !started)
            return started;
        const auto found = approach(way, Goal::Live);
        if (!found)
            return std::unexpected(found.error());
        if (found->step == Step::Enough)
            return failure(ErrorKind::Cancelled, Logs::tr("The end of the range was reached."));
        if (found->step == Step::Current) {
            if (const auto heard = listen(way, found->entry); !heard)
                return heard;
        }
        if (!pauseFor(200ms, stop))
            return cancelled();
    }
}

Result<QList<LogFileEntry>> FileFollower::list(const Way &way) const
{
    const auto output = run(way.transport, listLogsCommand(m_path), way.stop);
    if (!output)
        return std::unexpected(output.error());
    return parseLogListing(m_path, output->output);
}

void FileFollower::enter(const LogFileEntry &entry, qint64 offset)
{
    if (m_keeper.place().offset > 0) {
        m_previous = m_keeper.place();
        m_hasRead = true;
    }
    m_keeper.begin({entry.id, offset, {}, entry.modified});
    m_parser = LogParser(LogClock(m_zone, entry.path == m_path ? 0 : entry.modified));
    if (entry.path == m_path)
        m_cutId.clear();
}

/// Where nothing was read yet, a file is no place: it may be copied and cut meanwhile.
bool FileFollower::mustStart() const
{
    return !m_isStarted || (m_range.since && !m_hasRead && m_keeper.place().offset == 0);
}

/// Enters the file in which the range begins, if that is to be done yet.
Result<void> FileFollower::start(const Way &way)
{
    if (!mustStart())
        return {};
    const auto files = list(way);
    if (!files)
        return std::unexpected(files.error());
    if (files->isEmpty() && m_range.since && !m_isStarted)
        return failure(ErrorKind::NotFound,
            Logs::tr("There is no log %1 on the server.").arg(text::exact(m_path)));
    const auto first = std::ranges::find_if(*files, [&](const LogFileEntry &entry) {
        return m_range.since && entry.modified >= *m_range.since;
    });
    if (first != files->end()) {
        const auto offset = seek(way, *first);
        if (!offset)
            return std::unexpected(offset.error());
        enter(*first, *offset);
    } else if (!files->isEmpty() && files->last().path == m_path) {
        enter(files->last(), files->last().size);
        const LogFileEntry *before = files->size() > 1 ? &(*files)[files->size() - 2] : nullptr;
        if (files->last().size == 0 && before && packingOf(before->path) == LogPacking::Plain)
            m_previous = LogPlace{before->id, before->size, {}, before->modified};
    }
    m_isStarted = true; // without an ID: the log is yet to be made
    return {};
}

/// Where in a large file the range begins, or a little before.
Result<qint64> FileFollower::seek(const Way &way, const LogFileEntry &entry)
{
    if (packingOf(entry.path) != LogPacking::Plain)
        return 0;
    LogSeek search(*m_range.since, entry.size);
    while (const auto probe = search.next()) {
        QByteArray bytes;
        const auto read = stream(
            way, {entry.path, entry.id, *probe, LogSeek::probeSize}, [&](QByteArrayView piece) {
                bytes.append(piece);
                return true;
            });
        if (!read)
            return std::unexpected(read.error());
        search.take(bytes, LogClock(m_zone, entry.modified));
    }
    return search.offset();
}

Result<bool> FileFollower::stream(const Way &way, const LogReading &reading,
    const std::function<bool(QByteArrayView bytes)> &take) const
{
    auto command = RemoteCommand::start(way.transport, readLogCommand(reading), way.stop);
    if (!command)
        return std::unexpected(command.error());
    const bool isPackedFile = packingOf(reading.path) != LogPacking::Plain;
    qint64 skip = isPackedFile ? reading.from : 0; // all of it comes
    qint64 left = reading.size.value_or(std::numeric_limits<qint64>::max());
    const auto takeWanted = [&](QByteArrayView bytes) {
        const qint64 skipped = std::min<qint64>(skip, bytes.size());
        skip -= skipped;
        bytes = bytes.sliced(skipped);
        bytes = bytes.first(std::min<qint64>(left, bytes.size()));
        left -= bytes.size();
        return (bytes.isEmpty() || take(bytes)) && left > 0;
    };
    LogReadParser parser;
    GzipInflater inflater(takeWanted);
    bool isDamaged = false;
    const auto read = command->readAll([&](const QByteArray &chunk) {
        const QByteArrayView bytes = parser.feed(chunk);
        if (parser.kind() != LogReadParser::Kind::Gzip)
            return parser.kind() != LogReadParser::Kind::Plain || takeWanted(bytes);
        const auto goesOn = inflater.feed(bytes);
        isDamaged |= !goesOn;
        return goesOn.value_or(false);
    });
    if (!read)
        return std::unexpected(read.error());
    if (!*read) // enough of it, or damaged
        return !isDamaged;
    const QByteArray errors = command->errorOutput();
    if (errors.contains("ermission denied"))
        return failure(ErrorKind::Permission,
            Logs::tr("The account may not read %1.").arg(text::exact(reading.path)), errors);
    if (parser.kind() == LogReadParser::Kind::Plain || parser.kind() == LogReadParser::Kind::Gzip)
        return (!isPackedFile || errors.isEmpty())
            && (parser.kind() == LogReadParser::Kind::Plain || inflater.isComplete());
    return false;
}

/// Whether the bytes before `place` stand there in `entry` as well.
Result<bool> FileFollower::isOurs(
    const Way &way, const LogFileEntry &entry, const LogPlace &place) const
{
    if (place.before.isEmpty())
        return entry.id == place.id;
    QByteArray found;
    const auto read = stream(way,
        {entry.path, entry.id, place.offset - place.before.size(), place.before.size()},
        [&](QByteArrayView bytes) {
            found.append(bytes);
            return true;
        });
    if (!read)
        return std::unexpected(read.error());
    return found == place.before;
}

Result<qsizetype> FileFollower::findPlace(
    const Way &way, const QList<LogFileEntry> &files, const LogPlace &place) const
{
    const auto mayHold = [&](const LogFileEntry &entry) {
        return packingOf(entry.path) != LogPacking::Plain || entry.size >= place.offset;
    };
    std::vector<qsizetype> candidates;
    for (qsizetype i = files.size() - 1; i >= 0; --i) {
        if (!mayHold(files[i]))
            continue;
        if (files[i].id == place.id)
            candidates.insert(candidates.begin(), i);
        else if (files[i].modified >= place.modified && !place.before.isEmpty())
            candidates.push_back(i);
    }
    for (const qsizetype candidate : candidates) {
        const auto ours = isOurs(way, files[candidate], place);
        if (!ours)
            return std::unexpected(ours.error());
        if (*ours)
            return candidate;
    }
    return -1;
}

/// The file in which the reading goes on; the keeper stands in it. -1: the log is not there (yet).
Result<qsizetype> FileFollower::enterPlace(const Way &way, const QList<LogFileEntry> &files)
{
    LogPlace place = m_keeper.place();
    const qsizetype last = files.size() - 1;
    const QByteArray next = std::exchange(m_nextId, {});
    if (place.id.isEmpty() || (last >= 0 && !next.isEmpty() && files[last].id == next)) {
        if (last >= 0 && !m_cutId.isEmpty() && files[last].id == m_cutId)
            tellCut();
        if (last >= 0)
            enter(files[last]);
        return last;
    }
    Result<qsizetype> found = -1;
    if (place.offset == 0 && m_previous) { // nothing of this file is known yet
        found = findPlace(way, files, *m_previous);
        if (found.value_or(-1) >= 0) {
            if (*found + 1 < last && files[last].id == place.id) // and there is a copy in between
                m_cutId = place.id;
            place = *m_previous;
        }
    }
    if (found.value_or(-1) < 0 && found)
        found = findPlace(way, files, place);
    if (!found)
        return found;
    if (*found >= 0) {
        const LogFileEntry &entry = files[*found];
        if (entry.id != place.id) { // a copy, packed or not; or the copy was packed
            if (m_cutId.isEmpty())
                m_cutId = place.id;
            place.id = entry.id;
        }
        m_keeper.begin(place);
        return found;
    }
    const auto newer = std::ranges::find_if(files, [&](const LogFileEntry &entry) {
        return entry.path == m_path || entry.modified > place.modified;
    });
    if (newer == files.end())
        return -1; // a rotation may be under way
    // What could not be read under its name may have another one by now.
    const auto now = list(way);
    if (!now)
        return std::unexpected(now.error());
    if (!isSame(*now, files) || mustStart()) // nothing was read that could have a gap behind it
        return -1;
    m_keeper.finish();
    m_sink.gap(Logs::tr("What was written to %1 behind this line before it was rotated is gone.")
            .arg(text::exact(m_path)));
    enter(*newer);
    m_previous.reset();
    return newer - files.begin();
}

/// From a file that is over to the one behind it.
void FileFollower::leave(
    const LogFileEntry &entry, const LogFileEntry &next, const LogFileEntry &last)
{
    const bool wasCut = !m_cutId.isEmpty()
        && (last.id == m_cutId || next.id == m_cutId || packingOf(entry.path) == LogPacking::Plain);
    m_keeper.finish();
    if (wasCut)
        tellCut();
    if (next.id == m_cutId || last.id != m_cutId)
        m_cutId.clear();
    enter(next);
}

void FileFollower::tellCut()
{
    m_sink.gap(Logs::tr("%1 was copied and then cut (copytruncate): what was written in between "
                        "is in neither.")
            .arg(text::exact(m_path)));
}

/// A file that cannot be read, though it stays: what is in it is missing.
bool FileFollower::isLost(const LogFileEntry &entry)
{
    constexpr int mostStumbles = 5;
    if (packingOf(entry.path) == LogPacking::Plain || ++m_stumbles < mostStumbles)
        return false;
    m_stumbles = 0;
    m_sink.gap(Logs::tr("%1 could not be unpacked to its end.").arg(text::exact(entry.path)));
    return true;
}

Result<FileFollower::Approach> FileFollower::approach(const Way &way, Goal goal)
{
    const auto files = list(way);
    if (!files)
        return std::unexpected(files.error());
    const auto entered = enterPlace(way, *files);
    if (!entered)
        return std::unexpected(entered.error());
    if (*entered < 0)
        return Approach{goal == Goal::Now && files->isEmpty() ? Step::Enough : Step::Again, {}};
    const LogFileEntry &last = files->last();
    for (qsizetype i = *entered;; ++i) {
        const LogFileEntry &entry = (*files)[i];
        const bool isPacked = packingOf(entry.path) != LogPacking::Plain;
        const bool isLast = i + 1 == files->size();
        // A writer that has not gone over to the new file yet still writes to the old one.
        const bool isNextInUse = i + 2 < files->size() || last.size > 0 || last.path != m_path;
        const bool isOver = !isLast && (isPacked || isNextInUse);
        if (!isOver && !isPacked && m_keeper.read() == 0 && entry.size > 0) {
            const auto read = readHead(way, entry, *files);
            if (!read)
                return std::unexpected(read.error());
            if (!*read)
                return Approach{Step::Again, {}};
        }
        const bool isFar = entry.size - m_keeper.place().offset > worthCatchingUp;
        if (isOver || isPacked || goal == Goal::Now || isFar) {
            const auto read = readFile(way, entry, isOver);
            if (!read)
                return std::unexpected(read.error());
            if (*read == Read::Enough)
                return Approach{Step::Enough, {}};
            if (*read == Read::Other && !(isOver && isLost(entry)))
                return Approach{Step::Again, {}};
        }
        if (!isOver)
            return Approach{isPacked && goal == Goal::Live ? Step::Again : Step::Current, entry};
        leave(entry, (*files)[i + 1], last);
    }
}

Result<bool> FileFollower::readHead(
    const Way &way, const LogFileEntry &entry, const QList<LogFileEntry> &files)
{
    QByteArray head;
    const qint64 wanted = std::min(entry.size, logOverlap);
    const auto read = stream(way, {entry.path, entry.id, 0, wanted}, [&](QByteArrayView bytes) {
        head.append(bytes);
        return true;
    });
    if (!read)
        return std::unexpected(read.error());
    const auto now = list(way);
    if (!now)
        return std::unexpected(now.error());
    if (head.size() != wanted || !isSame(*now, files))
        return false;
    m_keeper.take(head);
    return true;
}

Result<FileFollower::Read> FileFollower::readFile(
    const Way &way, const LogFileEntry &entry, bool isOver)
{
    PieceGuard guard(m_keeper);
    const qint64 from = guard.begin();
    LogReading reading{entry.path, entry.id, from};
    if (!isOver && packingOf(entry.path) == LogPacking::Plain)
        reading.size = std::max<qint64>(0, entry.size - from);
    reading.isPacked = entry.size - from > worthPacking;
    const auto read = stream(
        way, reading, [&](QByteArrayView bytes) { return guard.take(bytes) && !m_sink.isOver(); });
    if (!read)
        return std::unexpected(read.error());
    if (m_sink.isOver())
        return Read::Enough;
    if (!*read || !guard.isProven())
        return Read::Other;
    m_keeper.setModified(entry.modified);
    m_stumbles = 0;
    return Read::Whole;
}

Result<void> FileFollower::listen(const Way &way, const LogFileEntry &entry)
{
    using Word = LogFollowParser::Word;
    m_sink.open();
    m_keeper.begin(LogPlace(m_keeper.place()));
    auto command = RemoteCommand::start(way.transport,
        followLogCommand(m_path, entry.path, entry.id, m_keeper.place().offset), way.stop);
    if (!command)
        return std::unexpected(command.error());
    PieceGuard guard(m_keeper);
    guard.begin();
    std::optional<Word> ended;
    LogFollowParser parser(
        command->nonce(),
        [&](QByteArrayView bytes) {
            // What is first in a file has nothing before it that proves it: readHead().
            if (!ended && (m_keeper.read() == 0 || !guard.take(bytes)))
                ended = Word::Cut;
        },
        [&](const LogFollowParser::Control &control) {
            const bool isPiece = control.word == Word::Open || control.word == Word::Data;
            if (isPiece && (!guard.isProven() || m_keeper.read() != control.number))
                ended = Word::Cut;
            else if (!isPiece && control.word != Word::Wait)
                ended = control.word;
            if (control.word == Word::Over && m_keeper.read() == control.number) {
                m_keeper.finish();
                m_nextId = control.next;
            }
            if (ended)
                return;
            if (control.word == Word::Open)
                m_isInLine = guard.adoptedInLine();
            m_keeper.setModified(control.modified);
            guard.begin();
        });
    const auto read = command->readAll([&](const QByteArray &bytes) {
        parser.feed(bytes);
        return !ended && !m_sink.isOver();
    });
    if (!read)
        return std::unexpected(read.error());
    const QByteArray errors = command->errorOutput();
    if (ended == Word::Unknown || errors.contains("ermission denied"))
        return failure(ended == Word::Unknown ? ErrorKind::Parse : ErrorKind::Permission,
            Logs::tr("%1 cannot be read.").arg(text::exact(entry.path)), errors);
    return {};
}

}
