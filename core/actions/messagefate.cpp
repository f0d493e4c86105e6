// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/messagefate.h"

#include "core/actions/queuecheck.h"

namespace spoolscope {

namespace {

/// Whether it waits in maildrop for its way through Postfix again. There a listing has the size of
/// the file, envelope and all, in the place of the message's (showq(8); seen with 3.10).
bool isRequeued(const Sighting &seen, const MessageIdentity &identity)
{
    MessageIdentity there = seen.identity;
    there.size = identity.size;
    return seen.queue == QueueName::Maildrop && there == identity;
}

}

void MessageFate::settle(Verdict finally)
{
    verdict = finally;
    settled = true;
    inDoubt = false;
}

bool isPlaceFor(Action action, QueueName queue)
{
    return (queue == QueueName::Hold) == (action != Action::Retry);
}

Verdict verdictFrom(const Sightings &sightings, const PlanPart &part, size_t row, Action action,
    const MessageFate &fate)
{
    const MessageIdentity &identity = part.messages[row].identity;
    const auto seen = sightings.seen.find(identity.id);
    if (seen == sightings.seen.end()) {
        if (!sightings.everyLineRead)
            return Verdict::Unknown;
        // It was verified in hold, where only a command moves it, and ours was sent.
        return fate.actionSent && leavesQueue(action) ? Verdict::Done : Verdict::AlreadyGone;
    }
    if (action == Action::Requeue && fate.actionSent && isRequeued(*seen, identity))
        return Verdict::Done;
    if (seen->identity != identity)
        return Verdict::Changed;
    if (action == Action::Retry) // asking again does no harm, so doubt is not worth a word
        return Verdict::Untouched;
    if (seen->queue == QueueName::Hold) {
        if (isHoldAll(action))
            return Verdict::Done;
        // What was there before the plan was not left there by it.
        return holdsFirst(action) && (fate.heldByUs || part.prior.empty()) ? Verdict::StillHeld
                                                                           : Verdict::Untouched;
    }
    const bool leftHold
        = action == Action::Release || (action == Action::Return && seen->forcedExpire);
    return leftHold && fate.actionSent ? Verdict::Done : Verdict::Untouched;
}

bool mayBeMoving(
    const Sightings &sightings, const PlanPart &part, size_t row, const MessageFate &fate)
{
    return fate.inDoubt && !fate.missedBefore && !fate.actionSent
        && !sightings.seen.contains(part.messages[row].identity.id);
}

}
