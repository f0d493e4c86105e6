// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/secondlook.h"

#include "core/actions/pause.h"
#include "core/actions/stillrunning.h"

namespace spoolscope {

namespace {

constexpr int reconnectAttempts = 4;

Result<Sightings> sightWhenQuiet(
    Transport &transport, const PlanPart &part, const QByteArrayList &unanswered)
{
    if (!unanswered.isEmpty()) {
        if (const auto over = waitUntilOver(transport, unanswered); !over)
            return std::unexpected(over.error());
    }
    return sightMessages(transport, part, {});
}

}

Result<Sightings> lookAgain(const TransportSource &source, std::shared_ptr<Transport> &transport,
    const PlanPart &part, const QByteArrayList &unanswered, const std::stop_token &stop)
{
    Error last{ErrorKind::Network, {}};
    const int attempts = stop.stop_requested() ? 1 : reconnectAttempts;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        if (attempt > 0)
            pauseUntil(std::chrono::steady_clock::now() + std::chrono::seconds(attempt), stop);
        auto connected = source({});
        if (!connected) {
            last = connected.error();
            continue;
        }
        transport = std::move(*connected);
        auto sightings = sightWhenQuiet(*transport, part, unanswered);
        if (sightings || sightings.error().kind == ErrorKind::OutcomeUnknown)
            return sightings;
        last = sightings.error();
    }
    return std::unexpected(last);
}

}
