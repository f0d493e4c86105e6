// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commandlog.h"
#include "serverlogreader.h"
#include "targets.h"

#include "core/logs/logfilereader.h"
#include "core/logs/logparser.h"
#include "core/logs/logsummary.h"

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

/// `since`: microseconds since 1970.
Result<void> countFile(
    const QString &path, LogCounters &counters, qint64 since, const std::stop_token &stop)
{
    auto reader = LogFileReader::open(path);
    if (!reader)
        return std::unexpected(reader.error());
    // Stamps without a zone are taken for this machine's local time.
    LogParser parser(LogClock(QTimeZone::systemTimeZone(), reader->modified()));
    return reader->read(
        [&](QByteArrayView line) {
            const LogEvent &event = parser.parse(line);
            if (event.line.time >= since)
                counters.add(event);
        },
        stop);
}

class CountingSink final : public ServerLogSink
{
public:
    explicit CountingSink(LogCounters &counters) : m_counters(counters) { }

    void take(const QString &, const LogEvent &event) override { m_counters.add(event); }
    void gap(const QString &server, const LogGap &gap) override
    {
        m_counters.gap(gap);
        note(u"spoolscopectl: %1: lines may be missing: %2"_s.arg(server, gap.why));
    }

private:
    LogCounters &m_counters;
};

void printSummary(const Call &call, const CountedTraffic &counted)
{
    const SummaryOptions options{QTimeZone::systemTimeZone(),
        size_t(call.arguments.limit.value_or(qint64(SummaryOptions().most)))};
    if (call.arguments.format == Format::Json)
        printJson(summaryJson(counted, options));
    else if (call.arguments.format == Format::Html)
        print(summaryHtml(summarize(counted, options)).toUtf8());
    else
        print(summaryText(summarize(counted, options)).toUtf8());
}

}

ExitCode logSummary(const Call &call)
{
    LogCounters counters({}, QTimeZone::systemTimeZone());
    ExitCode code = ExitCode::Done;
    const qint64 since = call.arguments.since.value_or(0) * 1'000'000;
    for (const QString &path : inOrderOfTime(call.arguments.logWords)) {
        const auto counted = countFile(path, counters, since, call.stop);
        if (counted)
            continue;
        complain(path, counted.error());
        code = worse(code, exitCodeFor(counted.error()));
    }
    if (!call.servers.isEmpty()) {
        CountingSink sink(counters);
        const qint64 from = call.arguments.since.value_or(0); // all there is, without it
        code = worse(code, readServerLogs(call, from, LogExtent::UpToNow, sink));
    }
    printSummary(call, *counters.snapshot());
    return code;
}

}
