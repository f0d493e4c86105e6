// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/refreshpace.h"

#include <QTest>

using namespace spoolscope::refreshpace;
using namespace std::chrono_literals;

/// What a look at a queue costs decides when the next one may be.
class TestRefreshPace : public QObject
{
    Q_OBJECT

private slots:
    void pauses()
    {
        QCOMPARE(pauseAfterCount(0ms), 10s);
        QCOMPARE(pauseAfterCount(60ms), 10s); // 100,000 messages
        QCOMPARE(pauseAfterCount(1s), 50s);
        QCOMPARE(pauseAfterCount(1h), 30min);
        QCOMPARE(pauseAfterListing(0ms), 20s);
        QCOMPARE(pauseAfterListing(600ms), 30s);
        QCOMPARE(pauseAfterListing(4s), 200s);
        QCOMPARE(pauseAfterListing(10min), 30min);
    }

    void atMostTwoHundredths()
    {
        for (auto cost = 1ms; cost < 30s; cost *= 2) {
            QVERIFY(cost * 50 <= pauseAfterCount(cost));
            QVERIFY(cost * 50 <= pauseAfterListing(cost));
        }
    }

    void dueListings_data()
    {
        QTest::addColumn<int>("seconds");
        QTest::addColumn<int>("costMs");
        QTest::addColumn<bool>("counts");
        QTest::addColumn<bool>("changed");
        QTest::addColumn<bool>("due");
        QTest::newRow("changed, too soon") << 19 << 100 << true << true << false;
        QTest::newRow("changed") << 20 << 100 << true << true << true;
        QTest::newRow("changed, dear") << 199 << 4000 << true << true << false;
        QTest::newRow("changed, dear, later") << 200 << 4000 << true << true << true;
        QTest::newRow("quiet") << 99 << 100 << true << false << false;
        QTest::newRow("quiet for long") << 100 << 100 << true << false << true;
        QTest::newRow("quiet, dear") << 999 << 4000 << true << false << false;
        QTest::newRow("never more seldom than") << 1800 << 600'000 << true << false << true;
        QTest::newRow("not countable, too soon") << 59 << 100 << false << false << false;
        QTest::newRow("not countable") << 60 << 100 << false << false << true;
        QTest::newRow("not countable, dear") << 199 << 4000 << false << false << false;
    }

    void dueListings()
    {
        QFETCH(int, seconds);
        QFETCH(int, costMs);
        QFETCH(bool, counts);
        QFETCH(bool, changed);
        QFETCH(bool, due);
        QCOMPARE(isListingDue({.sinceListing = std::chrono::seconds(seconds),
                     .listingCost = std::chrono::milliseconds(costMs),
                     .hasCounts = counts,
                     .hasChanged = changed}),
            due);
    }
};

QTEST_GUILESS_MAIN(TestRefreshPace)
#include "tst_refreshpace.moc"
