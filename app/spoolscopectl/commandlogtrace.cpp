// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commandlog.h"
#include "serverlogreader.h"
#include "targets.h"

#include "core/base/textsafety.h"
#include "core/logs/logfilereader.h"
#include "core/logs/logparser.h"
#include "core/logs/traceinterest.h"
#include "core/logs/tracejson.h"
#include "core/logs/tracetext.h"

#include <QDateTime>
#include <QFileInfo>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

constexpr int mostReadings = 8; ///< hops of a message over queue IDs are hardly ever more

using EventSink = std::function<void(const LogEvent &)>;

/// Every line of a file, understood; "-" is stdin.
Result<void> readFile(const QString &path, const EventSink &take, const std::stop_token &stop)
{
    auto reader = LogFileReader::open(path);
    if (!reader)
        return std::unexpected(reader.error());
    // Stamps without a zone are taken for this machine's local time.
    LogParser parser(LogClock(QTimeZone::systemTimeZone(), reader->modified()));
    return reader->read([&](QByteArrayView line) { take(parser.parse(line)); }, stop);
}

/// Files of one host are one log, in the order of their first lines.
struct File
{
    QString path;
    QByteArray host;
    qint64 begin = 0;
};

class FileTracer final
{
public:
    FileTracer(const Call &call, const TraceQuery &query) : m_call(call), m_query(query) { }

    ExitCode open(const QStringList &paths)
    {
        ExitCode code = ExitCode::Done;
        for (const QString &path : paths) {
            File file{path, {}, 0};
            m_isOnce = m_isOnce || path == "-"_L1 || !QFileInfo(path).isFile();
            if (!m_isOnce) {
                if (const auto looked = lookAt(file); !looked) {
                    complain({}, looked.error());
                    code = worse(code, exitCodeFor(looked.error()));
                    continue;
                }
            }
            m_files.push_back(file);
        }
        std::ranges::stable_sort(m_files, {}, &File::begin);
        return code;
    }

    /// In one reading, where memory has room for what the logs say of messages.
    Result<TraceAnswer> trace()
    {
        auto answer = read(nullptr);
        if (!answer || !m_hasForgotten || m_isOnce)
            return answer;
        TraceInterest interest(m_query);
        for (int reading = 0; reading < mostReadings; ++reading) {
            answer = read(&interest);
            if (!answer || !interest.learn(*answer))
                break;
        }
        if (answer && interest.isFull())
            answer->isAll = false;
        return answer;
    }

private:
    /// The host and the time of the first line that has them.
    Result<void> lookAt(File &file) const
    {
        std::stop_source enough;
        const auto read = readFile(
            file.path,
            [&](const LogEvent &event) {
                if (event.line.time == 0 || event.line.host.isEmpty())
                    return;
                file.host = event.line.host.toByteArray();
                file.begin = event.line.time;
                enough.request_stop();
            },
            enough.get_token());
        return enough.stop_requested() ? Result<void>() : read;
    }

    Result<TraceAnswer> read(TraceInterest *interest)
    {
        std::map<QByteArray, std::shared_ptr<TraceIndex>> indexes;
        m_hasForgotten = false;
        for (const File &file : m_files) {
            auto &index = indexes[file.host];
            if (!index)
                index = std::make_shared<TraceIndex>();
            const auto take = [&](const LogEvent &event) {
                if (!interest || interest->wants(event))
                    index->take(event);
            };
            if (const auto done = readFile(file.path, take, m_call.stop); !done)
                return std::unexpected(done.error());
        }
        Tracer::Logs logs;
        for (const auto &[host, index] : indexes) {
            m_hasForgotten = m_hasForgotten || index->forgottenUntil();
            logs.push_back(index);
        }
        return Tracer(std::move(logs)).trace(m_query);
    }

    const Call &m_call;
    TraceQuery m_query;
    std::vector<File> m_files;
    bool m_isOnce = false; ///< there is something that cannot be read twice
    bool m_hasForgotten = false;
};

/// The logs of servers, an index each; with the time of `since`, or the last week.
class ServerTracer final : public ServerLogSink
{
public:
    void take(const QString &server, const LogEvent &event) override { index(server).take(event); }
    void gap(const QString &server, const LogGap &gap) override { index(server).gap(gap); }

    Tracer::Logs logs() const
    {
        Tracer::Logs logs;
        for (const auto &[server, index] : m_indexes)
            logs.push_back(index);
        return logs;
    }

private:
    TraceIndex &index(const QString &server)
    {
        auto &index = m_indexes[server];
        if (!index)
            index = std::make_shared<TraceIndex>(server);
        return *index;
    }

    std::map<QString, std::shared_ptr<TraceIndex>> m_indexes;
};

struct Traced
{
    Result<TraceAnswer> answer;
    ExitCode code;
};

Traced traceServers(const Call &call, const TraceQuery &query)
{
    constexpr qint64 week = 7 * 24 * 3600;
    ServerTracer tracer;
    const qint64 since = call.arguments.since.value_or(QDateTime::currentSecsSinceEpoch() - week);
    const ExitCode code = readServerLogs(call, since, LogExtent::UpToNow, tracer);
    return {Tracer(tracer.logs()).trace(query), code};
}

Traced traceFiles(const Call &call, const TraceQuery &query)
{
    FileTracer tracer(call, query);
    const ExitCode opened = tracer.open(call.arguments.logWords);
    return {tracer.trace(), opened};
}

void printTraces(const TraceAnswer &answer, Format format)
{
    bool isFirst = true;
    for (const Trace &trace : answer.traces) {
        if (format == Format::Json) {
            printJson(toJson(trace));
            continue;
        }
        print(((isFirst ? QString() : u"\n"_s) + tracetext::timeline(trace)).toUtf8());
        isFirst = false;
    }
}

}

ExitCode logTrace(const Call &call)
{
    const auto query = TraceQuery::parse(call.arguments.wanted);
    if (!query) {
        complain({}, query.error());
        return ExitCode::Usage;
    }
    const auto [answer, code]
        = call.servers.isEmpty() ? traceFiles(call, *query) : traceServers(call, *query);
    if (!answer) {
        complain({}, answer.error());
        return worse(code, exitCodeFor(answer.error()));
    }
    printTraces(*answer, call.arguments.format);
    if (answer->traces.isEmpty())
        note(u"no line of the logs that were read is about \"%1\""_s.arg(call.arguments.wanted));
    if (!answer->isAll)
        note(u"these are the newest; there are more"_s);
    return code;
}

}
