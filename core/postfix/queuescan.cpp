// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/queuescan.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

// $1 the instance, $2 since when, $3 "-printf" if the others are wanted too. Looking at the inodes
// of the deferred messages takes nearly all of the time, so a second find does it for a part of
// them beside the first: for those not in the subdirectories 0 to 9 (hash_queue_names), or without
// such names where there are no subdirectories. Neither reads the directories of the other. What it
// says waits in the memory of dd, which writes nothing before it has 64 MiB or all, and then behind
// the others. Of the defer logs, as many as the messages, only the names are asked for, which the
// directories hold, so that no inode of theirs is read; ls does it in half the time of find, and
// with the smaller part of the messages takes about as long as the larger. Each process costs some
// milliseconds, hence find names the queues by itself.
constexpr QByteArrayView script
    = "postconf -c \"$1\" -x -h queue_directory mail_owner empty_address_recipient "
      "duplicate_filter_limit smtputf8_enable mail_version 2>/dev/null | { "
      "clock=$(date +%s); read -r spool; read -r owner; read -r empty; read -r limit; "
      "read -r utf8; read -r version; "
      "cd \"$spool\" || exit; echo \"#clock $clock\"; echo \"#spool $spool\"; "
      "echo \"#owner $owner\"; "
      "echo \"#empty $empty\"; echo \"#limit $limit\"; echo \"#utf8 $utf8\"; "
      "echo \"#version $version\"; "
      "since=$2; others=$3; "
      "for queue in maildrop incoming active deferred hold defer; do "
      "if ! [ -r $queue ] || ! [ -x $queue ]; then echo \"#queue $queue\"; echo \"#end 2\"; exit; "
      "fi; done; "
      "scan() { skipped=$1; shift; find \"$@\" -path \"$skipped\" -prune "
      "-o -type d ! -path \"*/*\" -printf \"#queue %p\\n\" "
      "-o -type f \\( -newerct \"@$since\" -printf \"=%P %s %m %u\\n\" "
      "-o ${others:--false} ${others:+\"%P %s\\n\"} \\); echo \"#end $?\"; }; "
      "logs() { echo \"#queue defer\"; ls -1NRU defer; echo \"#end $?\"; }; "
      "wait_here() { exec dd ibs=65536 obs=67108864 2>/dev/null; }; "
      "scan \"\" maildrop incoming active; "
      "{ scan \"deferred/[0-9]*\" deferred hold; logs; } | wait_here | "
      "{ scan \"deferred/[!0-9]*\" deferred; exec cat; }; }";

constexpr qsizetype longestLine = 4096;
constexpr unsigned headLines = 7;

/// How often a queue is gone through, each time another part of it.
int partsOf(QueueName queue)
{
    return queue == QueueName::Deferred ? 2 : 1;
}

/// What precedes the next `separator`, which is taken off `text` with it.
QByteArrayView takeWord(QByteArrayView &text, char separator = ' ')
{
    const qsizetype end = text.indexOf(separator);
    const QByteArrayView word = end < 0 ? text : text.first(end);
    text = end < 0 ? QByteArrayView() : text.sliced(end + 1);
    return word;
}

std::optional<qint64> toCount(QByteArrayView text)
{
    bool isNumber = false;
    const qint64 count = text.toLongLong(&isNumber);
    return isNumber && count >= 0 ? std::optional(count) : std::nullopt;
}

/// The letters, digits and slashes that paths of queue files are made of, which is why they can go
/// back to the server by stdin without quoting.
bool isPlainPath(QByteArrayView path)
{
    return std::ranges::all_of(path, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
            || c == '/';
    });
}

/// A file that vanished while find was on its way is what "-type f" was asked about too late.
bool isOnlyOfVanishedFiles(const QByteArray &errors)
{
    const QByteArrayList lines = errors.split('\n');
    return std::ranges::all_of(lines, [](const QByteArray &line) {
        return line.isEmpty()
            || ((line.startsWith("find: ") || line.startsWith("ls: "))
                && line.endsWith(": No such file or directory"));
    });
}

}

CommandLine scanQueuesCommand(const Instance &instance, qint64 since, ScanExtent extent)
{
    return {.arguments
        = {"sh"_ba, "-c"_ba, script.toByteArray(), "spoolscope"_ba, instance.configDirectory,
            QByteArray::number(since), extent == ScanExtent::Everything ? "-printf"_ba : ""_ba}};
}

void QueueScanParser::feed(QByteArrayView bytes)
{
    while (!bytes.isEmpty() && !m_isDamaged) {
        const qsizetype end = bytes.indexOf('\n');
        if (m_rest.size() + (end < 0 ? bytes.size() : end) > longestLine) {
            m_isDamaged = true;
            return;
        }
        if (end < 0) {
            m_rest.append(bytes);
            return;
        }
        if (m_rest.isEmpty()) {
            takeLine(bytes.first(end));
        } else {
            m_rest.append(bytes.first(end));
            takeLine(m_rest);
            m_rest.clear();
        }
        bytes = bytes.sliced(end + 1);
    }
}

void QueueScanParser::takeLine(QByteArrayView line)
{
    if (line.startsWith('#'))
        takeControl(line.sliced(1));
    else if (m_queue)
        takeFile(line);
    else
        m_isDamaged = true;
}

void QueueScanParser::takeControl(QByteArrayView line)
{
    const QByteArrayView word = takeWord(line);
    if (m_heads < headLines) {
        constexpr std::array<QByteArrayView, headLines> words{
            "clock", "spool", "owner", "empty", "limit", "utf8", "version"};
        const auto count = toCount(line);
        if (word != words[m_heads] || ((m_heads == 0 || m_heads == 4) && !count)) {
            m_isDamaged = true;
            return;
        }
        switch (m_heads++) {
        case 0:
            m_facts.clock = *count;
            break;
        case 1:
            m_facts.queueDirectory = line.toByteArray();
            break;
        case 2:
            m_facts.mailOwner = line.toByteArray();
            break;
        case 3:
            m_facts.emptyAddress = line.toByteArray();
            break;
        case 4:
            m_facts.duplicateLimit = *count;
            break;
        case 5:
            if (line == "yes" || line == "no")
                m_facts.showsUtf8 = line == "yes";
            break;
        default:
            m_facts.mailVersion = line.toByteArray();
        }
        return;
    }
    const bool isEnd = word == "end" && (line == "0" || line == "1");
    const auto next = word == "queue" ? parseQueueName(line) : std::nullopt;
    if (isEnd ? m_queue.has_value() : next && isAwaited(*next)) {
        if (m_queue) // one find goes through several
            ++m_parts[size_t(*m_queue)];
        m_queue = next;
        m_hadTrouble |= line == "1";
        return;
    }
    m_isForbidden |= word == "end" && line == "2";
    m_isDamaged = true;
}

bool QueueScanParser::isAwaited(QueueName queue) const
{
    const int begun = m_parts[size_t(queue)] + (m_queue == queue);
    return std::ranges::contains(scannedQueues, queue) && begun < partsOf(queue);
}

void QueueScanParser::takeFile(QByteArrayView line)
{
    if (m_queue == QueueName::Defer)
        return takeLog(line);
    const bool isChanged = line.startsWith('=');
    if (isChanged)
        line = line.sliced(1);
    const QByteArrayView path = takeWord(line);
    const auto id = QueueId::parse(path.sliced(path.lastIndexOf('/') + 1));
    if (!id)
        return; // such as a file that cleanup(8) has not named yet
    const auto size = toCount(takeWord(line));
    if (!size || !isPlainPath(path)) {
        m_isDamaged = true;
        return;
    }
    ScannedFile file{.queue = *m_queue, .id = *id, .path = path, .size = *size, .changed = {}};
    if (isChanged) {
        bool isOctal = false;
        const uint mode = takeWord(line).toUInt(&isOctal, 8);
        if (!isOctal) {
            m_isDamaged = true;
            return;
        }
        file.changed = FileStatus{mode, line.toByteArray()};
    }
    m_sink(file);
}

/// A line of ls: a directory that begins, "defer/4:", or a name in it.
void QueueScanParser::takeLog(QByteArrayView line)
{
    constexpr QByteArrayView root = "defer";
    if (line.isEmpty())
        return;
    if (line.endsWith(':') && line.startsWith(root)) {
        const QByteArrayView below = line.chopped(1).sliced(root.size()); // empty or "/4"
        m_isDamaged |= !isPlainPath(below) || !(below.isEmpty() || below.front() == '/');
        m_logPath = below.isEmpty() ? QByteArray() : below.sliced(1).toByteArray() + '/';
        m_logNameStart = m_logPath.size();
    } else if (!isPlainPath(line) || line.contains('/')) {
        m_isDamaged = true;
    } else if (const auto id = QueueId::parse(line)) {
        m_logPath.resize(m_logNameStart);
        m_logPath.append(line);
        m_sink({.queue = QueueName::Defer, .id = *id, .path = m_logPath});
    }
}

Result<ScanFacts> QueueScanParser::finish(int exitCode, const QByteArray &errors)
{
    const auto fail = [&](ErrorKind kind, const char *text) {
        return failure(kind, QCoreApplication::translate("spoolscope", text), errors);
    };
    if (m_isForbidden || errors.contains("ermission denied")) {
        return fail(ErrorKind::Permission,
            QT_TRANSLATE_NOOP("spoolscope",
                "This account may not read all of the queue directories on the server."));
    }
    if (!errors.isEmpty() && !isOnlyOfVanishedFiles(errors)) {
        return fail(ErrorKind::NotFound,
            QT_TRANSLATE_NOOP("spoolscope",
                "The queue directories could not be looked through: that needs GNU find."));
    }
    const bool isWhole = !m_isDamaged && m_rest.isEmpty() && !m_queue && exitCode == 0
        && std::ranges::all_of(scannedQueues,
            [&](QueueName queue) { return m_parts[size_t(queue)] == partsOf(queue); });
    if (!isWhole || (m_hadTrouble && errors.isEmpty())) {
        return fail(ErrorKind::Parse,
            QT_TRANSLATE_NOOP(
                "spoolscope", "What the server says of its queue directories is not understood."));
    }
    return m_facts;
}

}
