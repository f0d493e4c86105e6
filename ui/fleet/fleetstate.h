// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/server.h"

#include <QStringList>

namespace spoolscope {

/// How an item of the fleet tree is doing, by what a person would do about it.
enum class FleetState {
    Offline, ///< not connected, nobody asked
    Busy, ///< connecting or listing
    Attention, ///< a host key, a password or a question of the server waits for a person
    Connected,
    Incomplete, ///< connected, but the last listing failed or broke off
    Failed, ///< not reachable or refused
};

FleetState fleetState(const Server &server);
FleetState fleetState(const InstanceStatus &status);

/// "connecting…", "unreachable": of a server or an instance of it in `state`; empty when all is
/// well.
QString stateText(const Server &server, FleetState state);
/// "Enter Password…": the step that a server waits for, for buttons and menus; empty: none.
QString questionLabel(const Server &server);
/// What stands beside the name by shape and colour, in words.
QStringList marks(const ServerDefinition &definition);

/// How many messages are listed, or were counted since, below an item of the fleet tree.
struct FleetTally
{
    qint64 messages = 0;
    bool isKnown = false; ///< at least one listing contributed
    bool isComplete = true; ///< every part is a complete listing
    void add(const InstanceStatus &status);
};

}
