// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/journalentry.h"
#include "core/logs/linesplitter.h"
#include "core/logs/logparser.h"
#include "core/postfix/logcommand.h"
#include "tests/fuzz/fuzztarget.h"

using namespace spoolscope;

namespace {

bool isWithin(QByteArrayView part, QByteArrayView whole)
{
    return part.isEmpty() || (part.data() >= whole.data() && part.end() <= whole.end());
}

}

/// The journal, a listing of log files and a followed log, all of them in any bytes.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArrayView input = asBytes(data, size);
    JournalEntryReader reader;
    LogParser parser;
    LineSplitter lines([&](QByteArrayView line) {
        if (!reader.read(line))
            return;
        const LogLine &frame = reader.frame();
        REQUIRE(frame.time > 0 && !frame.raw.contains('\n'));
        for (const QByteArrayView part : {frame.host, frame.program, frame.message})
            REQUIRE(isWithin(part, frame.raw));
        const LogEvent &event = parser.parse(frame);
        REQUIRE(event.line.time == frame.time);
    });
    lines.feed(input);
    lines.finish();

    const auto files = parseLogListing("/var/log/mail.log", input);
    if (files) {
        for (const LogFileEntry &entry : *files)
            REQUIRE(entry.path.startsWith("/var/log/mail.log") && entry.size >= 0);
    }

    qsizetype dataSize = 0, controls = 0;
    LogFollowParser follow(
        "n", [&](QByteArrayView bytes) { dataSize += bytes.size(); },
        [&](const LogFollowParser::Control &control) {
            ++controls;
            REQUIRE(control.number >= 0 && control.modified >= 0);
        });
    follow.feed(input.first(input.size() / 2));
    follow.feed(input.sliced(input.size() / 2));
    REQUIRE(dataSize + controls * 3 <= input.size());
    LogReadParser read;
    read.feed(input);
    return 0;
}
