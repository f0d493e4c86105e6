// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/retryestimate.h"

#include <algorithm>

namespace spoolscope {

qint64 ageAtNextTry(const RetrySettings &settings, qint64 age)
{
    const qint64 untilLook = settings.queueRunDelay / 2;
    const auto pauseAt = [&](qint64 tried) {
        // In this order: where the limits contradict each other, qmgr goes by the minimal one.
        const qint64 backoff
            = std::max(std::min(tried, settings.maximalBackoff), settings.minimalBackoff);
        return std::max<qint64>(1, backoff + untilLook);
    };
    qint64 next = 0; // the first try comes with the message
    while (next <= age && next < std::max(settings.minimalBackoff, settings.maximalBackoff))
        next += pauseAt(next); // at least doubles it, or soon does
    if (next > age)
        return next;
    const qint64 pause = pauseAt(next); // from here on always the same
    return next + ((age - next) / pause + 1) * pause;
}

RetryEstimate estimateRetry(const RetrySettings &settings, const QueueSnapshot &snapshot,
    QueueSnapshot::Row row, qint64 now)
{
    const QueueName queue = snapshot.queue(row);
    const qint64 arrival = snapshot.arrival(row);
    if (queue == QueueName::Hold || arrival > latestTime)
        return {};
    RetryEstimate estimate;
    if (queue == QueueName::Deferred)
        estimate.nextTry = arrival + ageAtNextTry(settings, std::max<qint64>(0, now - arrival));
    estimate.expires = arrival
        + (snapshot.sender(row).isEmpty() ? settings.bounceLifetime : settings.maximalLifetime);
    if (snapshot.forcedExpire(row))
        estimate.expires = std::min(*estimate.expires, now);
    return estimate;
}

}
