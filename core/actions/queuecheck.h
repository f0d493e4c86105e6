// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"

#include <QHash>

#include <stop_token>

namespace spoolscope {

class Transport;

/// Where a queue ID is now and which message it belongs to.
struct Sighting
{
    QueueName queue;
    MessageIdentity identity;
    bool forcedExpire = false;
};

struct Sightings
{
    QHash<QueueId, Sighting> seen; ///< the planned IDs that were listed
    bool everyLineRead = true; ///< false: a line was unreadable, so absence proves nothing
};

/// Lists the instance once, keeping only the planned IDs. Complete or an error. An ID that is not
/// seen was not in this listing: no proof that it is gone from a moving queue (postqueue(1):
/// messages may be missed), but proof for the hold queue, which is listed last and does not move.
Result<Sightings> sightMessages(Transport &transport, const PlanPart &part, std::stop_token stop);

}
