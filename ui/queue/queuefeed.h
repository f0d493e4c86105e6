// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/fleet.h"
#include "ui/fleet/fleetscope.h"
#include "ui/queue/queuesource.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace spoolscope {

class OriginFeed;

/// How well the scope is known just now.
struct ScopeStatus
{
    int servers = 0; ///< in the scope
    int listed = 0; ///< of them, with a complete listing of every instance in the scope
    int listing = 0; ///< of them, with a listing running
    int connecting = 0;
    int failed = 0; ///< not connected though it was tried, or waiting for a host key
    int incomplete = 0; ///< showing a listing that broke off
    int stale = 0; ///< showing an older listing because the last one failed or the link is lost
    std::optional<qint64> oldest; ///< start of the oldest listing shown, ms since 1970
    SnapshotChange change; ///< what the last refreshes of what is shown brought, in all
    QList<RefreshWay> ways; ///< how they were made, each once
    QString only; ///< the server's name where there is one in the scope

    bool operator==(const ScopeStatus &) const = default;
};

/// Gathers the snapshots of a scope for whoever shows them, and tells how complete they are.
class QueueFeed final : public QObject
{
    Q_OBJECT

public:
    explicit QueueFeed(Fleet &fleet, QObject *parent = nullptr);

    /// Has the sources tell where messages came from.
    void setOrigins(OriginFeed *origins);
    const FleetScope &scope() const { return m_scope; }
    const ScopeStatus &status() const { return m_status; }
    void setScope(const FleetScope &scope); ///< nothing is told before the first one
    void refresh(); ///< lists every server of the scope
    void cancelListings();

signals:
    void sourcesChanged(const spoolscope::QueueSources &sources); ///< or may have
    /// As that of Server; some come for snapshots that did not grow.
    void rowsAdded(const spoolscope::InstanceKey &key);
    void statusChanged();

private:
    void watch(Server *server);
    void updateLater();
    void update();
    void addSources(const Server &server, const QString &name, QueueSources &sources) const;
    void addStatus(const Server &server, ScopeStatus &status) const;

    Fleet &m_fleet;
    OriginFeed *m_origins = nullptr;
    FleetScope m_scope;
    ScopeStatus m_status;
    const Server *m_leaving = nullptr;
    QTimer m_update;
};

}
