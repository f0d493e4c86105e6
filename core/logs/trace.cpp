// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/trace.h"

#include <array>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

template <typename Value, size_t count>
QLatin1StringView nameIn(const std::array<QLatin1StringView, count> &names, Value value)
{
    return names[size_t(value)];
}

}

bool refusesMessage(LogEventKind kind, LogDaemon daemon, QByteArrayView phase, QByteArrayView text)
{
    switch (kind) {
    case LogEventKind::Reject:
    case LogEventKind::MilterReject:
    case LogEventKind::ProxyReject:
        return daemon == LogDaemon::Cleanup || isOfWholeMessage(phase);
    case LogEventKind::Trouble: // cleanup_out.c, cleanup_message.c: smtpd logs no reject for these
        return text == "queue file size limit exceeded"
            || text == "message rejected: hopcount exceeded";
    default:
        return false;
    }
}

bool isOfWholeMessage(QByteArrayView phase)
{
    return phase == "DATA" || phase == "BDAT" || phase == "END-OF-MESSAGE";
}

QLatin1StringView nameOf(TraceBegin begin)
{
    static constexpr std::array names{"unknown"_L1, "client"_L1, "local"_L1, "notification"_L1,
        "requeue"_L1, "internal"_L1, "refusal"_L1};
    static_assert(names.size() == size_t(TraceBegin::Refusal) + 1);
    return nameIn(names, begin);
}

QLatin1StringView nameOf(TraceEnd end)
{
    static constexpr std::array names{"unknown"_L1, "removed"_L1, "deleted"_L1, "requeued"_L1,
        "refused"_L1, "discarded"_L1, "given-up"_L1, "waiting"_L1, "held"_L1};
    static_assert(names.size() == size_t(TraceEnd::Held) + 1);
    return nameIn(names, end);
}

QLatin1StringView nameOf(TraceDoubt doubt)
{
    static constexpr std::array names{
        "none"_L1, "log-starts-later"_L1, "log-ends"_L1, "lines-missing"_L1, "forgotten"_L1};
    static_assert(names.size() == size_t(TraceDoubt::Forgotten) + 1);
    return nameIn(names, doubt);
}

QLatin1StringView nameOf(TraceLink link)
{
    static constexpr std::array names{"none"_L1, "queued-as"_L1, "original"_L1, "same-message"_L1,
        "requeue"_L1, "notification"_L1};
    static_assert(names.size() == size_t(TraceLink::Notification) + 1);
    return nameIn(names, link);
}

QLatin1StringView nameOf(RecipientFate fate)
{
    static constexpr std::array names{"unknown"_L1, "sent"_L1, "bounced"_L1, "expired"_L1,
        "deferred"_L1, "waiting"_L1, "held"_L1, "deleted"_L1, "discarded"_L1, "refused"_L1,
        "probed"_L1};
    static_assert(names.size() == size_t(RecipientFate::Probed) + 1);
    return nameIn(names, fate);
}

}
