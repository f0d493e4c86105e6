// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/traffic/trafficticks.h"

#include <QDateTime>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

const QTimeZone berlin("Europe/Berlin");

qint64 at(const QString &time)
{
    QDateTime local = QDateTime::fromString(time, Qt::ISODate);
    local.setTimeZone(berlin);
    return local.toSecsSinceEpoch();
}

QString texts(const QString &from, const QString &to, int most = 8)
{
    QStringList texts;
    for (const TrafficTick &tick : trafficTicks(at(from), at(to), most, berlin))
        texts.append(tick.text);
    return texts.join(u' ');
}

}

class TestTrafficTicks final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void areRound()
    {
        QCOMPARE(texts(u"2026-11-28T14:37:00"_s, u"2026-11-28T15:37:00"_s),
            u"14:40 14:50 15:00 15:10 15:20 15:30"_s);
        QCOMPARE(texts(u"2026-11-28T09:41:00"_s, u"2026-11-28T15:41:00"_s),
            u"10:00 11:00 12:00 13:00 14:00 15:00"_s);
        QCOMPARE(texts(u"2026-11-27T15:41:00"_s, u"2026-11-28T15:41:00"_s),
            u"18:00 Sat 28 06:00 12:00"_s);
        QCOMPARE(texts(u"2026-11-21T15:41:00"_s, u"2026-11-28T15:41:00"_s),
            u"Sun 22 Mon 23 Tue 24 Wed 25 Thu 26 Fri 27 Sat 28"_s);
        QCOMPARE(texts(u"2026-11-28T14:37:00"_s, u"2026-11-28T14:42:00"_s),
            u"14:37 14:38 14:39 14:40 14:41"_s);
    }

    /// By the clock on the wall, also on the days when it is put forward and back.
    void keepToTheClock()
    {
        QCOMPARE(texts(u"2026-03-29T00:00:00"_s, u"2026-03-29T14:00:00"_s, 6),
            u"Sun 29 03:00 06:00 09:00 12:00"_s);
        QCOMPARE(texts(u"2026-10-25T00:00:00"_s, u"2026-10-25T14:00:00"_s, 6),
            u"Sun 25 03:00 06:00 09:00 12:00"_s);
        for (const TrafficTick &tick :
            trafficTicks(at(u"2026-10-20T00:00:00"_s), at(u"2026-10-30T00:00:00"_s), 12, berlin))
            QCOMPARE(QDateTime::fromSecsSinceEpoch(tick.time, berlin).time(), QTime(0, 0));
    }

    void areNoMoreThanThereIsRoomFor()
    {
        const qint64 from = at(u"2026-03-28T23:17:00"_s);
        for (qint64 span = 60; span < 4000LL * 86400; span = span * 3 / 2) {
            for (int most = 1; most < 20; most += 3) {
                const auto ticks = trafficTicks(from, from + span, most, berlin);
                QVERIFY2(int(ticks.size()) <= most + 1,
                    qPrintable(u"%1 s: %2 of %3"_s.arg(span).arg(ticks.size()).arg(most)));
                for (size_t i = 0; i < ticks.size(); ++i) {
                    QVERIFY(ticks[i].time >= from && ticks[i].time < from + span);
                    QVERIFY(i == 0 || ticks[i].time > ticks[i - 1].time);
                }
            }
        }
        QVERIFY(trafficTicks(10, 10, 5, berlin).empty());
        QVERIFY(trafficTicks(10, 70, 0, berlin).empty());
    }
};

QTEST_GUILESS_MAIN(TestTrafficTicks)
#include "tst_trafficticks.moc"
