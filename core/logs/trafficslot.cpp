// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/trafficslot.h"

using namespace Qt::StringLiterals;

namespace spoolscope {

QLatin1StringView nameOf(TrafficCount count)
{
    static constexpr std::array<QLatin1StringView, trafficCountCount> names{"received"_L1,
        "picked_up"_L1, "sent"_L1, "forwarded"_L1, "deferrals"_L1, "deferred_messages"_L1,
        "bounced"_L1, "expired"_L1, "probed"_L1, "dsn_2"_L1, "dsn_4"_L1, "dsn_5"_L1,
        "rejected_at_connect"_L1, "rejected_at_helo"_L1, "rejected_at_mail"_L1,
        "rejected_at_rcpt"_L1, "rejected_at_data"_L1, "rejected_at_end_of_message"_L1,
        "rejected_elsewhere"_L1, "rejected_by_postscreen"_L1, "rejected_by_check"_L1,
        "rejected_by_milter"_L1, "rejected_by_milter_in_dialogue"_L1, "reject_warnings"_L1,
        "held"_L1, "discarded"_L1, "connections"_L1, "sessions_ended"_L1, "sessions_timed"_L1,
        "session_seconds"_L1, "sessions_in_tls"_L1, "lost_connections"_L1, "timeouts"_L1,
        "sent_remotely"_L1, "sent_in_tls"_L1, "logins"_L1, "login_failures"_L1, "authenticated"_L1,
        "postscreen_connections"_L1, "postscreen_passes"_L1, "postscreen_failures"_L1, "lines"_L1,
        "unparsed"_L1, "warnings"_L1, "errors"_L1, "fatals"_L1, "panics"_L1, "starts"_L1,
        "reloads"_L1, "process_failures"_L1, "throttles"_L1};
    static_assert(!names.back().isEmpty());
    return names[size_t(count)];
}

QLatin1StringView nameOf(DelayPart part)
{
    static constexpr std::array<QLatin1StringView, delayPartCount> names{
        "total"_L1, "before_queue"_L1, "in_queue"_L1, "connecting"_L1, "transmitting"_L1};
    return names[size_t(part)];
}

quint64 millisecondsIn(QByteArrayView seconds)
{
    constexpr quint64 most = 1'000'000'000'000;
    quint64 value = 0;
    int places = 3; // that are missing, to milliseconds
    bool isFraction = false;
    qsizetype at = 0;
    for (; at < seconds.size(); ++at) {
        const char c = seconds[at];
        if (c == '.' && !isFraction)
            isFraction = true;
        else if (c < '0' || c > '9')
            break;
        else if (value < most) {
            value = value * 10 + quint64(c - '0');
            places -= isFraction;
        }
    }
    if (seconds.sliced(at).startsWith("e+"))
        places += int(std::min(99u, seconds.sliced(at + 2).toUInt()));
    for (; places > 0 && value > 0 && value < most; --places)
        value *= 10;
    for (; places < 0; ++places)
        value /= 10;
    return std::min(value, most);
}

}
