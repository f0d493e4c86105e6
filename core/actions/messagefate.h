// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/actions/verdict.h"

namespace spoolscope {

struct Sightings;

/// What is known of one planned message while its part is carried out.
struct MessageFate
{
    Verdict verdict = Verdict::Untouched;
    bool settled = false; ///< the verdict is final
    bool heldByUs = false; ///< the server said that it put this ID on hold for us
    bool inDoubt = false; ///< a change was sent and the server's word on it is missing
    bool actionSent = false;
    bool missedBefore = false; ///< a complete listing did not have it

    void settle(Verdict finally);
};

/// Whether a message in `queue` is where the action takes it from: in hold, where it cannot change,
/// or for a retry anywhere else. Pure.
bool isPlaceFor(Action action, QueueName queue);

/// What became of a message that is in doubt, as a later listing tells. Pure.
Verdict verdictFrom(const Sightings &sightings, const PlanPart &part, size_t row, Action action,
    const MessageFate &fate);

/// Whether the listing may have passed over the message on its way between queues, so that only a
/// second one proves it gone. Pure.
bool mayBeMoving(
    const Sightings &sightings, const PlanPart &part, size_t row, const MessageFate &fate);

}
