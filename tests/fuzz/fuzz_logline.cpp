// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logjson.h"
#include "core/logs/logparser.h"
#include "tests/fuzz/fuzztarget.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <functional>

using namespace spoolscope;

namespace {

LogClock clockOfTest()
{
    return LogClock(QTimeZone::utc(), 1'795'000'000);
}

bool isWithin(QByteArrayView part, QByteArrayView whole)
{
    const std::less_equal<const char *> isBefore;
    return part.size() >= 0 && isBefore(whole.begin(), part.begin())
        && isBefore(part.end(), whole.end());
}

/// Check and Status may be words of the parser's own.
bool isWord(QByteArrayView value)
{
    return std::ranges::all_of(value, [](char c) { return c >= ' ' && c < 0x7f; });
}

void requireSound(const LogEvent &event, QByteArrayView line)
{
    REQUIRE(event.kind == LogEventKind::NoLine || event.kind == LogEventKind::Foreign
        || event.line.isPostfix());
    REQUIRE(event.queueId.isEmpty() || isWithin(event.queueId, line));
    event.forEachField([&](LogField field, QByteArrayView value) {
        const bool mayBeOwn = field == LogField::Check || field == LogField::Status;
        REQUIRE(isWithin(value, line) || (mayBeOwn && isWord(value)));
    });
    QByteArray json;
    appendJson(json, event);
    REQUIRE(json.count('\n') == 1 && json.endsWith('\n'));
    QJsonParseError error;
    const auto object = QJsonDocument::fromJson(json, &error).object();
    REQUIRE(error.error == QJsonParseError::NoError);
    REQUIRE(object.contains(QLatin1StringView("event"))
        && object.contains(QLatin1StringView("fields")));
}

QByteArray jsonWithoutFrame(const LogEvent &event)
{
    LogEvent bare = event;
    bare.line.raw = {};
    QByteArray json;
    appendJson(json, bare);
    return json;
}

/// A line as syslog writes it, and the same in the parts that a journal has.
void parseBothWays(QByteArrayView line)
{
    LogParser parser(clockOfTest());
    const LogEvent framed = parser.parse(line);
    requireSound(framed, line);
    if (framed.kind == LogEventKind::NoLine)
        return;
    LogLine frame = framed.line;
    frame.daemon = LogDaemon::None;
    const LogEvent apart = LogParser(clockOfTest()).parse(frame);
    REQUIRE(jsonWithoutFrame(apart) == jsonWithoutFrame(framed));
}

/// "smtpd: text", as tests/data/logs/forms has it.
void parseForm(QByteArrayView line)
{
    const qsizetype colon = line.indexOf(": ");
    if (colon < 0)
        return;
    const QByteArray program = "postfix/" + line.first(colon).toByteArray();
    LogLine frame;
    frame.program = program;
    frame.message = line.sliced(colon + 2);
    requireSound(LogParser(clockOfTest()).parse(frame), line);
}

}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    QByteArrayView left = asBytes(data, size);
    while (!left.isEmpty()) {
        const qsizetype end = left.indexOf('\n');
        const QByteArrayView line = end < 0 ? left : left.first(end);
        parseBothWays(line);
        parseForm(line);
        left = end < 0 ? QByteArrayView() : left.sliced(end + 1);
    }
    return 0;
}
