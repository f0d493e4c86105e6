// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/queuescan.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

// $1 the instance, $2 since when, $3 whether the others are wanted too. Looking at the inodes of
// the deferred messages takes nearly all of the time, so a second find does it for half of them
// beside the first: those in the subdirectories 0 to 7 (hash_queue_names), or with such names where
// there are no subdirectories. Neither reads the directories of the other. What it says waits in
// the memory of dd, which writes nothing before it has 64 MiB or all, and then behind the others.
// Of the defer logs, as many as the messages, only the names are asked for, which the directories
// hold, so that no inode of theirs is read.
constexpr QByteArrayView script
    = "postconf -c \"$1\" -x -h queue_directory mail_owner empty_address_recipient "
      "duplicate_filter_limit smtputf8_enable mail_version 2>/dev/null | { "
      "read -r spool; read -r owner; read -r empty; read -r limit; read -r utf8; "
      "read -r version; "
      "cd \"$spool\" || exit; echo \"#clock $(date +%s)\"; echo \"#spool $spool\"; "
      "echo \"#owner $owner\"; "
      "echo \"#empty $empty\"; echo \"#limit $limit\"; echo \"#utf8 $utf8\"; "
      "echo \"#version $version\"; "
      "since=$2; others=$3; "
      "scan() { echo \"#queue $1\"; if [ -r \"$1\" ] && [ -x \"$1\" ]; then "
      "if [ \"$1\" = defer ]; then find \"$1\" -type f -printf \"%P\\n\"; "
      "elif [ \"$others\" ]; "
      "then find \"$@\" -type f \\( -newerct \"@$since\" -printf \"=%P %s %m %u\\n\" "
      "-o -printf \"%P %s\\n\" \\); "
      "else find \"$@\" -type f -newerct \"@$since\" -printf \"=%P %s %m %u\\n\"; fi; "
      "echo \"#end $?\"; else echo \"#end 2\"; fi; }; "
      "wait_here() { dd ibs=65536 obs=67108864 2>/dev/null; }; "
      "scan defer | wait_here | { for queue in maildrop incoming active; do scan $queue; done; "
      "{ scan deferred -path \"deferred/[!0-7]*\" -prune -o; scan hold; } | wait_here | "
      "{ scan deferred -path \"deferred/[0-7]*\" -prune -o; cat; }; cat; }; }";

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
            || (line.startsWith("find: ") && line.endsWith(": No such file or directory"));
    });
}

}

CommandLine scanQueuesCommand(const Instance &instance, qint64 since, ScanExtent extent)
{
    return {.arguments
        = {"sh"_ba, "-c"_ba, script.toByteArray(), "spoolscope"_ba, instance.configDirectory,
            QByteArray::number(since), extent == ScanExtent::Everything ? "others"_ba : ""_ba}};
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
    if (word == "queue" && !m_queue) {
        const auto queue = parseQueueName(line);
        if (queue && std::ranges::contains(scannedQueues, *queue)
            && m_parts[size_t(*queue)] < partsOf(*queue)) {
            m_queue = queue;
            return;
        }
    } else if (word == "end" && m_queue && line == "2") {
        m_isForbidden = true;
    } else if (word == "end" && m_queue && (line == "0" || line == "1")) {
        m_hadTrouble |= line == "1";
        ++m_parts[size_t(*std::exchange(m_queue, std::nullopt))];
        return;
    }
    m_isDamaged = true;
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

void QueueScanParser::takeLog(QByteArrayView path)
{
    if (!isPlainPath(path))
        m_isDamaged = true;
    else if (const auto id = QueueId::parse(path.sliced(path.lastIndexOf('/') + 1)))
        m_sink({.queue = QueueName::Defer, .id = *id, .path = path});
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
