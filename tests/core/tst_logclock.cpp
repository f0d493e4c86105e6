// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logclock.h"

#include <QDateTime>
#include <QTest>

using namespace spoolscope;

namespace {

qint64 seconds(QByteArrayView iso)
{
    return QDateTime::fromString(QString::fromLatin1(iso), Qt::ISODate).toSecsSinceEpoch();
}

struct Walk
{
    QByteArray stamp;
    QByteArray expected; ///< ISO with zone
};

const QTimeZone berlin("Europe/Berlin");

QByteArray stampOf(const QDateTime &local)
{
    return QLocale::c().toString(local, QStringLiteral("MMM dd HH:mm:ss")).toLatin1();
}

void follow(LogClock clock, std::initializer_list<Walk> walk)
{
    for (const auto &[stamp, expected] : walk) {
        qint64 time = 0;
        QVERIFY2(clock.read(stamp + " mx1 x", time) > 0, stamp.constData());
        QCOMPARE(QDateTime::fromMSecsSinceEpoch(time / 1000).toUTC().toString(Qt::ISODate),
            QDateTime::fromString(QString::fromLatin1(expected), Qt::ISODate)
                .toUTC()
                .toString(Qt::ISODate));
    }
}

}

class TestLogClock : public QObject
{
    Q_OBJECT

private slots:
    void readsStamps_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<qint64>("micros");
        QTest::addColumn<int>("size");
        const auto row = [](const char *line, const char *iso, qint64 micros, int size) {
            QTest::newRow(line) << QByteArray(line) << seconds(iso) * 1'000'000 + micros << size;
        };
        row("Nov 28 11:20:28 mx1", "2026-11-28T11:20:28Z", 0, 16);
        row("Nov  8 11:20:28 mx1", "2026-11-08T11:20:28Z", 0, 16);
        row("Nov 08 11:20:28 mx1", "2026-11-08T11:20:28Z", 0, 16);
        row("Nov 28 11:20:28.5 mx1", "2026-11-28T11:20:28Z", 500'000, 18);
        row("Dec 31 23:59:60 mx1", "2026-01-01T00:00:00Z", 0, 16); // a leap second
        row("2026-11-28T11:20:28Z mx1", "2026-11-28T11:20:28Z", 0, 21);
        row("2026-11-28T11:20:28.123456+01:00 mx1", "2026-11-28T10:20:28Z", 123'456, 33);
        row("2026-11-28T11:20:28.123-0330 mx1", "2026-11-28T14:50:28Z", 123'000, 29);
        row("2026-11-28T11:20:28.123456789Z mx1", "2026-11-28T11:20:28Z", 123'456, 31);
        row("2026-11-28T11:20:28,5Z mx1", "2026-11-28T11:20:28Z", 500'000, 23);
        row("2026-11-28 11:20:28 mx1", "2026-11-28T11:20:28Z", 0, 20);
        row("1971-02-03T04:05:06Z mx1", "1971-02-03T04:05:06Z", 0, 21);
    }
    void readsStamps()
    {
        QFETCH(QByteArray, line);
        LogClock clock(QTimeZone::utc(), seconds("2026-11-28T12:00:00Z"));
        qint64 time = 0;
        QTEST(int(clock.read(line, time)), "size");
        QTEST(time, "micros");
        // The second time it is known from the first.
        time = 0;
        QTEST(int(clock.read(line, time)), "size");
        QTEST(time, "micros");
    }

    void takesNothingElse_data()
    {
        QTest::addColumn<QByteArray>("line");
        for (const char *line : {"", "Nov 28 11:20:28", "Nov 28 11:20:28x mx1",
                 "Nov 28 1:20:28  mx1", "nov 28 11:20:28 mx1", "Nov 31 11:20:28 mx1",
                 "Feb 30 11:20:28 mx1", "Nov 00 11:20:28 mx1", "Nov  0 11:20:28 mx1",
                 "Nov 28 24:20:28 mx1", "Nov 28 11:60:28 mx1", "Nov 28 11:20:61 mx1",
                 "Nov 28 11-20-28 mx1", "Nov 28 11:20:28.x mx1", "2026-11-28",
                 "2026-11-28T11:20:28", "2026-11-28T11:20:28Zx", "2026-13-28T11:20:28Z mx1",
                 "2026-02-29T11:20:28Z mx1", "2026-11-28T11:20:28+1 mx1",
                 "2026-11-28T11:20:28+ab:cd mx1", "2026-11-28X11:20:28Z mx1",
                 "0026-11-28T11:20:28Z mx1", "20x6-11-28T11:20:28Z mx1", "<22>Nov 28 11:20:28 mx1"})
            QTest::newRow(line) << QByteArray(line);
    }
    void takesNothingElse()
    {
        QFETCH(QByteArray, line);
        LogClock clock(QTimeZone::utc(), seconds("2026-11-28T12:00:00Z"));
        qint64 time = 0;
        QCOMPARE(clock.read(line, time), 0);
    }

    /// What is the same up to the minute is not taken for the same where it is not.
    void remembersMinutesOnly()
    {
        follow(LogClock(QTimeZone::utc(), seconds("2026-11-28T12:00:00Z")),
            {{"Nov 28 11:20:28", "2026-11-28T11:20:28Z"},
                {"Nov 28 11:20:59", "2026-11-28T11:20:59Z"},
                {"Nov 28 11:21:00", "2026-11-28T11:21:00Z"},
                {"2026-11-28T11:21:01+01:00", "2026-11-28T10:21:01Z"},
                {"2026-11-28T11:21:01Z", "2026-11-28T11:21:01Z"},
                {"Nov 28 11:21:02", "2026-11-28T11:21:02Z"}});
    }

    void findsTheYear_data()
    {
        QTest::addColumn<QByteArray>("stamp");
        QTest::addColumn<QByteArray>("newest");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *stamp, const char *newest, const char *expected) {
            QTest::newRow(stamp) << QByteArray(stamp) << QByteArray(newest) << QByteArray(expected);
        };
        row("Nov 28 11:20:28", "2026-11-28T11:20:28Z", "2026-11-28T11:20:28Z");
        row("Dec 31 23:59:59", "2026-01-01T00:00:10Z", "2025-12-31T23:59:59Z");
        row("Jan 01 00:00:00", "2026-01-01T00:00:10Z", "2026-01-01T00:00:00Z");
        // The server's clock may be a day ahead of the one that dated the file, or behind.
        row("Nov 29 11:20:28", "2026-11-28T11:20:28Z", "2026-11-29T11:20:28Z");
        row("Jan 01 11:20:28", "2026-12-31T11:20:28Z", "2027-01-01T11:20:28Z");
        row("Nov 27 11:20:28", "2026-11-28T11:20:28Z", "2026-11-27T11:20:28Z");
        // What would lie further in the future was in the year before.
        row("Dec 24 11:20:28", "2026-11-28T11:20:28Z", "2025-12-24T11:20:28Z");
        row("Feb 29 11:20:28", "2024-03-01T11:20:28Z", "2024-02-29T11:20:28Z");
        row("Feb 29 11:20:29", "2026-03-01T11:20:28Z", "2024-02-29T11:20:29Z");
        row("Feb 29 11:20:30", "2104-03-01T11:20:28Z", "2104-02-29T11:20:30Z");
        row("Feb 29 11:20:31", "2103-03-01T11:20:28Z", "2096-02-29T11:20:31Z"); // 2100 has none
    }
    void findsTheYear()
    {
        QFETCH(QByteArray, stamp);
        QFETCH(QByteArray, newest);
        QFETCH(QByteArray, expected);
        follow(LogClock(QTimeZone::utc(), seconds(newest)), {{stamp, expected}});
    }

    void walksOverNewYear()
    {
        follow(LogClock(QTimeZone::utc(), seconds("2026-01-02T00:00:00Z")),
            {{"Dec 30 12:00:00", "2025-12-30T12:00:00Z"},
                {"Dec 31 23:59:59", "2025-12-31T23:59:59Z"},
                {"Jan  1 00:00:00", "2026-01-01T00:00:00Z"},
                {"Dec 31 23:59:58", "2025-12-31T23:59:58Z"}, // mixed lines of two processes
                {"Jan  1 00:00:01", "2026-01-01T00:00:01Z"}});
    }

    /// A log whose file was written last long after its lines: they go on from the first.
    void walksOverNewYearInAnOldFile()
    {
        follow(LogClock(QTimeZone::utc(), seconds("2026-03-01T00:00:00Z")),
            {{"Nov 30 12:00:00", "2025-11-30T12:00:00Z"},
                {"Jan 15 00:00:00", "2026-01-15T00:00:00Z"},
                {"Feb 28 00:00:00", "2026-02-28T00:00:00Z"}});
    }

    void walksOverTheLeapDay()
    {
        follow(LogClock(QTimeZone::utc(), seconds("2024-03-02T00:00:00Z")),
            {{"Feb 28 23:59:59", "2024-02-28T23:59:59Z"},
                {"Feb 29 00:00:00", "2024-02-29T00:00:00Z"},
                {"Mar  1 00:00:00", "2024-03-01T00:00:00Z"}});
    }

    void allowsForAClockThatIsSetBack()
    {
        follow(LogClock(QTimeZone::utc(), seconds("2026-11-30T00:00:00Z")),
            {{"Nov 28 12:00:00", "2026-11-28T12:00:00Z"},
                {"Nov 28 11:59:30", "2026-11-28T11:59:30Z"},
                {"Nov 27 12:00:00", "2026-11-27T12:00:00Z"},
                {"Nov 28 12:00:00", "2026-11-28T12:00:00Z"}});
    }

    /// A machine without a battery starts in January, until it has asked for the time.
    void allowsForAClockThatWasWrong()
    {
        follow(LogClock(QTimeZone::utc(), seconds("2026-06-05T12:01:00Z")),
            {{"Jun  5 12:00:00", "2026-06-05T12:00:00Z"},
                {"Jan  1 00:00:03", "2026-01-01T00:00:03Z"},
                {"Jun  5 12:00:30", "2026-06-05T12:00:30Z"}});
    }

    void knowsLocalTime()
    {
        follow(LogClock(berlin, seconds("2026-11-28T12:00:00Z")),
            {{"Jul  1 12:00:00", "2026-07-01T12:00:00+02:00"},
                {"Nov 28 12:00:00", "2026-11-28T12:00:00+01:00"}});
    }

    void knowsTheHourThatComesTwice()
    {
        follow(LogClock(berlin, seconds("2026-10-26T00:00:00Z")),
            {{"Oct 25 01:59:59", "2026-10-25T01:59:59+02:00"},
                {"Oct 25 02:00:00", "2026-10-25T02:00:00+02:00"},
                {"Oct 25 02:30:00", "2026-10-25T02:30:00+02:00"},
                {"Oct 25 02:29:58", "2026-10-25T02:29:58+02:00"}, // a little late
                {"Oct 25 02:59:59", "2026-10-25T02:59:59+02:00"},
                {"Oct 25 02:00:00", "2026-10-25T02:00:00+01:00"},
                {"Oct 25 02:59:58", "2026-10-25T02:59:58+02:00"}, // late again
                {"Oct 25 02:20:00", "2026-10-25T02:20:00+01:00"},
                {"Oct 25 02:59:59", "2026-10-25T02:59:59+01:00"},
                {"Oct 25 03:00:00", "2026-10-25T03:00:00+01:00"}});
    }

    void knowsTheHourThatIsMissing()
    {
        follow(LogClock(berlin, seconds("2026-03-30T00:00:00Z")),
            {{"Mar 29 01:59:59", "2026-03-29T01:59:59+01:00"},
                {"Mar 29 03:00:00", "2026-03-29T03:00:00+02:00"}});
    }

    /// Before the change, after it, and a zone that is not a whole hour.
    void asQtKnowsIt_data()
    {
        QTest::addColumn<QByteArray>("zone");
        for (const char *zone : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
                 "Asia/Kathmandu", "Pacific/Apia", "UTC"})
            QTest::newRow(zone) << QByteArray(zone);
    }
    void asQtKnowsIt()
    {
        QFETCH(QByteArray, zone);
        const QTimeZone there(zone);
        LogClock clock(there, seconds("2026-12-01T00:00:00Z"));
        for (const auto &[from, to] : {std::pair("2026-03-01T00:00:00Z", "2026-04-15T00:00:00Z"),
                 std::pair("2026-09-20T00:00:00Z", "2026-11-10T00:00:00Z")}) {
            for (qint64 time = seconds(from); time < seconds(to); time += 601) {
                const QDateTime local = QDateTime::fromSecsSinceEpoch(time, there);
                qint64 read = 0;
                QVERIFY(clock.read(stampOf(local) + " mx1", read) > 0);
                QCOMPARE(read / 1'000'000, time);
            }
        }
    }

    /// newest = 0: a log that is followed past New Year goes by this machine's clock.
    void goesByTheClockWhereNothingElseIsKnown()
    {
        LogClock clock;
        const QDateTime now = QDateTime::currentDateTimeUtc();
        qint64 read = 0;
        QVERIFY(clock.read(stampOf(now) + " mx1", read) > 0);
        QCOMPARE(read / 1'000'000, now.toSecsSinceEpoch());
    }
};

QTEST_GUILESS_MAIN(TestLogClock)
#include "tst_logclock.moc"
