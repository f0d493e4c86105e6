// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logsummary.h"

#include "core/base/textsafety.h"
#include "core/logs/summarytables.h"

#include <QCoreApplication>
#include <QDateTime>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(LogSummary)
};

QString shown(qint64 microseconds, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(microseconds / 1000, zone)
        .toString(u"yyyy-MM-dd HH:mm:ss t"_s);
}

QString namesOf(const CountedTraffic &counted)
{
    QStringList names;
    for (const CountedTraffic::Part &part : counted.parts) {
        const QString server = text::isolated(text::visible(part.server));
        const QString instance = text::visible(part.instance);
        names.append(part.instance == "postfix" ? server : u"%1 (%2)"_s.arg(server, instance));
    }
    return names.join(u", "_s);
}

QStringList factsOf(
    const CountedTraffic &counted, const TrafficCounts &counts, const SummaryOptions &options)
{
    if (counts.firstTime == 0)
        return {Text::tr("There are no lines of Postfix here.")};
    QStringList facts{namesOf(counted),
        Text::tr("From %1 to %2.")
            .arg(shown(counts.firstTime, options.zone), shown(counts.lastTime, options.zone))};
    if (counted.gapCount > 0)
        facts.append(Text::tr("Lines may be missing in %n place(s).", nullptr,
            int(std::min<quint64>(counted.gapCount, 1'000'000))));
    return facts;
}

std::vector<SummaryTable> totals(const TrafficCounts &counts)
{
    using namespace summarytables;
    return {messages(counts), perDay(counts), perHour(counts), delays(counts), connections(counts),
        rejects(counts)};
}

std::vector<SummaryTable> hosts(const TrafficCounts &counts, size_t most)
{
    using namespace summarytables;
    const auto top = [&](TopList list) -> const TopSketch & { return counts.top(list); };
    return {domains(top(TopList::RecipientDomains), most, Text::tr("Recipients' domains"),
                Text::tr("deferrals")),
        domains(top(TopList::Relays), most, Text::tr("Servers delivered to"), Text::tr("failed")),
        addresses(top(TopList::SendingHosts), most, Text::tr("Senders' hosts and domains"),
            &TopEntry::count),
        addresses(top(TopList::Senders), most, Text::tr("Senders by messages"), &TopEntry::count),
        addresses(top(TopList::Senders), most, Text::tr("Senders by size"), &TopEntry::bytes),
        addresses(
            top(TopList::Recipients), most, Text::tr("Recipients by messages"), &TopEntry::count),
        addresses(top(TopList::Recipients), most, Text::tr("Recipients by size"), &TopEntry::bytes),
        list(top(TopList::Clients), most, Text::tr("Clients by messages"), Text::tr("rejects")),
        list(top(TopList::Connecting), most, Text::tr("Clients by connections"),
            Text::tr("seconds"))};
}

std::vector<SummaryTable> details(const TrafficCounts &counts, size_t most)
{
    using namespace summarytables;
    struct Detail
    {
        TopList list;
        QString title;
        QString second = {};
    };
    const std::array details{Detail{TopList::DeferReasons, Text::tr("Why mail was deferred")},
        Detail{TopList::BounceReasons, Text::tr("Why mail bounced")},
        Detail{TopList::Rejects, Text::tr("Why smtpd rejected")},
        Detail{TopList::MilterRejects, Text::tr("Why milters rejected")},
        Detail{TopList::Checks, Text::tr("Header and body checks")},
        Detail{TopList::ScreenRejects, Text::tr("Why postscreen rejected")},
        Detail{
            TopList::ScreenTests, Text::tr("Postscreen's tests that failed"), Text::tr("passed")},
        Detail{TopList::DnsLists, Text::tr("Clients found in DNS lists")},
        Detail{TopList::SaslUsers, Text::tr("Authenticated users"), Text::tr("failures")},
        Detail{TopList::SaslMethods, Text::tr("Authentication methods"), Text::tr("failures")},
        Detail{TopList::SaslClients, Text::tr("Authentication failures by client"),
            Text::tr("messages")},
        Detail{TopList::TlsInbound, Text::tr("TLS of clients")},
        Detail{TopList::TlsOutbound, Text::tr("TLS to other servers")},
        Detail{TopList::Warnings, Text::tr("Warnings and errors")}};
    std::vector<SummaryTable> tables;
    for (const Detail &detail : details)
        tables.push_back(list(counts.top(detail.list), most, detail.title, detail.second));
    return tables;
}

void append(LogSummary &summary, std::vector<SummaryTable> tables)
{
    for (SummaryTable &table : tables)
        if (!table.rows.empty())
            summary.tables.push_back(std::move(table));
}

}

LogSummary summarize(const CountedTraffic &counted, const SummaryOptions &options)
{
    const TrafficCounts counts = counted.all();
    LogSummary summary{Text::tr("Summary of Postfix logs"), factsOf(counted, counts, options), {}};
    append(summary, totals(counts));
    append(summary, hosts(counts, options.most));
    append(summary, details(counts, options.most));
    append(summary, {summarytables::health(counts), summarytables::reading(counted, counts)});
    return summary;
}

}
