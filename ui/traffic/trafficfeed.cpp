// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/traffic/trafficfeed.h"

#include "core/servers/fleet.h"
#include "ui/logs/fleetlogs.h"
#include "ui/traffic/trafficpage.h"

namespace spoolscope {

TrafficFeed::TrafficFeed(Fleet &fleet, FleetLogs &logs, TrafficPage &page)
    : QObject(&page), m_fleet(fleet), m_logs(logs), m_page(page)
{
    connect(&logs, &FleetLogs::sourcesChanged, this, &TrafficFeed::update);
    connect(&logs, &FleetLogs::grew, &page, &TrafficPage::linesAdded);
    connect(&page, &TrafficPage::watched, &logs, &FleetLogs::begin);
    connect(&page, &TrafficPage::readBackRequested, &logs,
        [&logs](qint64 seconds) { logs.readBack(std::chrono::seconds(seconds)); });
}

void TrafficFeed::setScope(const FleetScope &scope)
{
    m_scope = scope;
    update();
}

void TrafficFeed::update()
{
    if (m_logs.isBegun())
        m_page.setSources(m_logs.shown(m_scope), m_logs.readSince());
}

void TrafficFeed::refresh()
{
    for (Server *server : m_fleet.servers())
        if (m_scope.containsServer(server->id()))
            server->connectToServer();
}

}
