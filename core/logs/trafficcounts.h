// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/distinctcount.h"
#include "core/logs/logevent.h"
#include "core/logs/topsketch.h"
#include "core/logs/trafficseries.h"

namespace spoolscope {

/// What is counted by text. In each, `second` is what stands in brackets.
enum class TopList : quint8 {
    Clients, ///< messages received [rejects] by "name[address]"
    Connecting, ///< connections to smtpd(8) [session seconds] by "name[address]"
    Senders, ///< messages by address, "from=<>" the null sender; bytes
    SendingHosts, ///< messages by the sender's domain; of others by pflogsumm's name of the client
    Recipients, ///< recipients delivered to, by address; bytes
    RecipientDomains, ///< recipients delivered to [deferrals]; bytes, delays
    Relays, ///< recipients delivered to [deferrals and bounces] by the server that took them
    DeferReasons, ///< deferrals by the cause's template (reasonTemplate())
    BounceReasons,
    Rejects, ///< by "RCPT Relay access denied": phase and what rejectCluster() makes of the text
    MilterRejects, ///< the same of milters
    ScreenRejects, ///< the same of postscreen(8)
    ScreenTests, ///< postscreen(8)'s tests: failures by "PREGREET" [passes by "PASS NEW"]
    DnsLists, ///< dnsblog(8): clients found, by the list's domain
    Checks, ///< "reject header Subject: text": hits of header and body checks, by action and rule
    SaslUsers, ///< messages received [failures]
    SaslMethods, ///< messages received [failures]
    SaslClients, ///< failures [messages received] by "name[address]"
    TlsInbound, ///< connections by "TLSv1.3 TLS_AES_256_GCM_SHA384 (Anonymous)"
    TlsOutbound,
    Warnings, ///< warnings, errors, fatal errors and panics by "smtpd warning: text"
};
inline constexpr size_t topListCount = size_t(TopList::Warnings) + 1;
QLatin1StringView nameOf(TopList list); ///< "sending_hosts"; stable

enum class RejectSource : quint8 { Smtpd, Postscreen, Check, Milter };
inline constexpr size_t rejectSourceCount = 4;
QLatin1StringView nameOf(RejectSource source);

inline constexpr size_t countedDaemons = size_t(LogDaemon::Virtual) + 1;
inline constexpr size_t rejectPhaseCount
    = size_t(TrafficCount::RejectedElsewhere) - size_t(TrafficCount::RejectedAtConnect) + 1;

/// What was counted of the log of one instance, or of several together. Value type of bounded size;
/// a copy shares its series with the original until one of them changes.
class TrafficCounts final
{
public:
    TrafficCounts();

    std::array<quint64, trafficCountCount> totals = {};
    quint64 bytesReceived = 0;
    quint64 bytesSent = 0;
    quint32 mostSessions = 0;
    std::array<TrafficSlot, 24> hours; ///< of the day, by the server's time; without delays
    TrafficSeries series;
    DelayTotals delays;
    std::array<std::array<quint64, rejectPhaseCount>, rejectSourceCount> rejects = {};
    std::array<quint64, logEventKindCount> events = {};
    std::array<std::array<quint64, 5>, countedDaemons> severities = {}; ///< by LogSeverity
    std::array<quint64, countedDaemons> unparsed = {};
    DistinctCount senders, sendingHosts, recipients, recipientDomains;
    quint64 undated = 0; ///< lines without a time, or with one that lies in the future
    qint64 firstTime = 0, lastTime = 0; ///< of lines, microseconds since 1970; 0: none

    quint64 operator[](TrafficCount count) const { return totals[size_t(count)]; }
    quint64 rejected() const; ///< as of Traffic
    quint64 refused() const;
    const TopSketch &top(TopList list) const { return m_tops[size_t(list)]; }
    TopSketch &top(TopList list) { return m_tops[size_t(list)]; }
    const auto &delay(DelayPart part) const { return delays[size_t(part)]; }

    /// Puts a minute into all that is counted by time. `zone`: as of TrafficSeries::add().
    /// `minute`: seconds since 1970; 0: not known.
    void take(qint64 minute, qint64 zone, const TrafficSlot &slot);
    void merge(const TrafficCounts &other);
    size_t topBytes() const; ///< of memory that the lists take

private:
    std::vector<TopSketch> m_tops;
};

}
