// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/durations.h"

#include <QLatin1StringView>

#include <array>

namespace spoolscope {

/// What is counted by time. Where pflogsumm(1) 1.1.5 counts the same, by its definition;
/// docs/logs.md has what differs.
enum class TrafficCount : quint8 {
    Received, ///< messages with a client or from pickup
    PickedUp, ///< those of them from pickup(8)
    Sent, ///< recipients that mail was delivered to, but for what local(8) forwarded
    Forwarded, ///< by local(8), as a message of its own
    Deferred, ///< attempts on a recipient that were put off
    DeferredMessages, ///< messages that were put off for the first time
    Bounced, ///< recipients
    Expired, ///< messages that were returned because of their age
    Probed, ///< recipients that were verified: deliverable or not
    Dsn2, ///< recipients by the class of the enhanced status code
    Dsn4,
    Dsn5,

    RejectedAtConnect, ///< whoever rejected it, by the phase of the SMTP dialogue
    RejectedAtHelo,
    RejectedAtMail,
    RejectedAtRcpt,
    RejectedAtData,
    RejectedAtEnd, ///< END-OF-MESSAGE, and header and body checks
    RejectedElsewhere, ///< ETRN, VRFY, AUTH and others
    RejectedByScreen, ///< those of them by postscreen(8)
    RejectedByCheck, ///< those of them by header or body checks
    RejectedByMilter, ///< those of them by a milter
    RejectedInDialogue, ///< those by a milter that smtpd(8) logged, before the end of the message
    RejectWarnings,
    Held,
    Discarded,

    Connections, ///< to smtpd(8)
    SessionsEnded, ///< connections that ended, by a disconnect line
    SessionsTimed, ///< those of them whose beginning is known
    SessionSeconds, ///< that they lasted
    SessionsInTls, ///< those that ended and had used TLS
    LostConnections,
    Timeouts,
    SentRemotely, ///< recipients for whom smtp(8) or lmtp(8) reached a server (dsn 2, 4 or 5)
    SentInTls, ///< those of them over a connection known to use TLS
    Logins, ///< sessions that authenticated
    LoginFailures,
    Authenticated, ///< messages received with a SASL user

    ScreenConnections, ///< to postscreen(8)
    ScreenPasses, ///< PASS NEW and OLD
    ScreenFailures, ///< tests that failed

    Lines, ///< of Postfix
    Unparsed, ///< lines of Postfix that fit nothing that is known
    Warnings,
    Errors,
    Fatals,
    Panics,
    Starts,
    Reloads,
    ProcessFailures, ///< master: a process that ended badly
    Throttles,
};
inline constexpr size_t trafficCountCount = size_t(TrafficCount::Throttles) + 1;
QLatin1StringView nameOf(TrafficCount count); ///< "received"; stable, for JSON

/// The parts of a delay that Postfix logs as a/b/c/d, and all of it.
enum class DelayPart : quint8 {
    Total,
    BeforeQueue, ///< a: including the transmission of the message
    InQueue, ///< b: waiting for qmgr(8) to take it up
    Connecting, ///< c: DNS, HELO and TLS included
    Transmitting, ///< d
};
inline constexpr size_t delayPartCount = size_t(DelayPart::Transmitting) + 1;
QLatin1StringView nameOf(DelayPart part); ///< "in_queue"

/// The counts of a stretch of time, from a minute to all of it.
template <unsigned Bits, typename Number> struct Traffic
{
    std::array<Number, trafficCountCount> counts = {};
    quint32 mostSessions = 0; ///< of smtpd(8) at a time
    quint64 bytesReceived = 0; ///< of messages that are counted as received
    quint64 bytesSent = 0; ///< for each recipient
    std::array<Durations<Bits, Number>, delayPartCount> delays; ///< of Sent

    Number operator[](TrafficCount count) const { return counts[size_t(count)]; }
    Number &operator[](TrafficCount count) { return counts[size_t(count)]; }
    const Durations<Bits, Number> &delay(DelayPart part) const { return delays[size_t(part)]; }
    /// Rejected by pflogsumm's definition: without what milters rejected before the message's end.
    quint64 rejected() const { return refused() - (*this)[TrafficCount::RejectedInDialogue]; }
    /// All that was rejected in any phase by anybody.
    quint64 refused() const
    {
        quint64 sum = 0;
        for (size_t i = size_t(TrafficCount::RejectedAtConnect);
            i <= size_t(TrafficCount::RejectedElsewhere); ++i)
            sum += counts[i];
        return sum;
    }

    template <typename Other> void mergeCounts(const Traffic<Bits, Other> &other)
    {
        for (size_t i = 0; i < trafficCountCount; ++i)
            counts[i] += Number(other.counts[i]);
        mostSessions = std::max(mostSessions, other.mostSessions);
        bytesReceived += other.bytesReceived;
        bytesSent += other.bytesSent;
    }
    template <typename Other> void merge(const Traffic<Bits, Other> &other)
    {
        mergeCounts(other);
        for (size_t i = 0; i < delayPartCount; ++i)
            delays[i].merge(other.delays[i]);
    }
};

/// Of a minute, ten, an hour or a day: delays to half of themselves.
using TrafficSlot = Traffic<1, quint32>;

/// Of all: delays are kept to an eighth, apart from the counts.
using DelayTotals = std::array<Durations<3, quint64>, delayPartCount>;

}
