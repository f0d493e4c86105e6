// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commandlog.h"
#include "targets.h"

#include "core/logs/logfilereader.h"
#include "core/logs/logjson.h"
#include "core/logs/logparser.h"

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

constexpr qsizetype printedAtOnce = 1 << 16;

/// Lines -> JSON on stdout. Memory stays the same, however long the log is.
class EventPrinter final
{
public:
    ~EventPrinter() { print(m_json); }

    void take(const LogEvent &event)
    {
        appendJson(m_json, event);
        if (m_json.size() < printedAtOnce)
            return;
        print(m_json);
        m_json.resize(0); // keeps its room
    }

private:
    QByteArray m_json;
};

Result<void> parseFile(const QString &path, EventPrinter &printer, const std::stop_token &stop)
{
    auto reader = LogFileReader::open(path);
    if (!reader)
        return std::unexpected(reader.error());
    // Stamps without a zone are taken for this machine's local time.
    LogParser parser(LogClock(QTimeZone::systemTimeZone(), reader->modified()));
    return reader->read([&](QByteArrayView line) { printer.take(parser.parse(line)); }, stop);
}

}

ExitCode logParse(const Call &call)
{
    EventPrinter printer;
    ExitCode code = ExitCode::Done;
    for (const QString &path : inOrderOfTime(call.arguments.logWords)) {
        const auto parsed = parseFile(path, printer, call.stop);
        if (parsed)
            continue;
        complain(path, parsed.error());
        code = worse(code, exitCodeFor(parsed.error()));
    }
    return code;
}

}
