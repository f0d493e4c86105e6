// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/summarytables.h"

#include "core/base/textsafety.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace spoolscope::summarytables {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(LogSummary)
};

QString number(quint64 value)
{
    return QString::number(value);
}

QString percent(quint64 part, quint64 whole)
{
    return whole == 0 ? QString() : u"%1 %"_s.arg(double(part) * 100 / double(whole), 0, 'f', 1);
}

QString delay(double milliseconds)
{
    const double seconds = milliseconds / 1000;
    if (seconds >= 2 * 86400)
        return u"%1 d"_s.arg(seconds / 86400, 0, 'f', 1);
    if (seconds >= 2 * 3600)
        return u"%1 h"_s.arg(seconds / 3600, 0, 'f', 1);
    if (seconds >= 120)
        return u"%1 min"_s.arg(seconds / 60, 0, 'f', 1);
    return u"%1 s"_s.arg(seconds, 0, 'f', seconds < 10 ? 2 : 0);
}

/// "~" before what is estimated.
QString distinct(const DistinctCount &count)
{
    return count.isExact() ? number(count.value()) : u'~' + number(count.value());
}

QString incomplete(const TopSketch &top)
{
    return top.error() == 0 ? QString()
                            : Text::tr("There were too many to keep all: a count may be too low by "
                                       "up to %1, and what occurred less often may be missing.")
                                  .arg(top.error());
}

QStringList trafficHeads()
{
    return {Text::tr("received"), Text::tr("delivered"), Text::tr("deferred"), Text::tr("bounced"),
        Text::tr("rejected"), QString()};
}

QStringList trafficRow(const TrafficSlot &slot, const QString &when)
{
    return {number(slot[TrafficCount::Received]), number(slot[TrafficCount::Sent]),
        number(slot[TrafficCount::Deferred]), number(slot[TrafficCount::Bounced]),
        number(slot.rejected()), when};
}

QString averageSession(const TrafficCounts &counts)
{
    const quint64 timed = counts[TrafficCount::SessionsTimed];
    return timed == 0 ? QString()
                      : delay(double(counts[TrafficCount::SessionSeconds]) * 1000 / double(timed));
}

class Rows final
{
public:
    explicit Rows(SummaryTable &table) : m_table(table) { }

    void always(const QString &value, const QString &what)
    {
        m_table.rows.push_back({value, what});
    }
    void ifAny(quint64 value, const QString &what)
    {
        if (value > 0)
            always(number(value), what);
    }

private:
    SummaryTable &m_table;
};

}

SummaryTable messages(const TrafficCounts &counts)
{
    SummaryTable table{Text::tr("Messages"), {}, {}, {}};
    Rows rows(table);
    const quint64 all
        = counts[TrafficCount::Sent] + counts.rejected() + counts[TrafficCount::Discarded];
    rows.always(number(counts[TrafficCount::Received]), Text::tr("received"));
    rows.ifAny(counts[TrafficCount::PickedUp], Text::tr("of them submitted on the server"));
    rows.ifAny(counts[TrafficCount::Authenticated], Text::tr("of them from authenticated clients"));
    rows.always(number(counts[TrafficCount::Sent]), Text::tr("delivered"));
    rows.always(number(counts[TrafficCount::Forwarded]), Text::tr("forwarded"));
    rows.always(number(counts[TrafficCount::DeferredMessages]),
        Text::tr("deferred (%1 deferrals)").arg(counts[TrafficCount::Deferred]));
    rows.always(number(counts[TrafficCount::Bounced]), Text::tr("bounced"));
    rows.ifAny(counts[TrafficCount::Expired], Text::tr("expired and returned"));
    rows.always(number(counts.rejected()),
        Text::tr("rejected (%1)").arg(all ? percent(counts.rejected(), all) : u"0 %"_s));
    rows.ifAny(counts[TrafficCount::RejectedInDialogue],
        Text::tr("rejected by milters before the message was there"));
    rows.always(number(counts[TrafficCount::RejectWarnings]), Text::tr("reject warnings"));
    rows.always(number(counts[TrafficCount::Held]), Text::tr("held"));
    rows.always(number(counts[TrafficCount::Discarded]), Text::tr("discarded"));
    rows.always(number(counts.bytesReceived), Text::tr("bytes received"));
    rows.always(number(counts.bytesSent), Text::tr("bytes delivered"));
    rows.always(distinct(counts.senders), Text::tr("senders"));
    rows.always(distinct(counts.sendingHosts), Text::tr("sending hosts and domains"));
    rows.always(distinct(counts.recipients), Text::tr("recipients"));
    rows.always(distinct(counts.recipientDomains), Text::tr("recipient hosts and domains"));
    return table;
}

SummaryTable perDay(const TrafficCounts &counts)
{
    SummaryTable table{Text::tr("By day"), trafficHeads(), {}, {}};
    const auto points = counts.series.points(
        TrafficStep::Day, std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max());
    if (points.size() < 2)
        return table;
    for (const TrafficPoint &point : points)
        table.rows.push_back(trafficRow(point.slot,
            QDate::fromJulianDay(2440588 + point.index).toString(Qt::ISODate))); // 1970-01-01
    return table;
}

SummaryTable perHour(const TrafficCounts &counts)
{
    SummaryTable table{Text::tr("By hour of the day"), trafficHeads(), {}, {}};
    for (size_t hour = 0; hour < counts.hours.size(); ++hour)
        table.rows.push_back(
            trafficRow(counts.hours[hour], u"%1:00"_s.arg(int(hour), 2, 10, QChar(u'0'))));
    return table;
}

SummaryTable delays(const TrafficCounts &counts)
{
    SummaryTable table{Text::tr("Delays of what was delivered"), {}, {}, {}};
    const QStringList names{Text::tr("in all"), Text::tr("before the queue manager"),
        Text::tr("in the queue manager"), Text::tr("connecting"), Text::tr("transmitting")};
    for (size_t part = 0; part < delayPartCount; ++part) {
        if (counts.delays[part].total() == 0)
            continue;
        QStringList row;
        for (const double share : summaryShares)
            row.append(delay(counts.delays[part].percentile(share)));
        table.rows.push_back(row << names[qsizetype(part)]);
    }
    for (const double share : summaryShares)
        table.heads.append(Text::tr("%1 % within").arg(qRound(share * 100)));
    table.heads.append(QString());
    return table;
}

SummaryTable rejects(const TrafficCounts &counts)
{
    SummaryTable table{Text::tr("Rejects by phase"),
        {Text::tr("smtpd"), Text::tr("postscreen"), Text::tr("checks"), Text::tr("milters"),
            QString()},
        {}, {}};
    const QStringList phases{u"CONNECT"_s, u"HELO"_s, u"MAIL"_s, u"RCPT"_s, u"DATA"_s,
        u"END-OF-MESSAGE"_s, Text::tr("other commands")};
    for (size_t phase = 0; phase < rejectPhaseCount; ++phase) {
        QStringList row;
        quint64 sum = 0;
        for (const auto &source : counts.rejects) {
            row.append(number(source[phase]));
            sum += source[phase];
        }
        if (sum > 0)
            table.rows.push_back(row << phases[qsizetype(phase)]);
    }
    return table;
}

SummaryTable connections(const TrafficCounts &counts)
{
    SummaryTable table{Text::tr("Connections"), {}, {}, {}};
    Rows rows(table);
    rows.ifAny(counts[TrafficCount::Connections], Text::tr("to smtpd"));
    rows.ifAny(counts.mostSessions, Text::tr("at a time, at most"));
    if (const QString average = averageSession(counts); !average.isEmpty())
        rows.always(average, Text::tr("on the average"));
    rows.ifAny(counts[TrafficCount::LostConnections], Text::tr("lost"));
    rows.ifAny(counts[TrafficCount::Timeouts], Text::tr("timed out"));
    rows.ifAny(counts[TrafficCount::ScreenConnections], Text::tr("to postscreen"));
    rows.ifAny(counts[TrafficCount::ScreenPasses], Text::tr("passed by postscreen"));
    if (const quint64 ended = counts[TrafficCount::SessionsEnded])
        rows.always(percent(counts[TrafficCount::SessionsInTls], ended),
            Text::tr("of clients' sessions with TLS"));
    if (const quint64 sent = counts[TrafficCount::SentRemotely])
        rows.always(percent(counts[TrafficCount::SentInTls], sent),
            Text::tr("of deliveries to other servers with TLS, as far as it is logged "
                     "(smtp_tls_loglevel)"));
    rows.ifAny(counts[TrafficCount::Logins], Text::tr("sessions that authenticated"));
    rows.ifAny(counts[TrafficCount::LoginFailures], Text::tr("authentication failures"));
    return table;
}

SummaryTable health(const TrafficCounts &counts)
{
    SummaryTable table{Text::tr("Postfix itself"), {}, {}, {}};
    Rows rows(table);
    rows.ifAny(counts[TrafficCount::Starts], Text::tr("starts"));
    rows.ifAny(counts[TrafficCount::Reloads], Text::tr("reloads"));
    rows.ifAny(counts[TrafficCount::ProcessFailures], Text::tr("processes that ended badly"));
    rows.ifAny(counts[TrafficCount::Throttles], Text::tr("daemons slowed down (throttling)"));
    rows.ifAny(counts[TrafficCount::Panics], Text::tr("panics"));
    rows.ifAny(counts[TrafficCount::Fatals], Text::tr("fatal errors"));
    rows.ifAny(counts[TrafficCount::Errors], Text::tr("errors"));
    rows.ifAny(counts[TrafficCount::Warnings], Text::tr("warnings"));
    return table;
}

SummaryTable reading(const CountedTraffic &counted, const TrafficCounts &counts)
{
    SummaryTable table{Text::tr("Lines"), {}, {}, {}};
    Rows rows(table);
    rows.always(number(counts[TrafficCount::Lines]), Text::tr("of Postfix"));
    rows.ifAny(counted.foreignLines, Text::tr("of other programs"));
    rows.ifAny(counted.framelessLines, Text::tr("that are no line of a log"));
    rows.ifAny(counts.undated, Text::tr("without a time, or with one in the future"));
    for (size_t daemon = 0; daemon < counts.unparsed.size(); ++daemon) {
        const QString name = nameOf(LogDaemon(daemon));
        rows.ifAny(counts.unparsed[daemon],
            Text::tr("not understood, of %1").arg(name.isEmpty() ? Text::tr("others") : name));
    }
    return table;
}

SummaryTable list(const TopSketch &top, size_t most, const QString &title, const QString &second)
{
    SummaryTable table{title, {}, {}, incomplete(top)};
    const bool hasSecond = !second.isEmpty();
    if (hasSecond)
        table.heads = {Text::tr("count"), second, QString()};
    std::vector<TopEntry> entries = top.top(most);
    if (entries.empty() && hasSecond)
        entries = top.top(most, &TopEntry::second);
    for (const TopEntry &entry : entries) {
        QStringList row{number(entry.count)};
        if (hasSecond)
            row.append(number(entry.second));
        table.rows.push_back(row << text::isolated(text::visible(entry.text)));
    }
    return table;
}

SummaryTable addresses(
    const TopSketch &top, size_t most, const QString &title, quint64 TopEntry::*by)
{
    SummaryTable table{
        title, {Text::tr("count"), Text::tr("bytes"), QString()}, {}, incomplete(top)};
    for (const TopEntry &entry : top.top(most, by))
        table.rows.push_back(
            {number(entry.count), number(entry.bytes), text::isolated(text::visible(entry.text))});
    return table;
}

SummaryTable domains(const TopSketch &top, size_t most, const QString &title, const QString &second)
{
    SummaryTable table{title,
        {Text::tr("delivered"), Text::tr("bytes"), second, Text::tr("avg delay"),
            Text::tr("max delay"), QString()},
        {}, incomplete(top)};
    std::vector<TopEntry> entries = top.top(most);
    if (entries.empty())
        entries = top.top(most, &TopEntry::second);
    for (const TopEntry &entry : entries) {
        const double average = entry.count == 0 ? 0 : double(entry.delay) / double(entry.count);
        table.rows.push_back(
            {number(entry.count), number(entry.bytes), number(entry.second), delay(average),
                delay(double(entry.longest)), text::isolated(text::visible(entry.text))});
    }
    return table;
}

}
