// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"

#include <chrono>
#include <optional>

namespace spoolscope {

/// When to try a server again by itself. Pure.
///
/// Never after a refused login, a refused host key or a wrong setting: those do not mend
/// themselves, and sshd counts them against our address (PerSourcePenalties, OpenSSH 9.8). At most
/// three tries in the first minute and one a minute after it, spread so that a fleet that was lost
/// together does not come back together (MaxStartups).
///
/// `tries` counts those that failed since the server was last well, from 1; `chance` is in [0, 1).
std::optional<std::chrono::milliseconds> pauseBeforeReconnecting(
    const Error &error, int tries, double chance);

}
