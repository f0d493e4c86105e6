// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/queue/originstore.h"

#include <functional>
#include <optional>
#include <span>
#include <stop_token>

namespace spoolscope {

class Transport;

struct OriginReport
{
    qint64 read = 0;
    qint64 gone = 0; ///< left the queue meanwhile, or another message has the ID now
    qint64 failed = 0; ///< postcat could not read them, or not to the end of the headers
    std::optional<Error> error = {}; ///< of the first that failed
};

/// Reads from queue files where messages came from (originOf()), by batches of `postcat -q`, and
/// puts it into `store` as it comes. Bodies stay on the server. A listed message is known by its
/// arrival time and sender, so that nothing is told of another one that has its ID by now.
/// Errors: Permission, where messages may not be read; what readMessages() fails with. What was
/// read by then is in the store. `progress` is told how many were looked at. Blocks; never on the
/// GUI thread.
Result<OriginReport> readOrigins(Transport &transport, const Instance &instance,
    std::optional<Privilege> privilege, std::span<const PlannedMessage> messages,
    OriginStore &store, std::stop_token stop, const std::function<void(qint64)> &progress = {});

}
