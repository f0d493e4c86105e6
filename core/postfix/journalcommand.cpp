// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/journalcommand.h"

#include <limits>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

// --output-fields came with systemd 236; without it each entry is ten times as long. -a: in full,
// however long a field is (journalctl(1)). The last two words are what is looked for besides mail.
constexpr QByteArrayView prologue
    = "fields=--output-fields=MESSAGE,MESSAGE_ID,N_DROPPED,SYSLOG_IDENTIFIER,SYSLOG_PID,_PID,"
      "_HOSTNAME; journalctl -q -n 0 $fields >/dev/null 2>&1 || fields=; "
      "entries() { journalctl -o json -a -q --no-pager $fields \"$@\"; }; ";
constexpr QByteArrayView readEntries = "if [ \"$1\" ] && command -v gzip >/dev/null 2>&1; "
                                       "then shift; echo gzip; entries \"$@\" | gzip -1 -c; "
                                       "else shift; echo plain; entries \"$@\"; fi";
// Not by entries(): what would be killed were the shell around journalctl. json-sse has an empty
// line behind each entry: without more to come the last line end might as well be the command's end
// (MarkerFilter), and the entry would wait for the next one.
constexpr QByteArrayView followEntries
    = "journalctl -o json-sse -a -q --no-pager $fields -f --no-tail \"$@\" & child=$!; trap : "
      "PIPE; "
      "while kill -0 $child 2>/dev/null; do sleep 1; echo . >&2 || break; done; "
      "kill $child 2>/dev/null; wait $child";

constexpr auto listeningSilence = std::chrono::hours(24 * 365); // the link has its own sign of life

QByteArrayList wordsOf(const JournalReading &reading)
{
    QByteArrayList words;
    if (!reading.cursor.isEmpty())
        words += "--cursor=" + reading.cursor;
    else if (reading.since)
        words += "--since=@" + QByteArray::number(*reading.since);
    return words
        + QByteArrayList{"SYSLOG_FACILITY=2", "+", "MESSAGE_ID=" + journalDroppedId.toByteArray()};
}

CommandLine shell(QByteArrayView script, const QByteArrayList &words)
{
    return {.arguments = QByteArrayList{"sh"_ba, "-c"_ba,
                             prologue.toByteArray() + script.toByteArray(), "spoolscope"_ba}
            + words,
        .outputLimit = std::numeric_limits<qint64>::max()};
}

}

CommandLine readJournalCommand(const JournalReading &reading, bool isPacked)
{
    return shell(readEntries, QByteArrayList{isPacked ? "pack"_ba : ""_ba} + wordsOf(reading));
}

CommandLine lastJournalEntryCommand()
{
    return shell("entries \"$@\"", {"-n", "1", "SYSLOG_FACILITY=2"});
}

CommandLine followJournalCommand(const JournalReading &reading)
{
    CommandLine command = shell(followEntries, wordsOf(reading));
    command.silence = listeningSilence;
    return command;
}

}
