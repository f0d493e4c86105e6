// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/queuefeed.h"

#include "core/jobs/job.h"
#include "ui/fleet/servernames.h"
#include "ui/queue/originfeed.h"

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

QueueFeed::QueueFeed(Fleet &fleet, QObject *parent) : QObject(parent), m_fleet(fleet)
{
    m_update.setSingleShot(true);
    m_update.setInterval(0);
    connect(&m_update, &QTimer::timeout, this, &QueueFeed::update);
    for (Server *server : fleet.servers())
        watch(server);
    connect(&fleet, &Fleet::serverAdded, this, [this](Server *server) {
        watch(server);
        updateLater();
    });
    connect(&fleet, &Fleet::serverAboutToBeRemoved, this, [this](const Server *server) {
        m_leaving = server;
        update();
        m_leaving = nullptr;
        if (m_origins)
            m_origins->forget(server->id());
    });
}

void QueueFeed::watch(Server *server)
{
    connect(server, &Server::stateChanged, this, &QueueFeed::updateLater);
    connect(server, &Server::snapshotChanged, this, &QueueFeed::updateLater);
    connect(server, &Server::rowsAdded, this, &QueueFeed::rowsAdded);
}

void QueueFeed::setOrigins(OriginFeed *origins)
{
    m_origins = origins;
    connect(origins, &OriginFeed::changed, this, &QueueFeed::updateLater);
}

void QueueFeed::setScope(const FleetScope &scope)
{
    m_scope = scope;
    update();
}

void QueueFeed::refresh()
{
    for (Server *server : m_fleet.servers())
        if (m_scope.containsServer(server->id()))
            server->refresh();
}

void QueueFeed::cancelListings()
{
    for (const Server *server : m_fleet.servers())
        for (const InstanceStatus &status : server->instances())
            if (status.listing && m_scope.contains(status.key))
                status.listing->cancel();
}

/// Many servers answer at once: one look at all of them is enough.
void QueueFeed::updateLater()
{
    if (!m_update.isActive())
        m_update.start();
}

void QueueFeed::update()
{
    QueueSources sources;
    ScopeStatus status;
    const auto names = shortServerNames(m_fleet.servers());
    for (const Server *server : m_fleet.servers()) {
        if (server == m_leaving || !m_scope.containsServer(server->id()))
            continue;
        addSources(*server, names[server->id()], sources);
        addStatus(*server, status);
        status.only = status.servers == 1 ? server->name() : QString();
    }
    if (m_origins)
        m_origins->keepOnly(sources);
    // The last rows of a listing may have come without a word of their own.
    for (const QueueSource &source : sources)
        emit rowsAdded(source.key);
    emit sourcesChanged(sources);
    if (status != m_status) {
        m_status = status;
        emit statusChanged();
    }
}

void QueueFeed::addSources(const Server &server, const QString &name, QueueSources &sources) const
{
    for (const InstanceStatus &status : server.instances()) {
        if (!status.snapshot || !m_scope.contains(status.key))
            continue;
        QueueSource source{.key = status.key,
            .server = name,
            .fullName = server.name(),
            .clockOffset = server.clockOffset(),
            .snapshot = status.snapshot,
            .serverNames = server.definition().names(),
            .instanceNames = {QString::fromUtf8(status.instance.name),
                QString::fromUtf8(status.key.configDirectory)},
            .retry = status.retry};
        if (server.instances().size() > 1) {
            if (status.instance.name != "-")
                source.server += u'/' + shortInstanceName(status.instance);
            source.fullName
                = tr("%1, instance %2, %3")
                      .arg(server.name(),
                          status.instance.name == "-" ? shortInstanceName(status.instance)
                                                      : QString::fromUtf8(status.instance.name),
                          QString::fromUtf8(status.key.configDirectory));
        }
        if (m_origins)
            m_origins->complete(status, source);
        sources.push_back(std::move(source));
    }
}

void QueueFeed::addStatus(const Server &server, ScopeStatus &status) const
{
    bool isListing = false, isComplete = !server.instances().empty(), isStale = false;
    bool isIncomplete = false;
    for (const InstanceStatus &instance : server.instances()) {
        if (!m_scope.contains(instance.key))
            continue;
        isListing = isListing || instance.listing;
        isComplete = isComplete && instance.snapshot
            && instance.snapshot->state() == ListingState::Complete;
        if (!instance.snapshot)
            continue;
        isIncomplete = isIncomplete || instance.snapshot->state() == ListingState::Incomplete;
        isStale = isStale || server.state() != ServerState::Connected || server.isSilent()
            || instance.listingError;
        if (const auto &change = instance.change) {
            status.change.arrived += change->arrived;
            status.change.left += change->left;
            status.change.moved += change->moved;
            status.change.retried += change->retried;
        }
        if (const auto way = instance.listingWay; way && !status.ways.contains(*way))
            status.ways.append(*way);
        if (instance.snapshot->state() != ListingState::Running)
            status.oldest = std::min(status.oldest.value_or(instance.snapshot->startedAt()),
                instance.snapshot->startedAt());
    }
    ++status.servers;
    status.listing += isListing;
    status.listed += isComplete;
    status.incomplete += isIncomplete;
    status.stale += isStale && !isIncomplete;
    status.connecting += server.state() == ServerState::Connecting;
    status.failed += server.state() == ServerState::Failed
        || server.state() == ServerState::AwaitingHostKey
        || server.state() == ServerState::AwaitingSecret;
}

}
