// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/trafficcounts.h"

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

/// Of texts that only a server's own files and daemons choose there are few.
constexpr std::array<quint32, topListCount> sizes{4096, 4096, 8192, 8192, 8192, 8192, 4096, 1024,
    1024, 1024, 512, 512, 256, 256, 1024, 4096, 64, 4096, 256, 256, 1024};

template <typename Array> void addAll(Array &to, const Array &from)
{
    for (size_t i = 0; i < to.size(); ++i)
        to[i] += from[i];
}

template <typename Array> void addRows(Array &to, const Array &from)
{
    for (size_t i = 0; i < to.size(); ++i)
        addAll(to[i], from[i]);
}

}

QLatin1StringView nameOf(TopList list)
{
    static constexpr std::array<QLatin1StringView, topListCount> names{"clients"_L1,
        "connecting_clients"_L1, "senders"_L1, "sending_hosts"_L1, "recipients"_L1,
        "recipient_domains"_L1, "relays"_L1, "defer_reasons"_L1, "bounce_reasons"_L1, "rejects"_L1,
        "milter_rejects"_L1, "postscreen_rejects"_L1, "postscreen_tests"_L1, "dns_lists"_L1,
        "checks"_L1, "sasl_users"_L1, "sasl_methods"_L1, "sasl_clients"_L1, "tls_inbound"_L1,
        "tls_outbound"_L1, "warnings"_L1};
    static_assert(!names.back().isEmpty());
    return names[size_t(list)];
}

QLatin1StringView nameOf(RejectSource source)
{
    static constexpr std::array<QLatin1StringView, rejectSourceCount> names{
        "smtpd"_L1, "postscreen"_L1, "check"_L1, "milter"_L1};
    return names[size_t(source)];
}

TrafficCounts::TrafficCounts()
{
    for (const quint32 size : sizes)
        m_tops.emplace_back(size);
}

quint64 TrafficCounts::refused() const
{
    quint64 sum = 0;
    for (const auto &phases : rejects)
        for (const quint64 count : phases)
            sum += count;
    return sum;
}

quint64 TrafficCounts::rejected() const
{
    return refused() - (*this)[TrafficCount::RejectedInDialogue];
}

void TrafficCounts::take(qint64 minute, qint64 zone, const TrafficSlot &slot)
{
    for (size_t i = 0; i < totals.size(); ++i)
        totals[i] += slot.counts[i];
    bytesReceived += slot.bytesReceived;
    bytesSent += slot.bytesSent;
    mostSessions = std::max(mostSessions, slot.mostSessions);
    if (minute <= 0) {
        undated += slot[TrafficCount::Lines];
        return;
    }
    series.add(minute, zone, slot);
    const qint64 ofDay = ((minute + zone) % 86400 + 86400) % 86400;
    hours[size_t(ofDay / 3600)].mergeCounts(slot);
}

void TrafficCounts::merge(const TrafficCounts &other)
{
    addAll(totals, other.totals);
    bytesReceived += other.bytesReceived;
    bytesSent += other.bytesSent;
    mostSessions += other.mostSessions; // at most: the peaks may not have been at one time
    for (size_t i = 0; i < hours.size(); ++i)
        hours[i].mergeCounts(other.hours[i]);
    series.merge(other.series);
    for (size_t i = 0; i < delays.size(); ++i)
        delays[i].merge(other.delays[i]);
    addRows(rejects, other.rejects);
    addAll(events, other.events);
    addRows(severities, other.severities);
    addAll(unparsed, other.unparsed);
    senders.merge(other.senders);
    sendingHosts.merge(other.sendingHosts);
    recipients.merge(other.recipients);
    recipientDomains.merge(other.recipientDomains);
    for (size_t i = 0; i < m_tops.size(); ++i)
        m_tops[i].merge(other.m_tops[i]);
    undated += other.undated;
    if (other.firstTime != 0)
        firstTime = firstTime == 0 ? other.firstTime : std::min(firstTime, other.firstTime);
    lastTime = std::max(lastTime, other.lastTime);
}

size_t TrafficCounts::topBytes() const
{
    size_t bytes = 0;
    for (const TopSketch &top : m_tops)
        bytes += top.residentBytes();
    return bytes;
}

}
