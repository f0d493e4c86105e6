// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "serverlogreader.h"

#include "targets.h"

#include "core/actions/pause.h"
#include "core/servers/reconnection.h"

#include <QRandomGenerator>

#include <list>
#include <mutex>
#include <thread>
#include <utility>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

/// What all threads have in common.
struct Together
{
    const Call &call;
    LogExtent extent;
    ServerLogSink &sink;
    std::mutex mutex = {}; ///< of the sink, of complaints and of `code`
    ExitCode code = ExitCode::Done;

    void fail(const QString &subject, const Error &error)
    {
        const std::lock_guard lock(mutex);
        complain(subject, error);
        code = worse(code, exitCodeFor(error));
    }
};

/// One log of one server.
class OneLog final : public LogSink
{
public:
    OneLog(Together &together, const ServerDefinition &server, const ServerLink &link,
        const LogSource &source, const LogRange &range)
        : m_together(together)
        , m_name(server.name)
        , m_title(server.name + u' ' + source.description())
        , m_transports(reconnectingSource(server, link.transport, together.call.jobOptions()))
        , m_follower(makeLogFollower(source, logTimeZone(link.facts), range, *this))
    {
    }

    void take(const LogEvent &event) override
    {
        const std::lock_guard lock(m_together.mutex);
        m_together.sink.take(m_name, event);
    }
    void gap(const LogGap &gap) override
    {
        const std::lock_guard lock(m_together.mutex);
        m_together.sink.gap(m_name, gap);
    }

    void read()
    {
        const std::stop_token &stop = m_together.call.stop;
        for (int failures = 0; !stop.stop_requested();) {
            const auto began = std::chrono::steady_clock::now();
            const auto read = readOnce();
            if (read || stop.stop_requested())
                return;
            // What went well for a while has failed for the first time.
            if (std::chrono::steady_clock::now() - began > std::chrono::minutes(1))
                failures = 0;
            const double chance = QRandomGenerator::global()->generateDouble();
            const auto pause = pauseBeforeReconnecting(read.error(), ++failures, chance);
            if (!pause || (m_together.extent == LogExtent::UpToNow && failures > mostTries))
                return m_together.fail(m_title, read.error());
            note(m_title + u": "_s + read.error().message);
            pauseUntil(std::chrono::steady_clock::now() + *pause, stop);
        }
    }

private:
    static constexpr int mostTries = 5;

    Result<void> readOnce()
    {
        const std::stop_token &stop = m_together.call.stop;
        const auto transport = m_transports(stop);
        if (!transport)
            return std::unexpected(transport.error());
        if (m_together.extent == LogExtent::Live)
            return m_follower->follow(**transport, stop);
        const auto caughtUp = m_follower->catchUp(**transport, stop);
        return caughtUp ? Result<void>() : std::unexpected(caughtUp.error());
    }

    Together &m_together;
    const QString m_name;
    const QString m_title;
    const TransportSource m_transports;
    const std::unique_ptr<LogFollower> m_follower;
};

}

ExitCode readServerLogs(
    const Call &call, std::optional<qint64> since, LogExtent extent, ServerLogSink &sink)
{
    Together together{call, extent, sink};
    std::list<OneLog> logs;
    for (const ServerDefinition &server : call.servers) {
        const auto link = connectTo(server, call);
        if (!link) {
            together.code = worse(together.code, link.error());
            continue;
        }
        LogRange range;
        if (since)
            range.since = *since + link->clockOffset;
        const QList<LogSource> sources = logSources(link->facts);
        if (sources.isEmpty())
            together.fail(server.name, {ErrorKind::Permission, whyNoLogs(link->facts)});
        for (const LogSource &source : sources)
            logs.emplace_back(together, server, *link, source, range);
    }
    {
        std::list<std::jthread> threads;
        for (OneLog &log : logs)
            threads.emplace_back([&log] { log.read(); });
    }
    return together.code;
}

}
