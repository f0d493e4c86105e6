// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/fleet/fleetscope.h"

#include <QObject>

namespace spoolscope {

class Fleet;
class FleetLogs;
class TrafficPage;

/// Tells the traffic page what the servers of the scope log. Reading begins when the page is shown
/// for the first time.
class TrafficFeed final : public QObject
{
    Q_OBJECT

public:
    TrafficFeed(Fleet &fleet, FleetLogs &logs, TrafficPage &page);

    void setScope(const FleetScope &scope);
    void refresh(); ///< connects what is not connected; what is, is live

private:
    void update();

    Fleet &m_fleet;
    FleetLogs &m_logs;
    TrafficPage &m_page;
    FleetScope m_scope;
};

}
