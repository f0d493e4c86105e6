// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/servers/server.h"

#include <QString>

#include <span>

namespace spoolscope {

/// What the account needs for an action; whatever holds must be able to release again.
std::vector<Right> rightsNeeded(Action action);

/// Why nothing that needs `rights` can be changed on the instance now, as a sentence for a tool
/// tip; empty if it can. In the order in which a person would mend it: not connected, read-only,
/// not permitted, with the exact command that is missing.
QString changeObstacle(const Server *server, const InstanceKey &key, std::span<const Right> rights);

}
