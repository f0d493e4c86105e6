// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/queuefeed.h"
#include "ui/queue/queuefooter.h"

#include <QLabel>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// What the line below the table says of the listing.
class TestQueueFooter : public QObject
{
    Q_OBJECT

private slots:
    void changes_data()
    {
        QTest::addColumn<int>("arrived");
        QTest::addColumn<int>("left");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << 0 << 0 << QString();
        QTest::newRow("arrived") << 12 << 0 << u"12 arrived"_s;
        QTest::newRow("left") << 0 << 3 << u"3 left"_s;
        QTest::newRow("both") << 12 << 3 << u"12 arrived · 3 left"_s;
    }

    void changes()
    {
        QFETCH(int, arrived);
        QFETCH(int, left);
        QFETCH(QString, text);
        QCOMPARE(changeText({.arrived = arrived, .left = left, .moved = 5, .retried = 6}), text);
    }

    void newsGetOld_data()
    {
        QTest::addColumn<int>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("now") << 0 << u"12 arrived · 3 left · listed just now"_s;
        QTest::newRow("soon") << 59 << u"12 arrived · 3 left · listed 59 s ago"_s;
        QTest::newRow("later") << 61 << u"listed 1 min ago"_s;
    }

    void newsGetOld()
    {
        QFETCH(int, seconds);
        QFETCH(QString, text);
        QueueFooter footer;
        footer.setScope(status(), 1'000'000 + seconds * 1000);
        QVERIFY2(shown(footer, text), qPrintable(text));
    }

    void tooltipSaysHow()
    {
        QueueFooter footer;
        footer.setScope(status(), 1'000'000);
        const QLabel *age = shown(footer, u"12 arrived · 3 left · listed just now"_s);
        QVERIFY(age);
        QVERIFY2(age->toolTip().contains(u"12 arrived, 3 left the queue, 5 moved to another queue, "
                                         "6 were tried again"_s),
            qPrintable(age->toolTip()));
        QVERIFY(age->toolTip().contains(u"Only what changed was read."_s));
        QVERIFY(!age->toolTip().contains(u"delivered"_s)); // nobody knows that
    }

    void everyWayHasItsWords()
    {
        QStringList texts;
        for (int way = 0; way <= int(RefreshWay::Doubtful); ++way) {
            const QString text = wayText({RefreshWay(way)});
            QVERIFY(!text.isEmpty() && !texts.contains(text));
            texts += text;
        }
        QCOMPARE(wayText({RefreshWay::Incremental, RefreshWay::NoRights}).count(u'\n'), 1);
    }

private:
    static ScopeStatus status()
    {
        ScopeStatus status;
        status.servers = status.listed = 1;
        status.oldest = 1'000'000;
        status.change = {.arrived = 12, .left = 3, .moved = 5, .retried = 6};
        status.ways = {RefreshWay::Incremental};
        return status;
    }
    static const QLabel *shown(const QueueFooter &footer, const QString &text)
    {
        for (const QLabel *label : footer.findChildren<const QLabel *>())
            if (label->text() == text)
                return label;
        return nullptr;
    }
};

QTEST_MAIN(TestQueueFooter)
#include "tst_queuefooter.moc"
