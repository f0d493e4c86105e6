// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logparser.h"
#include "core/logs/logquery.h"
#include "core/logs/logstore.h"
#include "ui/traffic/trafficcurves.h"
#include "ui/traffic/trafficwords.h"

#include <QFile>
#include <QTest>

#include <cmath>
#include <limits>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

/// What Postfix logged on a lab host, and what was counted of it.
class Capture final
{
public:
    explicit Capture(const QString &name)
    {
        QFile file(QStringLiteral(SPOOLSCOPE_TEST_DATA "/logs/") + name);
        if (!file.open(QIODevice::ReadOnly))
            qFatal() << file.fileName() << file.errorString();
        LogCounters counters(u"mx1"_s);
        LogParser parser;
        while (!file.atEnd()) {
            const QByteArray line = file.readLine().chopped(1);
            const LogEvent &event = parser.parse(line);
            m_store.take(event);
            counters.add(event);
        }
        traffic = counters.snapshot();
        counts = traffic->all();
        range = {counts.series.first(), counts.series.last()};
    }

    /// How many lines the filter finds, or -1 where it is none.
    qint64 found(const QString &text) const
    {
        const auto filter = Filter::parse(text, logFilterFields());
        if (!filter) {
            qWarning() << text << filter.error().message;
            return -1;
        }
        LogReader reader(m_store.rows());
        LogQuery query(*filter, {u"mx1"_s});
        qint64 lines = 0;
        query.find(reader, m_store.rows().begin(),
            [&](LogRows::Row, const LogRecord &record) { lines += !record.isGap(); });
        return lines;
    }

    std::shared_ptr<const CountedTraffic> traffic;
    TrafficCounts counts;
    TrafficRange range;

private:
    LogStore m_store;
};

}

/// What the traffic page asks the log page for, on the lines of real servers.
class TestTrafficFilter final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        qputenv("TZ", "Europe/Berlin");
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }

    void logs_data()
    {
        QTest::addColumn<QString>("log");
        for (const QString &log : {u"3.7/mx1.log"_s, u"3.10/mx1.log"_s, u"3.10/mx2.log"_s})
            QTest::newRow(qPrintable(log)) << log;
    }

    /// A point of a chart has as many lines as it says.
    void pointsAreTheirLines_data() { logs_data(); }
    void pointsAreTheirLines()
    {
        QFETCH(const QString, log);
        const Capture capture(log);
        int points = 0;
        for (const TrafficGraph graph :
            {TrafficGraph::Mail, TrafficGraph::Rejects, TrafficGraph::Logins}) {
            const TrafficCurves curves
                = curvesOf(capture.counts.series, graph, capture.range.from, capture.range.to);
            for (const TrafficCurve &curve : curves.curves) {
                for (size_t i = 0; i < curves.starts.size(); ++i) {
                    const qint64 count = std::llround(curve.values[i] * double(curves.step) / 60);
                    const QString filter = trafficwords::filterFor(
                        curve.key, {curves.starts[i], curves.starts[i] + curves.step});
                    QVERIFY2(capture.found(filter) == count,
                        qPrintable(
                            u"%1: %2, not %3"_s.arg(filter).arg(capture.found(filter)).arg(count)));
                    points += count > 0;
                }
            }
        }
        QVERIFY(points > 0);
    }

    /// Of a share the lines that make it up, and of a delay the deliveries.
    void sharesHaveLines_data() { logs_data(); }
    void sharesHaveLines()
    {
        QFETCH(const QString, log);
        const Capture capture(log);
        for (const TrafficGraph graph : {TrafficGraph::Tls, TrafficGraph::Delays}) {
            const TrafficCurves curves
                = curvesOf(capture.counts.series, graph, capture.range.from, capture.range.to);
            for (const TrafficCurve &curve : curves.curves) {
                const QString filter = trafficwords::filterFor(curve.key, capture.range);
                QVERIFY2(capture.found(filter) > 0, qPrintable(filter));
            }
        }
    }

    void rowsHaveLines_data() { logs_data(); }
    void rowsHaveLines()
    {
        QFETCH(const QString, log);
        const Capture capture(log);
        int rows = 0;
        QStringList without;
        for (size_t i = 0; i < topListCount; ++i) {
            for (const TopEntry &entry : capture.counts.top(TopList(i)).top(1000)) {
                const QString filter
                    = trafficwords::filterFor(TopList(i), entry.text, capture.range);
                if (capture.found(filter) < 1)
                    without.append(QString::fromUtf8(entry.text) + u": "_s + filter);
                ++rows;
            }
        }
        QVERIFY2(without.isEmpty(), qPrintable(without.join(u'\n')));
        QVERIFY(rows > 20);
    }

    /// Where a list's text is all that the lines have in common, there are as many as it says.
    void rowsAreTheirLines()
    {
        const Capture capture(u"3.10/mx1.log"_s);
        for (const TopList list : {TopList::SaslClients, TopList::DnsLists}) {
            for (const TopEntry &entry : capture.counts.top(list).top(1000)) {
                const QString filter = trafficwords::filterFor(list, entry.text, capture.range)
                    + (list == TopList::SaslClients ? u" event:sasl-failure"_s : QString());
                QVERIFY2(capture.found(filter) == qint64(entry.count), qPrintable(filter));
            }
        }
    }

    void instancesAreTheirLines()
    {
        const Capture capture(u"3.10/mx1.log"_s);
        QVERIFY(capture.traffic->parts.size() > 1);
        for (const CountedTraffic::Part &part : capture.traffic->parts) {
            const QString filter
                = trafficwords::filterFor(part.server, part.instance, capture.range);
            QVERIFY2(capture.found(filter) == qint64(part.counts[TrafficCount::Lines]),
                qPrintable(filter));
        }
    }

    void quotesWhatStrangersWrote()
    {
        for (const QByteArray &text : {QByteArray("a\"b\\c"), QByteArray("a b) or (c"),
                 QByteArray("*"), QByteArray("/x/"), QByteArray("not"), QByteArray("@"),
                 QByteArray("a@b@c.example"), QByteArray("@a/b\\c d"), QByteArray("\xff\xfe"),
                 QByteArray("a\nb"), QByteArray("x["), QByteArray("x[]")}) {
            for (size_t i = 0; i < topListCount; ++i) {
                const QString filter = trafficwords::filterFor(TopList(i), text, {0, 60});
                const auto parsed = Filter::parse(filter, logFilterFields());
                QVERIFY2(parsed, qPrintable(filter));
                QVERIFY2(parsed->toString().contains(u"since:"_s), qPrintable(filter));
            }
            const QString place = trafficwords::filterFor(QString::fromLatin1(text), text, {0, 60});
            QVERIFY2(Filter::parse(place, logFilterFields()), qPrintable(place));
        }
        for (size_t i = 0; i < topListCount; ++i)
            QVERIFY(
                Filter::parse(trafficwords::filterFor(TopList(i), {}, {0, 60}), logFilterFields()));
    }

    /// An hour that there are two of is told apart by its zone.
    void namesOneTime()
    {
        const qint64 october = 1'729'990'800; // 2024-10-27T01:00:00Z, when clocks are put back
        QCOMPARE(trafficwords::filterFor(u"bounced"_s, {october, october + 60}),
            u"since:2024-10-27T01:00:00Z until:2024-10-27T01:01:00Z status:bounced"_s);
        QCOMPARE(trafficwords::filterFor(u"bounced"_s, {october + 7200, october + 7260}),
            u"since:2024-10-27T04:00 until:2024-10-27T04:01 status:bounced"_s);
    }
};

QTEST_GUILESS_MAIN(TestTrafficFilter)
#include "tst_trafficfilter.moc"
