// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/logs/fleetlogs.h"

#include "ui/fleet/servernames.h"

#include <QDateTime>

#include <algorithm>
#include <chrono>

using namespace std::chrono_literals;

namespace spoolscope {

namespace {

/// What is read of a log when it is first looked at: enough to see what is going on, and no more
/// than a busy server's link carries in a minute.
constexpr std::chrono::seconds firstLook = 6h;

}

/// Where the lines of a server go.
class FleetLogs::Sink final : public LogSink
{
public:
    explicit Sink(const QString &name)
        : m_traces(std::make_shared<TraceIndex>(name))
        , m_counters(std::make_shared<LiveCounters>(name, QTimeZone::systemTimeZone()))
    {
    }

    void take(const LogEvent &event) override
    {
        m_store->take(event);
        m_traces->take(event);
        m_facts->take(event);
        m_counters->take(event);
    }
    void gap(const LogGap &gap) override
    {
        m_store->gap(gap);
        m_traces->gap(gap);
        m_counters->gap(gap);
    }

    std::shared_ptr<const LogStore> store() const { return m_store; }
    std::shared_ptr<const TraceIndex> traces() const { return m_traces; }
    std::shared_ptr<const LogFacts> facts() const { return m_facts; }
    std::shared_ptr<const LiveCounters> counters() const { return m_counters; }

private:
    std::shared_ptr<LogStore> m_store = std::make_shared<LogStore>();
    std::shared_ptr<TraceIndex> m_traces;
    std::shared_ptr<LogFacts> m_facts = std::make_shared<LogFacts>();
    std::shared_ptr<LiveCounters> m_counters;
};

FleetLogs::FleetLogs(Fleet &fleet, QObject *parent)
    : QObject(parent), m_fleet(fleet), m_readBack(firstLook)
{
    m_changed.setSingleShot(true);
    m_changed.setInterval(0);
    connect(&m_changed, &QTimer::timeout, this, &FleetLogs::sourcesChanged);
    for (Server *server : fleet.servers())
        watch(server);
    connect(&fleet, &Fleet::serverAdded, this, [this](Server *server) {
        watch(server);
        if (m_isBegun)
            follow(server);
        m_changed.start();
    });
    connect(&fleet, &Fleet::serverAboutToBeRemoved, this, [this](const Server *server) {
        m_sinks.remove(server);
        m_changed.start();
    });
}

FleetLogs::~FleetLogs() = default;

void FleetLogs::watch(Server *server)
{
    connect(server, &Server::stateChanged, &m_changed, qOverload<>(&QTimer::start));
    connect(&server->logs(), &ServerLogs::stateChanged, &m_changed, qOverload<>(&QTimer::start));
    connect(&server->logs(), &ServerLogs::grew, this, &FleetLogs::grew);
}

void FleetLogs::begin()
{
    if (std::exchange(m_isBegun, true))
        return;
    followAll();
}

void FleetLogs::readBack(std::chrono::seconds span)
{
    if (span <= m_readBack)
        return;
    m_readBack = span;
    if (m_isBegun)
        followAll();
}

void FleetLogs::followAll()
{
    m_begun = QDateTime::currentSecsSinceEpoch();
    for (Server *server : m_fleet.servers())
        follow(server);
    m_changed.start();
}

/// From its beginning: a log cannot be put before another in the stores.
void FleetLogs::follow(Server *server)
{
    const auto sink = std::make_shared<Sink>(server->name());
    m_sinks.insert(server, sink);
    server->logs().follow(sink, readSince() + server->clockOffset());
}

ShownLogs FleetLogs::shown(const FleetScope &scope) const
{
    ShownLogs logs;
    const auto names = shortServerNames(m_fleet.servers());
    for (Server *server : m_fleet.servers())
        if (m_sinks.contains(server) && scope.containsServer(server->id()))
            logs.push_back(shownLog(*server, names[server->id()]));
    return logs;
}

ShownLog FleetLogs::shownLog(Server &server, const QString &name) const
{
    using State = ShownLog::State;
    ShownLog log{.server = server.id(),
        .name = name,
        .otherNames = server.definition().names(),
        .colour = server.definition().colour,
        .store = m_sinks[&server]->store(),
        .counters = m_sinks[&server]->counters()};
    const auto error = server.logs().error();
    switch (server.logs().state()) {
    case LogsState::Following:
        log.state = State::Reading;
        break;
    case LogsState::Failed:
        log.state = State::Unreadable;
        break;
    case LogsState::Off:
    case LogsState::Waiting:
        log.state
            = server.state() == ServerState::Connected || server.state() == ServerState::Connecting
            ? State::Starting
            : State::Offline;
        break;
    }
    if (log.state == State::Offline && server.error())
        log.note = server.error()->message;
    else if (error)
        log.note = error->message;
    return log;
}

Tracer::Logs FleetLogs::traces() const
{
    Tracer::Logs logs;
    for (const Server *server : m_fleet.servers())
        if (const auto sink = m_sinks.value(server))
            logs.push_back(sink->traces());
    return logs;
}

quint64 FleetLogs::traceRevision() const
{
    quint64 revision = 0;
    for (const auto &sink : m_sinks)
        revision += sink->traces()->revision();
    return revision;
}

std::shared_ptr<const LogFacts> FleetLogs::facts(const QString &serverId) const
{
    const auto sink = m_sinks.value(m_fleet.server(serverId));
    return sink ? sink->facts() : nullptr;
}

QString FleetLogs::serverId(const QString &traceName) const
{
    for (const Server *server : m_fleet.servers())
        if (const auto sink = m_sinks.value(server); sink && sink->traces()->name() == traceName)
            return server->id();
    return {};
}

QString FleetLogs::traceName(const QString &serverId) const
{
    const auto sink = m_sinks.value(m_fleet.server(serverId));
    return sink ? sink->traces()->name() : QString();
}

}
