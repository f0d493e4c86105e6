// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logsummary.h"

#include "core/base/textsafety.h"

#include <QDateTime>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

qint64 integer(quint64 value)
{
    return qint64(std::min(value, quint64(1) << 62)); // what JSON's readers take for an integer
}

QString iso(qint64 microseconds)
{
    return QDateTime::fromMSecsSinceEpoch(microseconds / 1000, QTimeZone::utc())
        .toString(Qt::ISODateWithMs);
}

QJsonObject messagesOf(const TrafficCounts &counts)
{
    const auto of = [&](TrafficCount count) { return integer(counts[count]); };
    return {{u"received"_s, of(TrafficCount::Received)}, {u"delivered"_s, of(TrafficCount::Sent)},
        {u"forwarded"_s, of(TrafficCount::Forwarded)},
        {u"deferred"_s, of(TrafficCount::DeferredMessages)},
        {u"deferrals"_s, of(TrafficCount::Deferred)}, {u"bounced"_s, of(TrafficCount::Bounced)},
        {u"expired"_s, of(TrafficCount::Expired)}, {u"rejected"_s, integer(counts.rejected())},
        {u"rejected_by_milters_in_dialogue"_s, of(TrafficCount::RejectedInDialogue)},
        {u"reject_warnings"_s, of(TrafficCount::RejectWarnings)},
        {u"held"_s, of(TrafficCount::Held)}, {u"discarded"_s, of(TrafficCount::Discarded)},
        {u"bytes_received"_s, integer(counts.bytesReceived)},
        {u"bytes_delivered"_s, integer(counts.bytesSent)},
        {u"senders"_s, integer(counts.senders.value())},
        {u"sending_hosts"_s, integer(counts.sendingHosts.value())},
        {u"recipients"_s, integer(counts.recipients.value())},
        {u"recipient_hosts"_s, integer(counts.recipientDomains.value())},
        {u"estimated"_s,
            !counts.senders.isExact() || !counts.sendingHosts.isExact()
                || !counts.recipients.isExact() || !counts.recipientDomains.isExact()}};
}

QJsonObject trafficOf(const TrafficSlot &slot)
{
    QJsonObject json{{u"received"_s, qint64(slot[TrafficCount::Received])},
        {u"delivered"_s, qint64(slot[TrafficCount::Sent])},
        {u"deferrals"_s, qint64(slot[TrafficCount::Deferred])},
        {u"bounced"_s, qint64(slot[TrafficCount::Bounced])},
        {u"rejected"_s, integer(slot.rejected())},
        {u"reject_warnings"_s, qint64(slot[TrafficCount::RejectWarnings])},
        {u"held"_s, qint64(slot[TrafficCount::Held])},
        {u"discarded"_s, qint64(slot[TrafficCount::Discarded])}};
    return json;
}

QJsonArray daysOf(const TrafficCounts &counts)
{
    QJsonArray days;
    for (const TrafficPoint &point : counts.series.points(TrafficStep::Day,
             std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max())) {
        QJsonObject day = trafficOf(point.slot);
        day[u"date"] = QDate::fromJulianDay(2440588 + point.index).toString(Qt::ISODate);
        days.append(day);
    }
    return days;
}

QJsonArray hoursOf(const TrafficCounts &counts)
{
    QJsonArray hours;
    for (const TrafficSlot &slot : counts.hours)
        hours.append(trafficOf(slot));
    return hours;
}

QJsonObject delaysOf(const TrafficCounts &counts)
{
    QJsonObject delays;
    for (size_t part = 0; part < delayPartCount; ++part) {
        QJsonObject json{{u"count"_s, integer(counts.delays[part].total())}};
        for (const double share : summaryShares)
            json[u"p%1"_s.arg(qRound(share * 100))] = counts.delays[part].percentile(share) / 1000;
        delays[nameOf(DelayPart(part))] = json;
    }
    return delays;
}

QJsonObject rejectsOf(const TrafficCounts &counts)
{
    static constexpr std::array<QLatin1StringView, rejectPhaseCount> phases{
        "CONNECT"_L1, "HELO"_L1, "MAIL"_L1, "RCPT"_L1, "DATA"_L1, "END-OF-MESSAGE"_L1, "other"_L1};
    QJsonObject rejects;
    for (size_t source = 0; source < rejectSourceCount; ++source) {
        QJsonObject json;
        for (size_t phase = 0; phase < rejectPhaseCount; ++phase)
            json[phases[phase]] = integer(counts.rejects[source][phase]);
        rejects[nameOf(RejectSource(source))] = json;
    }
    return rejects;
}

/// What a list's second count is called; empty for none.
QLatin1StringView secondOf(TopList list)
{
    switch (list) {
    case TopList::Clients:
        return "rejects"_L1;
    case TopList::Connecting:
        return "seconds"_L1;
    case TopList::RecipientDomains:
        return "deferrals"_L1;
    case TopList::Relays:
        return "failed"_L1;
    case TopList::SaslUsers:
    case TopList::SaslMethods:
        return "failures"_L1;
    case TopList::SaslClients:
        return "messages"_L1;
    case TopList::ScreenTests:
        return "passed"_L1;
    default:
        return {};
    }
}

QJsonObject entryOf(TopList list, const TopEntry &entry)
{
    QJsonObject json{{u"text"_s, text::exact(entry.text)}, {u"count"_s, integer(entry.count)}};
    if (const QLatin1StringView second = secondOf(list); !second.isEmpty())
        json[second] = integer(entry.second);
    if (entry.bytes > 0)
        json[u"bytes"] = integer(entry.bytes);
    if (entry.longest > 0) {
        const double average = entry.count ? double(entry.delay) / double(entry.count) : 0;
        json[u"average_delay"] = average / 1000;
        json[u"longest_delay"] = double(entry.longest) / 1000;
    }
    if (entry.missed > 0)
        json[u"missed"] = integer(entry.missed);
    return json;
}

QJsonObject topsOf(const TrafficCounts &counts, size_t most)
{
    QJsonObject tops;
    for (size_t i = 0; i < topListCount; ++i) {
        const auto list = TopList(i);
        std::vector<TopEntry> entries = counts.top(list).top(most);
        for (const TopEntry &entry : counts.top(list).top(most, &TopEntry::second))
            if (entry.count == 0 && entries.size() < most)
                entries.push_back(entry);
        QJsonArray json;
        for (const TopEntry &entry : entries)
            json.append(entryOf(list, entry));
        tops[nameOf(list)] = json;
    }
    return tops;
}

QJsonObject troubleOf(const TrafficCounts &counts)
{
    QJsonObject trouble;
    for (size_t daemon = 0; daemon < countedDaemons; ++daemon) {
        QJsonObject json;
        for (size_t severity = 1; severity < counts.severities[daemon].size(); ++severity)
            if (const quint64 count = counts.severities[daemon][severity])
                json[nameOf(LogSeverity(severity))] = integer(count);
        if (const quint64 count = counts.unparsed[daemon])
            json[u"unparsed"_s] = integer(count);
        const QLatin1StringView name = nameOf(LogDaemon(daemon));
        if (!json.isEmpty())
            trouble[name.isEmpty() ? "other"_L1 : name] = json;
    }
    return trouble;
}

QJsonObject countsOf(const TrafficCounts &counts)
{
    QJsonObject json;
    for (size_t i = 0; i < trafficCountCount; ++i)
        json[nameOf(TrafficCount(i))] = integer(counts.totals[i]);
    json[u"most_connections"] = qint64(counts.mostSessions);
    return json;
}

QJsonArray partsOf(const CountedTraffic &counted)
{
    QJsonArray parts;
    for (const CountedTraffic::Part &part : counted.parts)
        parts.append(QJsonObject{{u"server"_s, part.server},
            {u"instance"_s, text::exact(part.instance)}, {u"messages"_s, messagesOf(part.counts)}});
    return parts;
}

QJsonArray gapsOf(const CountedTraffic &counted)
{
    QJsonArray gaps;
    for (const LogGap &gap : counted.gaps)
        gaps.append(QJsonObject{{u"after"_s, gap.after ? QJsonValue(iso(gap.after)) : QJsonValue()},
            {u"why"_s, gap.why}});
    return gaps;
}

}

QJsonObject summaryJson(const CountedTraffic &counted, const SummaryOptions &options)
{
    const TrafficCounts counts = counted.all();
    QJsonObject json{{u"instances"_s, partsOf(counted)}, {u"messages"_s, messagesOf(counts)},
        {u"per_day"_s, daysOf(counts)}, {u"per_hour"_s, hoursOf(counts)},
        {u"delays"_s, delaysOf(counts)}, {u"rejects"_s, rejectsOf(counts)},
        {u"top"_s, topsOf(counts, options.most)}, {u"daemons"_s, troubleOf(counts)},
        {u"counts"_s, countsOf(counts)}, {u"gaps"_s, gapsOf(counted)},
        {u"foreign_lines"_s, integer(counted.foreignLines)},
        {u"frameless_lines"_s, integer(counted.framelessLines)},
        {u"undated_lines"_s, integer(counts.undated)}};
    if (counts.firstTime != 0) {
        json[u"from"] = iso(counts.firstTime);
        json[u"to"] = iso(counts.lastTime);
    }
    return json;
}

}
