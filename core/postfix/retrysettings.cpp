// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/retrysettings.h"

#include <algorithm>
#include <array>

namespace spoolscope {

namespace {

constexpr qint64 longest = 1000LL * 366 * 86'400;

struct Parameter
{
    QByteArrayView name;
    qint64 RetrySettings::*member;
    char unit; ///< of a number alone (mail_params.h)
};

constexpr std::array parameters{
    Parameter{"minimal_backoff_time", &RetrySettings::minimalBackoff, 's'},
    Parameter{"maximal_backoff_time", &RetrySettings::maximalBackoff, 's'},
    Parameter{"queue_run_delay", &RetrySettings::queueRunDelay, 's'},
    Parameter{"maximal_queue_lifetime", &RetrySettings::maximalLifetime, 'd'},
    Parameter{"bounce_queue_lifetime", &RetrySettings::bounceLifetime, 'd'},
};

qint64 secondsIn(char unit)
{
    switch (unit) {
    case 's':
        return 1;
    case 'm':
        return 60;
    case 'h':
        return 3600;
    case 'd':
        return 86'400;
    case 'w':
        return 7 * 86'400;
    default:
        return 0;
    }
}

}

QByteArrayList retryParameters()
{
    QByteArrayList names;
    for (const Parameter &parameter : parameters)
        names.append(parameter.name.toByteArray());
    return names;
}

bool setRetryParameter(RetrySettings &settings, QByteArrayView name, QByteArrayView value)
{
    const auto parameter = std::ranges::find(parameters, name, &Parameter::name);
    if (parameter == parameters.end())
        return false;
    const auto seconds = parsePostfixTime(value, parameter->unit);
    if (seconds)
        settings.*parameter->member = *seconds;
    return seconds.has_value();
}

std::optional<qint64> parsePostfixTime(QByteArrayView text, char unit)
{
    qint64 factor = secondsIn(unit);
    if (!text.isEmpty() && secondsIn(text.back()) > 0) {
        factor = secondsIn(text.back());
        text.chop(1);
    }
    const bool isNumber
        = !text.isEmpty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    bool isInRange = false;
    const qint64 number = text.toLongLong(&isInRange);
    if (!isNumber || !isInRange || number > longest / factor)
        return std::nullopt;
    return number * factor;
}

}
