// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/reconnection.h"

#include <algorithm>
#include <array>

namespace spoolscope {

using namespace std::chrono_literals;

std::optional<std::chrono::milliseconds> pauseBeforeReconnecting(
    const Error &error, int tries, double chance)
{
    constexpr std::array<std::chrono::milliseconds, 4> pauses{5s, 15s, 40s, 60s};
    constexpr double spread = 0.25; // up to so much longer
    const bool mayMend = error.kind == ErrorKind::Network || error.kind == ErrorKind::Timeout
        || error.kind == ErrorKind::Incomplete;
    if (!mayMend)
        return {};
    const size_t index = std::min(size_t(std::max(tries, 1)) - 1, pauses.size() - 1);
    const double longer = 1 + spread * std::clamp(chance, 0.0, 1.0);
    return std::chrono::milliseconds(qint64(double(pauses[index].count()) * longer));
}

}
