// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/retrysettings.h"
#include "core/queue/queuesnapshot.h"

#include <optional>

namespace spoolscope {

/// The end of the year 9999: what a server calls later than that is no time.
inline constexpr qint64 latestTime = 253'402'300'799;

/// When Postfix tries a message next and when it gives up, as far as a listing lets one guess. In
/// seconds since 1970 by the server's clock.
struct RetryEstimate
{
    /// Of deferred mail only: mail in active is being tried, in incoming and maildrop it is about
    /// to be, on hold never. Always later than now.
    std::optional<qint64> nextTry = {};
    /// From then on the next try that fails is the last (bounce_queue_lifetime for the null sender,
    /// else maximal_queue_lifetime after the arrival); may be past. Held mail does not expire.
    std::optional<qint64> expires = {};

    bool operator==(const RetryEstimate &) const = default;
};

/// qmgr(8) does not list when it tries a message again, so the tries since the arrival are counted
/// up: behind each of them it waits as long as the message has been in the queue, but not longer
/// than maximal_backoff_time nor shorter than minimal_backoff_time (qmgr_active.c, the same in 3.4
/// to 3.11), and then until the next look at the deferred queue, half a queue_run_delay on average.
/// What lasts, was flushed or was asked for by hand is not known, so an old message may be off by
/// up to maximal_backoff_time. Mail that was marked as expired (postsuper -e) ends with its next
/// try. Pure.
RetryEstimate estimateRetry(const RetrySettings &settings, const QueueSnapshot &snapshot,
    QueueSnapshot::Row row, qint64 now);

/// The age in seconds at which a message that is `age` old is tried next.
qint64 ageAtNextTry(const RetrySettings &settings, qint64 age);

}
