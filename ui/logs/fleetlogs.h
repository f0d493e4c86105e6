// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logfacts.h"
#include "core/logs/tracer.h"
#include "core/servers/fleet.h"
#include "ui/fleet/fleetscope.h"
#include "ui/logs/shownlog.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <chrono>

namespace spoolscope {

/// What the servers of the fleet log, from the first time that anybody wants to know it: the lines
/// of each, what they say of each message, and how many there are of what. GUI thread.
class FleetLogs final : public QObject
{
    Q_OBJECT

public:
    explicit FleetLogs(Fleet &fleet, QObject *parent = nullptr);
    ~FleetLogs() override;

    /// Reads the last hours of every log and follows it from there, across lost connections.
    void begin();
    bool isBegun() const { return m_isBegun; }
    /// From where on every log was read, seconds since 1970; 0: nothing is read yet.
    qint64 readSince() const { return m_isBegun ? m_begun - m_readBack.count() : 0; }
    /// Reads every log anew, from so long ago on, if that is further than what was read.
    void readBack(std::chrono::seconds span);

    ShownLogs shown(const FleetScope &scope) const;
    Tracer::Logs traces() const; ///< of the whole fleet: a message goes from one server to the next
    quint64 traceRevision() const; ///< grows with what traces() may find
    /// What it says of a server's messages; null: its log is not read.
    std::shared_ptr<const LogFacts> facts(const QString &serverId) const;
    QString serverId(const QString &traceName) const; ///< of TraceHop::server; empty: none by now
    QString traceName(const QString &serverId) const;

signals:
    void sourcesChanged(); ///< another server, or what became of one
    void grew(); ///< any of the stores; at most 20 times a second and server

private:
    class Sink;
    void watch(Server *server);
    void follow(Server *server);
    void followAll();
    ShownLog shownLog(Server &server, const QString &name) const;

    Fleet &m_fleet;
    QHash<const Server *, std::shared_ptr<Sink>> m_sinks; ///< of those that are followed
    QTimer m_changed;
    std::chrono::seconds m_readBack;
    qint64 m_begun = 0; ///< when begin() or readBack() was called, seconds since 1970
    bool m_isBegun = false;
};

}
