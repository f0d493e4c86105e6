// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/logcommand.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

// $1 the log. %f is the mode in hexadecimal, %y has fractions of the second, in UTC here.
constexpr QByteArrayView listScript
    = "stat -L -c %i / >/dev/null 2>&1 || { echo unsupported; exit 0; }; log=$1; "
      "list() { stat -L -c \"$1\" \"$log\" \"$log\".* \"$log\"-* 2>/dev/null; }; "
      "old=; new=$(list \"%d:%i %n\"); count=0; "
      "until [ \"$old\" = \"$new\" ] || [ $count = 20 ]; do old=$new; "
      "new=$(list \"%d:%i %n\"); count=$((count + 1)); done; "
      "list \"%f %d:%i %s %Y %y %n\"; echo end";

// $1 the file, $2 its id, $3 where to begin, $4 how much, $5 the program that unpacks it, $6
// whether to pack. The third descriptor stays at the file whatever becomes of its name.
constexpr QByteArrayView readScript
    = "{ [ \"$(stat -L -c %d:%i /proc/self/fd/3)\" = \"$2\" ] || { echo moved; exit 0; }; "
      "bytes() { if [ \"$5\" = gzip ]; then cat <&3; elif [ \"$5\" ]; then \"$5\" -dc <&3; "
      "elif [ \"$4\" ]; then part \"$3\" | head -c \"$4\"; else part \"$3\"; fi; }; "
      "part() { if [ \"$1\" = 0 ]; then cat <&3; else "
      "dd bs=65536 skip=$(($1 / 65536)) 2>/dev/null <&3 | tail -c +$(($1 % 65536 + 1)); fi; }; "
      "if [ \"$5\" = gzip ]; then echo gzip; bytes \"$@\"; "
      "elif [ \"$6\" ] && command -v gzip >/dev/null 2>&1; then echo gzip; "
      "bytes \"$@\" | gzip -1 -c; else echo plain; bytes \"$@\"; fi; } 3<\"$1\" || echo gone";

// $1 the log, $2 the file's name, $3 its id, $4 where to begin. A control is a line that begins
// with the nonce; the line break in front of it is no part of the data. What is new at the other
// file is looked at before the size of this one, so that all was written when the latter is told.
// Only head keeps a piece to what was measured; dd skips without reading.
constexpr QByteArrayView followScript
    = "say() { echo; echo \"$SPOOLSCOPE_NONCE $*;\"; }; "
      "look() { stat -L -c \"%d:%i %s %Y\" \"$@\" 2>/dev/null; }; "
      "part() { dd bs=65536 skip=$(($1 / 65536)) 2>/dev/null </proc/self/fd/3 | "
      "tail -c +$(($1 % 65536 + 1)) | head -c $(($2 - $1)); }; "
      "{ log=$1; id=$3; at=$4; set -- $(look /proc/self/fd/3); "
      "[ \"$1\" = \"$id\" ] || { say moved; exit 0; }; "
      "[ \"$2\" -ge \"$at\" ] || { say cut; exit 0; }; "
      "back() { if [ $at -gt 512 ]; then echo $((at - 512)); else echo 0; fi; }; "
      "part $(back) $at; say open $at $3 || exit 0; "
      "while :; do set -- $(look \"$log\" /proc/self/fd/3); "
      "[ $# = 6 ] || set -- \"$id\" 0 0 \"$@\"; "
      "if [ $5 -lt $at ]; then say cut; exit 0; "
      "elif [ $5 -gt $at ]; then end=$5; "
      "[ $((end - at)) -le 8388608 ] || end=$((at + 8388608)); "
      "part $(back) $end; at=$end; say data $at $6 || exit 0; [ $at -lt $5 ] || sleep 1; "
      "elif [ \"$1\" = \"$id\" ] || [ \"$2\" = 0 ]; then say wait $at $6 || exit 0; sleep 1; "
      "else say over $at $6 $1; exit 0; fi; done; } 3<\"$2\" || say gone";

constexpr auto listeningSilence = std::chrono::minutes(2); ///< it speaks every second

QByteArrayView takeWord(QByteArrayView &text)
{
    const qsizetype blank = text.indexOf(' ');
    const QByteArrayView word = blank < 0 ? text : text.first(blank);
    text = blank < 0 ? QByteArrayView() : text.sliced(blank + 1);
    return word;
}

std::optional<qint64> takeCount(QByteArrayView &text)
{
    bool isNumber = false;
    const qint64 count = takeWord(text).toLongLong(&isNumber);
    return isNumber && count >= 0 ? std::optional(count) : std::nullopt;
}

/// "81a4 2049:131 5120 1795371008 2026-11-28 11:20:28.123456789 +0000 /var/log/mail.log.1"; absent
/// for what is no file, or none of the log's.
std::optional<LogFileEntry> parseEntry(const QByteArray &log, QByteArrayView line)
{
    constexpr uint typeMask = 0xf000, regular = 0x8000; // inode(7)
    bool isMode = false;
    const uint mode = takeWord(line).toUInt(&isMode, 16);
    LogFileEntry entry{.path = {}, .id = takeWord(line).toByteArray()};
    const auto size = takeCount(line);
    const auto modified = takeCount(line);
    const QByteArrayView date = takeWord(line);
    entry.exactTime = date.toByteArray() + ' ' + takeWord(line).toByteArray();
    takeWord(line);
    if (!isMode || (mode & typeMask) != regular || !size || !modified || !line.startsWith(log))
        return std::nullopt;
    entry.path = line.toByteArray();
    entry.size = *size;
    entry.modified = *modified;
    return entry;
}

/// The number of "mail.log.2.gz".
std::optional<int> rotationNumber(const QByteArray &log, const LogFileEntry &entry)
{
    QByteArrayView rest = QByteArrayView(entry.path).sliced(log.size());
    if (!rest.startsWith('.'))
        return std::nullopt;
    rest = rest.sliced(1);
    rest = rest.first(rest.indexOf('.') < 0 ? rest.size() : rest.indexOf('.'));
    bool isNumber = false;
    const int number = rest.toInt(&isNumber);
    return isNumber && rest.size() < 7 ? std::optional(number) : std::nullopt;
}

void sortRotated(const QByteArray &log, QList<LogFileEntry> &files)
{
    const auto number = [&](const LogFileEntry &entry) { return rotationNumber(log, entry); };
    if (std::ranges::all_of(files, [&](const auto &entry) { return number(entry).has_value(); }))
        std::ranges::sort(files, std::greater(), number);
    else
        std::ranges::sort(files, {},
            [](const LogFileEntry &entry) { return std::pair(entry.exactTime, entry.path); });
}

}

LogPacking packingOf(QByteArrayView path)
{
    constexpr std::array<std::pair<QByteArrayView, LogPacking>, 4> endings{
        {{".gz", LogPacking::Gzip}, {".bz2", LogPacking::Bzip2}, {".xz", LogPacking::Xz},
            {".zst", LogPacking::Zstd}}};
    for (const auto &[ending, packing] : endings) {
        if (path.endsWith(ending))
            return packing;
    }
    return LogPacking::Plain;
}

CommandLine listLogsCommand(const QByteArray &path)
{
    return {.arguments = {"sh"_ba, "-c"_ba, listScript.toByteArray(), "spoolscope"_ba, path},
        .outputLimit = 8 << 20};
}

Result<QList<LogFileEntry>> parseLogListing(const QByteArray &path, QByteArrayView output)
{
    QList<LogFileEntry> rotated;
    std::optional<LogFileEntry> current;
    bool isEnded = false;
    for (QByteArrayView line : output.toByteArray().split('\n')) {
        if (line == "unsupported")
            return failure(ErrorKind::NotFound,
                QCoreApplication::translate("spoolscope",
                    "The logs of this server cannot be looked for: its stat program has no option "
                    "-c."));
        isEnded |= line == "end";
        auto entry = parseEntry(path, line);
        if (!entry)
            continue;
        if (entry->path == path)
            current = std::move(entry);
        else if (!std::ranges::contains(rotated, entry->id, &LogFileEntry::id))
            rotated.append(std::move(*entry));
    }
    if (!isEnded)
        return failure(ErrorKind::Parse,
            QCoreApplication::translate(
                "spoolscope", "What the server says of its logs is not understood."));
    // While it is being packed, there are both.
    rotated.removeIf([&, all = rotated](const LogFileEntry &entry) {
        if (packingOf(entry.path) == LogPacking::Plain)
            return false;
        const QByteArray plain = entry.path.first(entry.path.lastIndexOf('.'));
        return std::ranges::contains(all, plain, &LogFileEntry::path);
    });
    sortRotated(path, rotated);
    if (current) {
        rotated.removeIf([&](const LogFileEntry &entry) { return entry.id == current->id; });
        rotated.append(std::move(*current));
    }
    return rotated;
}

CommandLine readLogCommand(const LogReading &reading)
{
    constexpr std::array<QByteArrayView, 5> programs{"", "gzip", "bzip2", "xz", "zstd"};
    return {.arguments = {"sh"_ba, "-c"_ba, readScript.toByteArray(), "spoolscope"_ba, reading.path,
                reading.id, QByteArray::number(reading.from),
                reading.size ? QByteArray::number(*reading.size) : ""_ba,
                programs[size_t(packingOf(reading.path))].toByteArray(),
                reading.isPacked ? "pack"_ba : ""_ba},
        .outputLimit = std::numeric_limits<qint64>::max()};
}

QByteArrayView LogReadParser::feed(QByteArrayView bytes)
{
    constexpr qsizetype longestLine = 16;
    if (m_kind != Kind::Unknown)
        return bytes;
    const qsizetype end = bytes.indexOf('\n');
    m_line += bytes.first(end < 0 ? std::min(bytes.size(), longestLine) : end);
    if (end < 0)
        return {};
    m_kind = m_line == "plain" ? Kind::Plain
        : m_line == "gzip"     ? Kind::Gzip
        : m_line == "moved"    ? Kind::Moved
                               : Kind::Gone;
    return bytes.sliced(end + 1);
}

CommandLine followLogCommand(
    const QByteArray &path, const QByteArray &name, const QByteArray &id, qint64 from)
{
    return {.arguments = {"sh"_ba, "-c"_ba, followScript.toByteArray(), "spoolscope"_ba, path, name,
                id, QByteArray::number(from)},
        .silence = listeningSilence,
        .outputLimit = std::numeric_limits<qint64>::max()};
}

LogFollowParser::LogFollowParser(const QByteArray &nonce, DataSink data, ControlSink control)
    : m_mark('\n' + nonce + ' '), m_data(std::move(data)), m_control(std::move(control))
{
}

void LogFollowParser::feed(QByteArrayView bytes)
{
    constexpr qsizetype longestControl = 100;
    m_held.append(bytes);
    qsizetype done = 0;
    const auto held = [&] { return QByteArrayView(m_held).sliced(done); };
    for (;;) {
        const qsizetype mark = held().indexOf(m_mark);
        if (mark < 0)
            break;
        if (mark > 0)
            m_data(held().first(mark));
        done += mark;
        const qsizetype end = held().indexOf(";\n", m_mark.size());
        if (end < 0 && held().size() < m_mark.size() + longestControl) {
            m_held.remove(0, done);
            return; // the rest of the control is to come
        }
        if (end >= 0)
            takeControl(held().first(end).sliced(m_mark.size()));
        else
            m_control({});
        done += end < 0 ? m_mark.size() : end + 2;
    }
    // Of the rest only what may be the beginning of a mark waits.
    const qsizetype from = std::max<qsizetype>(0, held().size() - m_mark.size() + 1);
    const qsizetype lineEnd = held().indexOf('\n', from);
    qsizetype sure = held().size();
    for (qsizetype at = lineEnd; at >= 0 && sure == held().size();
        at = held().indexOf('\n', at + 1))
        if (m_mark.startsWith(held().sliced(at)))
            sure = at;
    if (sure > 0)
        m_data(held().first(sure));
    m_held.remove(0, done + sure);
}

void LogFollowParser::takeControl(QByteArrayView words)
{
    constexpr std::array<std::pair<QByteArrayView, Word>, 7> known{
        {{"open", Word::Open}, {"data", Word::Data}, {"wait", Word::Wait}, {"over", Word::Over},
            {"cut", Word::Cut}, {"moved", Word::Moved}, {"gone", Word::Gone}}};
    const QByteArrayView word = takeWord(words);
    const auto found = std::ranges::find(known, word, &std::pair<QByteArrayView, Word>::first);
    Control control;
    if (found != known.end()) {
        control.word = found->second;
        control.number = takeCount(words).value_or(0);
        control.modified = takeCount(words).value_or(0);
        control.next = words.toByteArray();
    }
    m_control(control);
}

}
