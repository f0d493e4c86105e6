// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/livecounters.h"
#include "core/logs/logstore.h"
#include "core/logs/storedtraffic.h"
#include "tests/core/madelogs.h"

#include <QFile>
#include <QTest>

#include <atomic>
#include <limits>
#include <thread>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr TrafficRange always{0, std::numeric_limits<qint64>::max() / 1'000'000};

/// A captured log in a store of small segments, and counted as it was read.
struct Capture
{
    explicit Capture(const QString &name)
    {
        QFile file(QStringLiteral(SPOOLSCOPE_TEST_DATA "/logs/") + name);
        if (!file.open(QIODevice::ReadOnly))
            qFatal() << file.fileName() << file.errorString();
        LogParser parser;
        while (!file.atEnd()) {
            const QByteArray line = file.readLine().chopped(1);
            const LogEvent &event = parser.parse(line);
            store.take(event);
            counters.take(event);
        }
    }

    LogStore store{{.segment = {.rows = 500, .text = 64 << 10}}};
    LiveCounters counters{u"mx1"_s};
};

std::shared_ptr<const CountedTraffic> countIn(const LogStore &store, const TrafficRange &range)
{
    return countStored(store.rows(), u"mx1"_s, QTimeZone::utc(), range);
}

QStringList shown(const TopSketch &top)
{
    QStringList rows;
    for (const TopEntry &entry : top.top(top.size() + 1))
        rows.append(u"%1 %2 %3 %4"_s.arg(entry.count)
                .arg(entry.second)
                .arg(entry.bytes)
                .arg(QString::fromUtf8(entry.text)));
    return rows;
}

/// What a line counts for by itself, whatever was logged before.
constexpr std::array byLine{TrafficCount::Received, TrafficCount::Sent, TrafficCount::Deferred,
    TrafficCount::Bounced, TrafficCount::RejectedAtRcpt, TrafficCount::RejectedAtConnect,
    TrafficCount::Connections, TrafficCount::LoginFailures, TrafficCount::Logins,
    TrafficCount::Lines, TrafficCount::Warnings};

}

class TestStoredTraffic final : public QObject
{
    Q_OBJECT

private slots:
    void countsWhatWasCounted_data()
    {
        QTest::addColumn<QString>("log");
        for (const QString &log : {u"3.7/mx1.log"_s, u"3.10/mx1.log"_s, u"3.10/mx2.log"_s})
            QTest::newRow(qPrintable(log)) << log;
    }

    void countsWhatWasCounted()
    {
        QFETCH(const QString, log);
        const Capture capture(log);
        const auto read = capture.counters.snapshot();
        const auto counted = countIn(capture.store, always);
        QCOMPARE(counted->parts.size(), read->parts.size());
        QCOMPARE(counted->foreignLines, read->foreignLines);
        for (size_t i = 0; i < read->parts.size(); ++i) {
            const TrafficCounts &mine = counted->parts[i].counts;
            const TrafficCounts &theirs = read->parts[i].counts;
            QCOMPARE(counted->parts[i].server, u"mx1"_s);
            QCOMPARE(counted->parts[i].instance, read->parts[i].instance);
            QCOMPARE(mine.totals, theirs.totals);
            QCOMPARE(mine.bytesSent, theirs.bytesSent);
            QCOMPARE(mine.rejects, theirs.rejects);
            QCOMPARE(mine.firstTime, theirs.firstTime);
            QCOMPARE(mine.lastTime, theirs.lastTime);
            for (size_t list = 0; list < topListCount; ++list)
                QCOMPARE(shown(mine.top(TopList(list))), shown(theirs.top(TopList(list))));
        }
        QVERIFY(counted->all()[TrafficCount::Sent] > 10);
    }

    void partsOfTheTimeMakeTheWhole()
    {
        const Capture capture(u"3.10/mx1.log"_s);
        const TrafficCounts whole = countIn(capture.store, always)->all();
        const qint64 first = whole.series.first(), last = whole.series.last();
        const qint64 third = first + (last - first) / 3, half = first + (last - first) / 2;
        TrafficCounts sum;
        for (const TrafficRange &range :
            {TrafficRange{0, third}, {third, half}, {half, always.to}}) {
            const TrafficCounts part = countIn(capture.store, range)->all();
            QVERIFY(part.firstTime == 0 || part.firstTime >= range.from * 1'000'000);
            QVERIFY(part.lastTime < range.to * 1'000'000);
            sum.merge(part);
        }
        for (const TrafficCount count : byLine)
            QVERIFY2(sum[count] == whole[count], nameOf(count).data());
        QCOMPARE(countIn(capture.store, {first - 60, first})->all()[TrafficCount::Lines], 0u);
    }

    void tellsOfGapsInTheRange()
    {
        LogStore store;
        made::LogFiller filler(store);
        const qint64 start = made::logStart / 1'000'000;
        for (int minute = 0; minute < 3; ++minute) {
            filler.lineAt(
                made::logStart + minute * 60'000'000LL, "mx1 postfix/qmgr[1]: 4F2A81C09D: removed");
            store.gap({.why = u"cut %1"_s.arg(minute)}); // where the line before was
        }
        const auto counted = countIn(store, {start + 60, start + 120});
        QCOMPARE(counted->gapCount, 1u);
        QCOMPARE(counted->gaps.front().why, u"cut 1"_s);
        QCOMPARE(counted->all()[TrafficCount::Lines], 1u);
    }

    void tellsOfLinesThatAreGone()
    {
        LogStore store({.mostBytes = 64 << 10, .segment = {.rows = 100, .text = 32 << 10}});
        made::LogFiller filler(store);
        for (int i = 0; i < 2000; ++i)
            filler.lineAt(made::logStart + i * 1'000'000LL,
                "mx1 postfix/qmgr[1]: 4F2A81C09D: removed " + QByteArray(60, 'x'));
        const quint64 dropped = store.rows().dropped();
        QVERIFY(dropped > 0);
        const auto counted = countIn(store, always);
        QCOMPARE(counted->gapCount, 1u);
        QCOMPARE(counted->all()[TrafficCount::Lines], 2000 - dropped);
        // What is there of the range's own time is complete.
        const qint64 end = made::logStart / 1'000'000 + 2000;
        const auto late = countIn(store, {end - 20, end});
        QCOMPARE(late->gapCount, 0u);
        QCOMPARE(late->all()[TrafficCount::Lines], 20u);
    }

    void stops()
    {
        const Capture capture(u"3.10/mx1.log"_s);
        std::stop_source stop;
        qint64 reported = 0;
        const auto stopped = countStored(capture.store.rows(), u"mx1"_s, QTimeZone::utc(), always,
            stop.get_token(), [&](qint64 rows) {
                reported = rows;
                stop.request_stop();
            });
        QVERIFY(!stopped);
        QVERIFY(reported > 0 && reported < qint64(capture.store.rows().end()));
    }

    /// Each look sees whole lines, and never fewer than the look before.
    void isLookedAtWhileItIsFilled()
    {
        LiveCounters counters(u"mx1"_s);
        std::atomic<bool> isDone = false;
        std::jthread filling([&] {
            LogParser parser;
            for (int i = 0; i < 20'000; ++i)
                counters.take(parser.parse("2026-11-28T10:00:00+00:00 mx1 postfix/smtp[1]: "
                                           "4F2A81C09D: to=<a@b.example>, relay=none, delay=1, "
                                           "delays=1/0/0/0, dsn=4.4.1, status=deferred (x)"));
            isDone = true;
        });
        quint64 seen = 0;
        for (bool wasDone = false; !wasDone;) {
            wasDone = isDone;
            const TrafficCounts counts = counters.snapshot()->all();
            QCOMPARE(counts[TrafficCount::Deferred], counts[TrafficCount::Lines]);
            QVERIFY(counts[TrafficCount::Lines] >= seen);
            seen = counts[TrafficCount::Lines];
        }
        QCOMPARE(seen, 20'000u);
    }
};

QTEST_GUILESS_MAIN(TestStoredTraffic)
#include "tst_storedtraffic.moc"
