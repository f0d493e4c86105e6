// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <optional>

namespace spoolscope {

/// What an instance's queue manager goes by when it tries again and gives up, in seconds
/// (postconf(5), the parameters of the same names).
struct RetrySettings
{
    qint64 minimalBackoff = 300; ///< minimal_backoff_time
    qint64 maximalBackoff = 4000; ///< maximal_backoff_time
    qint64 queueRunDelay = 300; ///< queue_run_delay
    qint64 maximalLifetime = 5 * 86'400; ///< maximal_queue_lifetime
    qint64 bounceLifetime = 5 * 86'400; ///< bounce_queue_lifetime

    bool operator==(const RetrySettings &) const = default;
};

/// The names of these parameters, in the order above.
QByteArrayList retryParameters();

/// Takes the value of one; false where the name is none of them or the value no time.
bool setRetryParameter(RetrySettings &settings, QByteArrayView name, QByteArrayView value);

/// Seconds in a time such as "300s", "5d" or "2" (with the unit that goes without saying: one of
/// s, m, h, d, w; conv_time.c); nothing for what is no such time, or longer than a thousand years.
std::optional<qint64> parsePostfixTime(QByteArrayView text, char unit);

}
