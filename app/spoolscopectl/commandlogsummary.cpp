// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commandlog.h"
#include "targets.h"

#include "core/logs/logparser.h"
#include "core/logs/logsummary.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

constexpr qsizetype chunk = 256 << 10; ///< bytes read at a time
constexpr qsizetype longestLine = 1 << 20; ///< the rest of a longer one is a line of its own

/// Lines -> counters, from a time on.
class Counting final
{
public:
    /// `since`: microseconds since 1970.
    Counting(LogCounters &counters, qint64 since, qint64 modified)
        : m_counters(counters)
        , m_since(since)
        , m_parser(LogClock(QTimeZone::systemTimeZone(), modified))
    {
    }

    void line(QByteArrayView line)
    {
        const LogEvent &event = m_parser.parse(line);
        if (event.line.time >= m_since)
            m_counters.add(event);
    }

private:
    LogCounters &m_counters;
    const qint64 m_since;
    LogParser m_parser;
};

/// Takes whole lines off the bytes; the beginning of one that goes on stays.
void takeLines(QByteArray &bytes, bool isEnd, Counting &counting)
{
    QByteArrayView rest(bytes);
    for (qsizetype end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
        counting.line(rest.first(end));
        rest = rest.sliced(end + 1);
    }
    if (!rest.isEmpty() && (isEnd || rest.size() > longestLine)) {
        counting.line(rest);
        rest = {};
    }
    bytes.remove(0, bytes.size() - rest.size());
}

Result<void> countFile(
    const QString &path, LogCounters &counters, qint64 since, const std::stop_token &stop)
{
    QFile file(path);
    const auto mode = QFile::ReadOnly | QFile::Unbuffered;
    const bool isOpen = path == "-"_L1 ? file.open(0, mode) : file.open(mode);
    if (!isOpen)
        return failure(ErrorKind::NotFound, file.errorString());
    Counting counting(counters, since, QFileInfo(file).lastModified().toSecsSinceEpoch());
    QByteArray bytes;
    while (!stop.stop_requested()) {
        const QByteArray read = file.read(chunk);
        bytes += read;
        takeLines(bytes, read.isEmpty(), counting);
        if (read.isEmpty() && file.error() != QFile::NoError)
            return failure(ErrorKind::Io, file.errorString());
        if (read.isEmpty())
            return {};
    }
    return failure(ErrorKind::Cancelled, u"stopped"_s);
}

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
    for (const QString &path : call.arguments.logWords) {
        const auto counted = countFile(path, counters, since, call.stop);
        if (counted)
            continue;
        complain(path, counted.error());
        code = worse(code, exitCodeFor(counted.error()));
    }
    printSummary(call, *counters.snapshot());
    return code;
}

}
