// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/flushlimit.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::Literals;
using namespace std::chrono_literals;

class TestFlushLimit : public QObject
{
    Q_OBJECT

private slots:
    void waitsAMinute_data()
    {
        QTest::addColumn<int>("later"); // ms after the flush
        QTest::addColumn<int>("wait");
        QTest::newRow("at once") << 0 << 60'000;
        QTest::newRow("soon") << 59'999 << 1;
        QTest::newRow("a minute") << 60'000 << 0;
        QTest::newRow("a day") << 86'400'000 << 0;
        QTest::newRow("clock set back a little") << -10'000 << 60'000;
        QTest::newRow("clock set back a day") << -86'400'000 << 0;
    }
    void waitsAMinute()
    {
        QFETCH(int, later);
        const InstanceKey key{u"mx1"_s, "/etc/postfix"_ba};
        constexpr FlushLimit::Time then = 1'800'000'000'000ms;
        FlushLimit limit;
        QCOMPARE(limit.wait(key, then), 0ms);
        limit.flushed(key, then);
        QTEST(int(limit.wait(key, then + std::chrono::milliseconds(later)).count()), "wait");
    }

    void keepsInstancesApart()
    {
        FlushLimit limit;
        limit.flushed({u"mx1"_s, "/etc/postfix"_ba}, 1000ms);
        QCOMPARE(limit.wait({u"mx1"_s, "/etc/postfix-out"_ba}, 2000ms), 0ms);
        QCOMPARE(limit.wait({u"mx2"_s, "/etc/postfix"_ba}, 2000ms), 0ms);
        QCOMPARE(limit.wait({u"mx1"_s, "/etc/postfix"_ba}, 2000ms), 59s);
    }

    void survivesTheProgram()
    {
        FlushLimit limit;
        limit.flushed({u"mx1"_s, "/etc/postfix"_ba}, 1'800'000'000'000ms);
        limit.flushed({u"ssh://root@mx2"_s, "/etc/postfix-out"_ba}, 1'800'000'000'001ms);
        QCOMPARE(FlushLimit::fromJson(limit.toJson()), limit);
        QCOMPARE(FlushLimit::fromJson({}), FlushLimit());
        QJsonObject damaged = limit.toJson();
        damaged.insert(u"flushed"_s, u"yesterday"_s);
        QCOMPARE(FlushLimit::fromJson(damaged), FlushLimit());
    }
};

QTEST_GUILESS_MAIN(TestFlushLimit)
#include "tst_flushlimit.moc"
