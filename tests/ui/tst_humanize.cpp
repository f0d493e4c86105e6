// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/humanize.h"

#include <QLocale>
#include <QTest>
#include <QTranslator>

using namespace spoolscope;

class TestHumanize : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void sizes_data()
    {
        QTest::addColumn<qint64>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << qint64(0) << QStringLiteral("0 B");
        QTest::newRow("bytes") << qint64(999) << QStringLiteral("999 B");
        QTest::newRow("kilobyte") << qint64(1000) << QStringLiteral("1.0 KB");
        QTest::newRow("two figures") << qint64(9'949) << QStringLiteral("9.9 KB");
        QTest::newRow("no fraction") << qint64(9'950) << QStringLiteral("10 KB");
        QTest::newRow("next unit") << qint64(999'600) << QStringLiteral("1.0 MB");
        QTest::newRow("megabytes") << qint64(38'200'000) << QStringLiteral("38 MB");
        QTest::newRow("beyond") << qint64(5'000'000'000'000'000) << QStringLiteral("5,000 TB");
    }

    void sizes()
    {
        QFETCH(qint64, bytes);
        QTEST(humanize::size(bytes), "text");
    }

    void ages_data()
    {
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("exact");
        QTest::newRow("now") << qint64(0) << QStringLiteral("now") << QStringLiteral("00:00:00");
        QTest::newRow("skewed") << qint64(-5) << QStringLiteral("now")
                                << QStringLiteral("00:00:00");
        QTest::newRow("seconds") << qint64(59) << QStringLiteral("59 s")
                                 << QStringLiteral("00:00:59");
        QTest::newRow("minutes") << qint64(250) << QStringLiteral("4 min")
                                 << QStringLiteral("00:04:10");
        QTest::newRow("hours") << qint64(11'520) << QStringLiteral("3 h 12 min")
                               << QStringLiteral("03:12:00");
        QTest::newRow("full hour")
            << qint64(7'200) << QStringLiteral("2 h") << QStringLiteral("02:00:00");
        QTest::newRow("days") << qint64(440'024) << QStringLiteral("5 d 2 h")
                              << QStringLiteral("5 d 02:13:44");
    }

    void ages()
    {
        QFETCH(qint64, seconds);
        QTEST(humanize::age(seconds), "text");
        QTEST(humanize::exactAge(seconds), "exact");
    }

    void others()
    {
        QCOMPARE(humanize::count(12'431), QStringLiteral("12,431"));
        QCOMPARE(humanize::exactSize(4'213), QStringLiteral("4,213 bytes"));
        QCOMPARE(humanize::elapsed(4'200), QStringLiteral("4 s"));
        QCOMPARE(humanize::elapsed(62'000), QStringLiteral("1:02"));
        QCOMPARE(humanize::elapsed(3'753'000), QStringLiteral("1:02:33"));
        QCOMPARE(humanize::rate(0.4), QStringLiteral("0.4/s"));
        QCOMPARE(humanize::rate(3'100), QStringLiteral("3,100/s"));
    }

    void englishHasPlurals()
    {
        QTranslator translator;
        QVERIFY(translator.load(QStringLiteral(":/i18n/spoolscope_en.qm")));
        QCoreApplication::installTranslator(&translator);
        const auto messages = [](int count) {
            return QCoreApplication::translate(
                "spoolscope::QueueFooter", "%Ln message(s)", nullptr, count);
        };
        QCOMPARE(messages(1), QStringLiteral("1 message"));
        QCOMPARE(messages(2), QStringLiteral("2 messages"));
        QCOMPARE(messages(6'914), QStringLiteral("6,914 messages"));
    }
};

QTEST_GUILESS_MAIN(TestHumanize)
#include "tst_humanize.moc"
