// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/serverlogs.h"

#include "core/base/threadpriority.h"
#include "core/transport/transport.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

using namespace std::chrono_literals;

namespace spoolscope {

/// Stands before the sink: one thread at a time, counted, and told of.
class ServerLogs::Tap final : public LogSink, public std::enable_shared_from_this<ServerLogs::Tap>
{
public:
    Tap(ServerLogs *owner, std::shared_ptr<LogSink> sink) : m_owner(owner), m_sink(std::move(sink))
    {
    }

    void take(const LogEvent &event) override
    {
        const std::lock_guard lock(m_mutex);
        m_sink->take(event);
        ++m_lines;
        announce();
    }
    void gap(const LogGap &gap) override
    {
        const std::lock_guard lock(m_mutex);
        m_sink->gap(gap);
        ++m_gaps;
        announce();
    }

    const LogSink *sink() const { return m_sink.get(); }
    qint64 lines() const { return m_lines; }
    qint64 gaps() const { return m_gaps; }

private:
    void announce()
    {
        if (m_isAnnounced.exchange(true))
            return;
        // The jobs end before the owner does.
        QMetaObject::invokeMethod(
            m_owner,
            [owner = m_owner, self = shared_from_this()] {
                QTimer::singleShot(50ms, owner, [owner, self] {
                    self->m_isAnnounced = false;
                    emit owner->grew();
                });
            },
            Qt::QueuedConnection);
    }

    ServerLogs *const m_owner;
    const std::shared_ptr<LogSink> m_sink;
    std::mutex m_mutex;
    std::atomic<qint64> m_lines = 0, m_gaps = 0;
    std::atomic<bool> m_isAnnounced = false;
};

ServerLogs::ServerLogs(StartJob startJob) : m_startJob(std::move(startJob))
{
    m_again.setSingleShot(true);
    m_again.setInterval(5s);
    connect(&m_again, &QTimer::timeout, this, &ServerLogs::startAll);
}

ServerLogs::~ServerLogs() = default;

void ServerLogs::follow(const std::shared_ptr<LogSink> &sink, std::optional<qint64> since)
{
    if (!m_tap || m_tap->sink() != sink.get()) {
        stop();
        m_followed.clear();
        m_tap = std::make_shared<Tap>(this, sink);
        m_range = {since, {}};
    }
    m_isWanted = true;
    startAll();
    emit stateChanged();
}

void ServerLogs::stop()
{
    if (!std::exchange(m_isWanted, false))
        return;
    m_again.stop();
    for (const auto &followed : m_followed)
        if (followed->job)
            followed->job->cancel();
    emit stateChanged();
}

void ServerLogs::connected(
    std::shared_ptr<Transport> transport, const HostFacts &facts, qint64 clockOffset)
{
    m_transport = std::move(transport);
    m_facts = facts;
    m_clockOffset = clockOffset;
    startAll();
    emit stateChanged();
}

void ServerLogs::disconnected()
{
    m_transport.reset();
    m_again.stop();
    emit stateChanged();
}

ServerLogs::Followed &ServerLogs::take(const LogSource &source)
{
    const auto known = std::ranges::find_if(
        m_followed, [&](const auto &followed) { return followed->source == source; });
    if (known != m_followed.end())
        return **known;
    return *m_followed.emplace_back(std::make_unique<Followed>(Followed{source,
        std::shared_ptr<LogFollower>(
            makeLogFollower(source, logTimeZone(*m_facts), m_range, *m_tap))}));
}

void ServerLogs::startAll()
{
    if (!m_isWanted || !m_transport)
        return;
    for (const LogSource &source : logSources(*m_facts))
        if (Followed &followed = take(source); !followed.job)
            start(followed);
}

void ServerLogs::start(Followed &followed)
{
    followed.error.reset();
    Job *job = m_startJob(tr("Following %1").arg(followed.source.description()),
        [transport = m_transport, follower = followed.follower, tap = m_tap](
            Job::Context &context) -> Result<void> {
            yieldToWindow();
            return follower->follow(*transport, context.stop());
        });
    followed.job = job;
    connect(job, &Job::finished, this, [this, job] { ended(job); });
}

void ServerLogs::ended(Job *job)
{
    const auto found = std::ranges::find_if(
        m_followed, [&](const auto &followed) { return followed->job == job; });
    if (found == m_followed.end())
        return; // of a sink before
    (*found)->job = nullptr;
    if (m_isWanted && job->error() && job->error()->kind != ErrorKind::Cancelled)
        (*found)->error = job->error();
    if (m_isWanted && m_transport)
        m_again.start();
    emit stateChanged();
}

LogsState ServerLogs::state() const
{
    if (!m_isWanted)
        return LogsState::Off;
    if (!m_transport)
        return LogsState::Waiting;
    const bool anyRuns
        = std::ranges::any_of(m_followed, [](const auto &followed) { return followed->job; });
    return anyRuns ? LogsState::Following : error() ? LogsState::Failed : LogsState::Waiting;
}

std::optional<Error> ServerLogs::error() const
{
    if (m_facts && logSources(*m_facts).isEmpty())
        return Error{ErrorKind::Permission, whyNoLogs(*m_facts)};
    for (const auto &followed : m_followed)
        if (followed->error)
            return followed->error;
    return std::nullopt;
}

QStringList ServerLogs::sources() const
{
    QStringList names;
    for (const auto &followed : m_followed)
        names.append(followed->source.description());
    return names;
}

qint64 ServerLogs::lineCount() const
{
    return m_tap ? m_tap->lines() : 0;
}

qint64 ServerLogs::gapCount() const
{
    return m_tap ? m_tap->gaps() : 0;
}

}
