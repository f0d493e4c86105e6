// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pflogsumm.h"

#include "core/logs/logparser.h"
#include "core/logs/logsummary.h"

#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal() << path << file.errorString();
    return file.readAll();
}

/// Why pflogsumm takes a line for something else than it is; each is explained in docs/logs.md.
QByteArray whyNotCompared(const LogEvent &event)
{
    static const std::set<QByteArray> knownServices{"", "smtps", "submission"};
    const bool isCounted = event.kind == LogEventKind::Client || event.kind == LogEventKind::Reject
        || event.kind == LogEventKind::RejectWarning || event.kind == LogEventKind::Hold
        || event.kind == LogEventKind::Discard || event.severity != LogSeverity::Info;
    if (isCounted && !knownServices.contains(event.line.service.toByteArray()))
        return "service";
    if (event.kind == LogEventKind::Client && event.queueId.isEmpty())
        return "proxy";
    const QByteArrayView phase = event.value(LogField::Phase);
    if (event.line.daemon == LogDaemon::Cleanup && (phase == "content" || phase == "mime-error"))
        return "mime";
    return {};
}

/// A log's lines of one instance, those apart that are not compared.
struct Compared
{
    QByteArray lines;
    std::map<QByteArray, int> leftOut;
    std::set<QByteArray> days;
};

Compared linesOf(const QByteArray &log, QByteArrayView instance)
{
    Compared compared;
    LogParser parser;
    for (QByteArrayView rest(log); !rest.isEmpty();) {
        const qsizetype end = rest.indexOf('\n');
        const QByteArrayView line = end < 0 ? rest : rest.first(end);
        rest = end < 0 ? QByteArrayView() : rest.sliced(end + 1);
        const LogEvent &event = parser.parse(line);
        if (event.line.instance != instance)
            continue;
        if (const QByteArray why = whyNotCompared(event); !why.isEmpty()) {
            ++compared.leftOut[why];
            continue;
        }
        compared.lines += line.toByteArray() + '\n';
        compared.days.insert(line.first(std::min<qsizetype>(10, line.size())).toByteArray());
    }
    return compared;
}

std::shared_ptr<const CountedTraffic> count(QByteArrayView lines)
{
    LogCounters counters;
    LogParser parser;
    for (QByteArrayView rest = lines; !rest.isEmpty();) {
        const qsizetype end = rest.indexOf('\n');
        counters.add(parser.parse(end < 0 ? rest : rest.first(end)));
        rest = end < 0 ? QByteArrayView() : rest.sliced(end + 1);
    }
    return counters.snapshot();
}

QStringList logs()
{
    QStringList logs;
    QDirIterator files(QStringLiteral(SPOOLSCOPE_TEST_DATA "/logs"), {u"*.log"_s}, QDir::Files,
        QDirIterator::Subdirectories);
    while (files.hasNext())
        logs.append(files.next());
    logs.sort();
    return logs;
}

/// As pflogsumm counts its column "rejected" by hour and day.
qint64 allRefusals(const TrafficSlot &slot)
{
    return qint64(slot.rejected()) + slot[TrafficCount::RejectWarnings] + slot[TrafficCount::Held]
        + slot[TrafficCount::Discarded];
}

Pflogsumm::Row rowOf(const TrafficSlot &slot)
{
    return {slot[TrafficCount::Received], slot[TrafficCount::Sent], slot[TrafficCount::Deferred],
        slot[TrafficCount::Bounced], allRefusals(slot)};
}

QMap<QString, QString> shown(const TopSketch &top, quint64 TopEntry::*by)
{
    QMap<QString, QString> shown;
    for (const TopEntry &entry : top.top(top.size()))
        shown[QString::fromUtf8(entry.text)] = Pflogsumm::shown(entry.*by);
    return shown;
}

}

class TestLogSummary final : public QObject
{
    Q_OBJECT

private slots:
    void countsAsPflogsumm_data();
    void countsAsPflogsumm();
    void countsLines();
    void countsHealth();
    void countsByTheServersTime();
    void mergesParts();
    void survivesAnyBytes();
    void rendersHostileText();
    void printsReports();

private:
    QTemporaryDir m_directory;
};

void TestLogSummary::countsAsPflogsumm_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("instance");
    for (const QString &log : logs()) {
        const auto counted = count(contentsOf(log));
        for (const CountedTraffic::Part &part : counted->parts)
            QTest::addRow("%s %s", qPrintable(log.section(u'/', -2)), part.instance.constData())
                << log << part.instance;
    }
}

void TestLogSummary::countsAsPflogsumm()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, instance);
    const Compared compared = linesOf(contentsOf(file), instance);
    const QString path = m_directory.filePath(u"log"_s);
    QFile log(path);
    QVERIFY(log.open(QIODevice::WriteOnly) && log.write(compared.lines) == compared.lines.size());
    log.close();
    const Pflogsumm theirs = Pflogsumm::of(path, QString::fromUtf8(instance));
    const TrafficCounts ours = count(compared.lines)->all();

    const auto same = [&](const QString &name, quint64 value) {
        QVERIFY2(!theirs.total(name).isEmpty(), qPrintable(name));
        QVERIFY2(theirs.total(name) == Pflogsumm::shown(value),
            qPrintable(u"%1: %2, ours %3"_s.arg(name, theirs.total(name)).arg(value)));
    };
    same(u"received"_s, ours[TrafficCount::Received]);
    same(u"delivered"_s, ours[TrafficCount::Sent]);
    same(u"forwarded"_s, ours[TrafficCount::Forwarded]);
    same(u"deferred"_s, ours[TrafficCount::DeferredMessages]);
    same(u"deferrals"_s, ours[TrafficCount::Deferred]);
    same(u"bounced"_s, ours[TrafficCount::Bounced]);
    same(u"rejected"_s, ours.rejected());
    same(u"reject warnings"_s, ours[TrafficCount::RejectWarnings]);
    same(u"held"_s, ours[TrafficCount::Held]);
    same(u"discarded"_s, ours[TrafficCount::Discarded]);
    same(u"bytes received"_s, ours.bytesReceived);
    same(u"bytes delivered"_s, ours.bytesSent);
    same(u"senders"_s, ours.senders.value());
    same(u"sending hosts/domains"_s, ours.sendingHosts.value());
    same(u"recipients"_s, ours.recipients.value());
    same(u"recipient hosts/domains"_s, ours.recipientDomains.value());

    QCOMPARE(theirs.hours.size(), 24u);
    const auto days = qint64(compared.days.size());
    for (size_t hour = 0; hour < 24; ++hour) {
        Pflogsumm::Row row = rowOf(ours.hours[hour]);
        for (qint64 &value : row)
            value = (value * 2 + days) / (days * 2); // as it rounds
        QCOMPARE(row, theirs.hours[hour]);
    }
    if (days > 1) {
        const auto points = ours.series.points(TrafficStep::Day, 0, ours.series.last());
        QCOMPARE(points.size(), size_t(days));
        size_t day = 0;
        for (const TrafficPoint &point : points) {
            if (rowOf(point.slot) != Pflogsumm::Row())
                QCOMPARE(rowOf(point.slot), theirs.days.at(day++));
        }
        QCOMPARE(theirs.days.size(), day);
    }

    QCOMPARE(shown(ours.top(TopList::Senders), &TopEntry::count), theirs.senders);
    QCOMPARE(shown(ours.top(TopList::Senders), &TopEntry::bytes), theirs.sendersBySize);
    QCOMPARE(shown(ours.top(TopList::Recipients), &TopEntry::count), theirs.recipients);
    QCOMPARE(shown(ours.top(TopList::Recipients), &TopEntry::bytes), theirs.recipientsBySize);
    QCOMPARE(shown(ours.top(TopList::SendingHosts), &TopEntry::count), theirs.sendingHosts);
    const TopSketch &domains = ours.top(TopList::RecipientDomains);
    std::map<QString, TopEntry> entries;
    for (const auto by : {&TopEntry::count, &TopEntry::second})
        for (const TopEntry &entry : domains.top(domains.size(), by))
            entries[QString::fromUtf8(entry.text)] = entry;
    QCOMPARE(entries.size(), size_t(theirs.domains.size()));
    for (const auto &[name, entry] : entries) {
        QVERIFY2(theirs.domains.contains(name), qPrintable(name));
        const Pflogsumm::Domain &domain = theirs.domains[name];
        QCOMPARE(Pflogsumm::shown(entry.count), domain.sent);
        QCOMPARE(Pflogsumm::shown(entry.bytes), domain.bytes);
        QCOMPARE(Pflogsumm::shown(entry.second), domain.defers);
        const double average = entry.count ? double(entry.delay) / 1000 / double(entry.count) : 0;
        const double longest = double(entry.longest) / 1000;
        const auto tolerance = [](double value) { // of the last digit that it prints
            return value > 3600 ? 181.0 : value > 60 ? 3.1 : 0.051;
        };
        QVERIFY2(std::abs(average - domain.averageDelay) < tolerance(average), qPrintable(name));
        QVERIFY2(std::abs(longest - domain.longestDelay) < tolerance(longest),
            qPrintable(u"%1: %2 %3"_s.arg(name).arg(longest).arg(domain.longestDelay)));
    }
    QMap<QString, qint64> warnings;
    // By the program that wrote them: postfix(1)'s script is one with it here.
    QMap<QString, qint64> known = theirs.warnings;
    for (const auto &[theirName, ourName] :
        {std::pair(u"postfix-script"_s, u"postfix"_s), {u"postlog"_s, QString()}})
        if (const qint64 count = known.take(theirName))
            known[ourName] += count;
    for (size_t daemon = 0; daemon < countedDaemons; ++daemon)
        if (const quint64 count = ours.severities[daemon][size_t(LogSeverity::Warning)])
            warnings[nameOf(LogDaemon(daemon))] += qint64(count);
    QCOMPARE(warnings, known);
}

void TestLogSummary::countsLines()
{
    const QByteArray log
        = "2026-11-28T10:00:00.000000+00:00 mx1 postfix/smtpd[10]: connect from "
          "a.example[192.0.2.1]\n"
          "2026-11-28T10:00:01.000000+00:00 mx1 postfix/smtpd[11]: connect from "
          "b.example[192.0.2.2]\n"
          "2026-11-28T10:00:01.100000+00:00 mx1 postfix/smtpd[10]: Anonymous TLS connection "
          "established from a.example[192.0.2.1]: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 "
          "(256/256 bits) key-exchange X25519\n"
          "2026-11-28T10:00:02.000000+00:00 mx1 postfix/smtpd[10]: 4dKk8N0wXYz9RBf: "
          "client=a.example[192.0.2.1], sasl_method=PLAIN, sasl_username=anna\n"
          "2026-11-28T10:00:02.500000+00:00 mx1 postfix/qmgr[5]: 4dKk8N0wXYz9RBf: "
          "from=<anna@A.Example>, size=1000, nrcpt=2 (queue active)\n"
          "2026-11-28T10:00:04.000000+00:00 mx1 postfix/smtp[20]: Trusted TLS connection "
          "established to mx.c.example[198.51.100.1]:25: TLSv1.2 with cipher "
          "ECDHE-RSA-AES256-GCM-SHA384 (256/256 bits)\n"
          "2026-11-28T10:00:05.000000+00:00 mx1 postfix/smtp[20]: 4dKk8N0wXYz9RBf: "
          "to=<x@C.example>, "
          "relay=mx.c.example[198.51.100.1]:25, delay=3.1, delays=0.5/0.1/2/0.5, dsn=2.0.0, "
          "status=sent (250 2.0.0 Ok: queued as 4dKk8N0wXYz9RBh)\n"
          "2026-11-28T10:00:06.000000+00:00 mx1 postfix/smtp[21]: 4dKk8N0wXYz9RBf: "
          "to=<y@d.example>, "
          "relay=mx.d.example[198.51.100.2]:25, delay=4, delays=0.5/0.1/2.4/1, dsn=4.2.0, "
          "status=deferred (host mx.d.example[198.51.100.2] said: 450 4.2.0 later (in reply to "
          "RCPT TO command))\n"
          "2026-11-28T10:00:07.000000+00:00 mx1 postfix/smtpd[11]: NOQUEUE: reject: RCPT from "
          "b.example[192.0.2.2]: 554 5.7.1 <z@c.example>: Relay access denied; from=<q@b.example> "
          "to=<z@c.example> proto=ESMTP helo=<b>\n"
          "2026-11-28T10:00:08.000000+00:00 mx1 postfix/smtpd[11]: warning: "
          "b.example[192.0.2.2]: SASL LOGIN authentication failed: UGFzc3dvcmQ6, "
          "sasl_username=root\n"
          "2026-11-28T10:00:09.000000+00:00 mx1 postfix/smtpd[11]: disconnect from "
          "b.example[192.0.2.2] ehlo=1 auth=0/1 mail=1 rcpt=0/1 quit=1 commands=3/5\n"
          "2026-11-28T10:00:12.000000+00:00 mx1 postfix/smtpd[10]: disconnect from "
          "a.example[192.0.2.1] ehlo=2 starttls=1 auth=1 mail=1 rcpt=2 data=1 quit=1 commands=9\n";
    const auto counted = count(log);
    QCOMPARE(counted->parts.size(), 1u);
    QCOMPARE(counted->parts.front().server, u"mx1"_s);
    const TrafficCounts &counts = counted->parts.front().counts;
    const std::map<TrafficCount, quint64> expected{{TrafficCount::Lines, 12},
        {TrafficCount::Connections, 2}, {TrafficCount::SessionsEnded, 2},
        {TrafficCount::SessionsTimed, 2}, {TrafficCount::SessionSeconds, 20},
        {TrafficCount::SessionsInTls, 1}, {TrafficCount::Received, 1}, {TrafficCount::Sent, 1},
        {TrafficCount::Deferred, 1}, {TrafficCount::DeferredMessages, 1}, {TrafficCount::Dsn2, 1},
        {TrafficCount::Dsn4, 1}, {TrafficCount::SentRemotely, 2}, {TrafficCount::SentInTls, 1},
        {TrafficCount::RejectedAtRcpt, 1}, {TrafficCount::Logins, 1},
        {TrafficCount::LoginFailures, 1}, {TrafficCount::Authenticated, 1},
        {TrafficCount::Warnings, 1}};
    for (size_t i = 0; i < trafficCountCount; ++i) {
        const auto known = expected.find(TrafficCount(i));
        QVERIFY2(counts.totals[i] == (known == expected.end() ? 0 : known->second),
            nameOf(TrafficCount(i)).data());
    }
    QCOMPARE(counts.mostSessions, 2u);
    QCOMPARE(counts.bytesReceived, 1000u);
    QCOMPARE(counts.bytesSent, 1000u);
    const std::map<TopList, QByteArray> firsts{{TopList::Senders, "anna@a.example"},
        {TopList::Clients, "a.example[192.0.2.1]"}, {TopList::Recipients, "x@c.example"},
        {TopList::Rejects, "RCPT Relay access denied"}, {TopList::SaslUsers, "anna"},
        {TopList::SaslClients, "b.example[192.0.2.2]"}, {TopList::SaslMethods, "PLAIN"},
        {TopList::TlsInbound, "TLSv1.3 TLS_AES_256_GCM_SHA384 (Anonymous)"},
        {TopList::TlsOutbound, "TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384 (Trusted)"},
        {TopList::Relays, "mx.c.example"}};
    for (const auto &[list, text] : firsts) {
        QVERIFY(!counts.top(list).isEmpty());
        QCOMPARE(counts.top(list).top(1).front().text, text);
    }
    QCOMPARE(counts.delay(DelayPart::Total).total(), 1u);
    QVERIFY(std::abs(counts.delay(DelayPart::Connecting).percentile(0.5) - 2000) < 260);
}

void TestLogSummary::countsHealth()
{
    const QByteArray log
        = "2026-11-28T10:00:00+00:00 mx1 postfix/master[1]: daemon started -- version 3.10.5, "
          "configuration /etc/postfix\n"
          "2026-11-28T10:00:01+00:00 mx1 postfix/master[1]: warning: process "
          "/usr/lib/postfix/sbin/smtpd pid 77 killed by signal 9\n"
          "2026-11-28T10:00:01+00:00 mx1 postfix/master[1]: warning: "
          "/usr/lib/postfix/sbin/smtpd: bad command startup -- throttling\n"
          "2026-11-28T10:00:02+00:00 mx1 postfix/smtpd[9]: fatal: no SASL authentication "
          "mechanisms\n"
          "2026-11-28T10:00:03+00:00 mx1 postfix/qmgr[9]: panic: mail queue is on fire\n"
          "2026-11-28T10:00:03+00:00 mx1 postfix/master[1]: reload -- version 3.10.5, "
          "configuration /etc/postfix\n";
    const TrafficCounts counts = count(log)->all();
    QCOMPARE(counts[TrafficCount::Starts], 1u);
    QCOMPARE(counts[TrafficCount::Reloads], 1u);
    QCOMPARE(counts[TrafficCount::ProcessFailures], 1u);
    QCOMPARE(counts[TrafficCount::Throttles], 1u);
    QCOMPARE(counts[TrafficCount::Fatals], 1u);
    QCOMPARE(counts[TrafficCount::Panics], 1u);
    QCOMPARE(counts[TrafficCount::Warnings], 2u);
    QCOMPARE(counts.severities[size_t(LogDaemon::Qmgr)][size_t(LogSeverity::Panic)], 1u);
    QVERIFY(summaryText(summarize(*count(log))).contains(u"mail queue is on fire"_s));
}

void TestLogSummary::countsByTheServersTime()
{
    // Half past eleven in the evening there is the day before in UTC + 2.
    const QByteArray log
        = "2026-11-28T01:30:00+02:00 mx1 postfix/pickup[1]: 4dKk8N0wXYz9RBf: uid=0 from=<root>\n"
          "2026-11-28T23:30:00-05:00 mx1 postfix/pickup[1]: 4dKk8N0wXYz9RBg: uid=0 from=<root>\n";
    const TrafficCounts counts = count(log)->all();
    QCOMPARE(counts.hours[1][TrafficCount::Received], 1u);
    QCOMPARE(counts.hours[23][TrafficCount::Received], 1u);
    const auto days = counts.series.points(TrafficStep::Day, 0, counts.series.last());
    QCOMPARE(days.size(), 1u);
    QCOMPARE(days.front().slot[TrafficCount::Received], 2u);
    const auto minutes = counts.series.points(TrafficStep::Minute, 0, counts.series.last());
    QCOMPARE(minutes.size(), 2u);
    QCOMPARE(minutes.front().start, 1795822200); // 2026-11-27T23:30:00Z
    // RFC 3164: by the zone that is given.
    LogCounters counters({}, QTimeZone(QByteArray("Europe/Berlin")));
    LogParser parser(LogClock(QTimeZone(QByteArray("Europe/Berlin")), 1795822200));
    counters.add(
        parser.parse("Nov 27 00:30:00 mx1 postfix/pickup[1]: 4dKk8N0wXYz9RBf: uid=0 from=<root>"));
    QCOMPARE(counters.snapshot()->all().hours[0][TrafficCount::Received], 1u);
}

void TestLogSummary::mergesParts()
{
    for (const QString &path : logs()) {
        const QByteArray log = contentsOf(path);
        const qsizetype middle = log.indexOf('\n', log.size() / 2) + 1;
        CountedTraffic merged = *count(QByteArrayView(log).first(middle));
        merged.merge(*count(QByteArrayView(log).sliced(middle)));
        const TrafficCounts whole = count(log)->all(), parts = merged.all();
        // What spans the cut: sizes and first deferrals are of messages that began before it.
        for (const TrafficCount same : {TrafficCount::Lines, TrafficCount::Received,
                 TrafficCount::Sent, TrafficCount::Deferred, TrafficCount::Bounced,
                 TrafficCount::RejectedAtRcpt, TrafficCount::Connections})
            QCOMPARE(parts[same], whole[same]);
        QCOMPARE(parts.recipients.value(), whole.recipients.value());
        QCOMPARE(parts.firstTime, whole.firstTime);
        QCOMPARE(parts.lastTime, whole.lastTime);
        QCOMPARE(shown(parts.top(TopList::Recipients), &TopEntry::count),
            shown(whole.top(TopList::Recipients), &TopEntry::count));
        const auto points = [](const TrafficCounts &counts) {
            std::vector<std::pair<qint64, quint32>> lines;
            for (const TrafficPoint &point :
                counts.series.points(TrafficStep::Minute, 0, counts.series.last()))
                lines.emplace_back(point.start, point.slot[TrafficCount::Lines]);
            return lines;
        };
        QCOMPARE(points(parts), points(whole));
    }
}

void TestLogSummary::survivesAnyBytes()
{
    // Lines whose parts are mixed up, cut and filled with bytes of all kinds.
    QByteArray all;
    for (const QString &path : logs())
        all += contentsOf(path).left(200'000);
    quint32 random = 1;
    const auto next = [&random] { return random = random * 1664525u + 1013904223u; };
    LogCounters counters;
    LogParser parser;
    for (qsizetype at = 0; at < all.size();) {
        qsizetype end = all.indexOf('\n', at);
        end = end < 0 ? all.size() : end;
        QByteArray line = all.mid(at, end - at);
        for (quint32 i = next() % 6; i > 0 && !line.isEmpty(); --i) {
            const auto place = qsizetype(next() % quint32(line.size()));
            if (next() % 3 == 0)
                line.truncate(place);
            else
                line[place] = char(next() >> 24);
        }
        counters.add(parser.parse(line));
        at = end + 1;
    }
    const auto counted = counters.snapshot();
    QVERIFY(counted->parts.size() <= LogCounters::mostParts);
    QVERIFY(!summaryText(summarize(*counted)).isEmpty());
    QVERIFY(!summaryJson(*counted).isEmpty());
}

void TestLogSummary::rendersHostileText()
{
    const QByteArray log
        = "2026-11-28T10:00:02+00:00 mx1 postfix/smtpd[10]: 4dKk8N0wXYz9RBf: client=x[192.0.2.1]\n"
          "2026-11-28T10:00:02+00:00 mx1 postfix/qmgr[5]: 4dKk8N0wXYz9RBf: "
          "from=<\"<script>\x1b[31m\xe2\x80\xae&\"@a.example>, size=10, nrcpt=1 (queue active)\n"
          "2026-11-28T10:00:03+00:00 mx1 postfix/smtpd[10]: warning: <img src=x onerror=y>\n";
    const LogSummary summary = summarize(*count(log));
    const QString text = summaryText(summary), html = summaryHtml(summary);
    for (const QString &page : {text, html}) {
        QVERIFY(!page.contains(u'\x1b'));
        QVERIFY(!page.contains(u'\u202e'));
    }
    QVERIFY(text.contains(u"<script>"_s));
    QVERIFY(!html.contains(u"<script"_s));
    QVERIFY(!html.contains(u"<img"_s));
    QVERIFY(html.contains(u"&lt;script&gt;"_s));
}

void TestLogSummary::printsReports()
{
    const LogSummary none = summarize(CountedTraffic());
    QVERIFY(summaryText(none).contains(u"no lines of Postfix"_s));
    QVERIFY(!logs().isEmpty());
    for (const QString &path : logs()) {
        const auto counted = count(contentsOf(path));
        const QJsonObject json = summaryJson(*counted);
        const QJsonObject messages = json[u"messages"].toObject();
        const TrafficCounts counts = counted->all();
        QCOMPARE(messages[u"received"].toInteger(), qint64(counts[TrafficCount::Received]));
        QCOMPARE(messages[u"rejected"].toInteger(), qint64(counts.rejected()));
        const QString text = summaryText(summarize(*counted));
        QVERIFY(text.contains(u"%1  received\n"_s.arg(counts[TrafficCount::Received], 8)));
        for (const QString &line : text.split(u'\n'))
            QVERIFY2(!line.endsWith(u' '), qPrintable(line));
    }
}

QTEST_GUILESS_MAIN(TestLogSummary)
#include "tst_logsummary.moc"
