// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/retryestimate.h"

#include <QElapsedTimer>
#include <QTest>

#include <limits>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 arrival = 1'763'784'900;

/// Plainly, try by try.
qint64 countedUp(const RetrySettings &settings, qint64 age)
{
    qint64 next = 0;
    while (next <= age) {
        qint64 pause = next;
        if (pause > settings.maximalBackoff)
            pause = settings.maximalBackoff;
        if (pause < settings.minimalBackoff)
            pause = settings.minimalBackoff;
        next += std::max<qint64>(1, pause + settings.queueRunDelay / 2);
    }
    return next;
}

}

class TestRetryEstimate : public QObject
{
    Q_OBJECT

private slots:
    void readsTimes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<char>("unit");
        QTest::addColumn<qint64>("seconds"); // -1: none
        QTest::newRow("seconds") << "300s"_ba << 's' << qint64(300);
        QTest::newRow("minutes") << "5m"_ba << 's' << qint64(300);
        QTest::newRow("hours") << "4h"_ba << 's' << qint64(14'400);
        QTest::newRow("days") << "5d"_ba << 's' << qint64(432'000);
        QTest::newRow("weeks") << "2w"_ba << 's' << qint64(1'209'600);
        QTest::newRow("unit unsaid") << "5"_ba << 'd' << qint64(432'000);
        QTest::newRow("zero") << "0"_ba << 'd' << qint64(0);
        for (const char *bad : {"", "s", "5x", "-5s", "+5", "5 d", "1.5h", "$x", "five", "5dd",
                 "9223372036854775807w", "99999999999999999999", "0x10"})
            QTest::newRow(bad) << QByteArray(bad) << 's' << qint64(-1);
    }
    void readsTimes()
    {
        QFETCH(QByteArray, text);
        QFETCH(char, unit);
        QFETCH(qint64, seconds);
        QCOMPARE(parsePostfixTime(text, unit).value_or(-1), seconds);
    }

    void takesParameters()
    {
        RetrySettings settings;
        QCOMPARE(retryParameters().size(), 5);
        for (const QByteArray &name : retryParameters()) {
            QVERIFY(setRetryParameter(settings, name, "2"));
            QVERIFY(!setRetryParameter(settings, name, "nonsense"));
        }
        QCOMPARE(settings, (RetrySettings{2, 2, 2, 2 * 86'400, 2 * 86'400}));
        QVERIFY(!setRetryParameter(settings, "delay_warning_time", "2"));
    }

    void triesAsTheQueueManagerDoes_data()
    {
        QTest::addColumn<qint64>("age");
        QTest::addColumn<qint64>("next");
        // By default: 300 s at least, 4000 s at most, a look each 300 s.
        QTest::newRow("just come") << qint64(0) << qint64(450);
        QTest::newRow("before the second try") << qint64(449) << qint64(450);
        QTest::newRow("at it") << qint64(450) << qint64(1050);
        QTest::newRow("the pause has doubled") << qint64(1050) << qint64(2250);
        QTest::newRow("and again") << qint64(2250) << qint64(4650);
        QTest::newRow("no longer than the maximum") << qint64(4650) << qint64(8800);
        QTest::newRow("from then on regularly") << qint64(8800) << qint64(12'950);
        QTest::newRow("for days") << qint64(400'000) << qint64(403'050);
    }
    void triesAsTheQueueManagerDoes()
    {
        QFETCH(qint64, age);
        QFETCH(qint64, next);
        QCOMPARE(ageAtNextTry({}, age), next);
        QCOMPARE(countedUp({}, age), next);
    }

    void anySettingsAreSurvived()
    {
        for (const qint64 minimal : {0, 1, 300, 5000})
            for (const qint64 maximal : {0, 1, 4000, 86'400})
                for (const qint64 run : {0, 1, 300, 3601})
                    for (qint64 age = 0; age < 20'000; age += 333) {
                        const RetrySettings settings{minimal, maximal, run, 1, 1};
                        const qint64 next = ageAtNextTry(settings, age);
                        QVERIFY(next > age);
                        QCOMPARE(next, countedUp(settings, age));
                    }
        const qint64 longest = 1000LL * 366 * 86'400;
        QVERIFY(ageAtNextTry({longest, longest, longest, 0, 0}, longest) > longest);
        QVERIFY(ageAtNextTry({0, 0, 0, 0, 0}, longest) > longest);
    }

    void everyQueueHasItsOwn_data()
    {
        QTest::addColumn<QueueName>("queue");
        QTest::addColumn<QByteArray>("sender");
        QTest::addColumn<bool>("isMarked");
        QTest::addColumn<qint64>("nextTry"); // after the arrival; -1: none
        QTest::addColumn<qint64>("expires");
        QTest::newRow("deferred") << QueueName::Deferred << "a@b"_ba << false << qint64(1050)
                                  << qint64(1000);
        QTest::newRow("bounce") << QueueName::Deferred << ""_ba << false << qint64(1050)
                                << qint64(500);
        QTest::newRow("marked") << QueueName::Deferred << "a@b"_ba << true << qint64(1050)
                                << qint64(600);
        QTest::newRow("marked and past")
            << QueueName::Deferred << ""_ba << true << qint64(1050) << qint64(500);
        QTest::newRow("active") << QueueName::Active << "a@b"_ba << false << qint64(-1)
                                << qint64(1000);
        QTest::newRow("incoming") << QueueName::Incoming << "a@b"_ba << false << qint64(-1)
                                  << qint64(1000);
        QTest::newRow("maildrop") << QueueName::Maildrop << "a@b"_ba << false << qint64(-1)
                                  << qint64(1000);
        QTest::newRow("hold") << QueueName::Hold << "a@b"_ba << false << qint64(-1) << qint64(-1);
    }
    void everyQueueHasItsOwn()
    {
        QFETCH(QueueName, queue);
        QFETCH(QByteArray, sender);
        QFETCH(bool, isMarked);
        QFETCH(qint64, nextTry);
        QFETCH(qint64, expires);
        QueueSnapshot snapshot({u"id"_s, "/etc/postfix"}, 0);
        snapshot.add({*QueueId::parse("4F2A81C09D"), queue, arrival, 1, isMarked, sender, {}});
        snapshot.end(ListingState::Complete, 0, {});
        const auto estimate
            = estimateRetry({300, 4000, 300, 1000, 500}, snapshot, 0, arrival + 600);
        QCOMPARE(estimate.nextTry.value_or(arrival - 1) - arrival, nextTry);
        QCOMPARE(estimate.expires.value_or(arrival - 1) - arrival, expires);
    }

    void timesThatAreNone()
    {
        for (const qint64 time : {std::numeric_limits<qint64>::max(), latestTime + 1}) {
            QueueSnapshot snapshot({u"id"_s, "/etc/postfix"}, 0);
            snapshot.add(
                {*QueueId::parse("4F2A81C09D"), QueueName::Deferred, time, 1, false, "a@b", {}});
            snapshot.end(ListingState::Complete, 0, {});
            QCOMPARE(estimateRetry({}, snapshot, 0, arrival), RetryEstimate());
        }
    }

    /// A server's clock may be behind the message's time.
    void mailFromTheFuture()
    {
        QueueSnapshot snapshot({u"id"_s, "/etc/postfix"}, 0);
        snapshot.add(
            {*QueueId::parse("4F2A81C09D"), QueueName::Deferred, arrival, 1, false, "a@b", {}});
        snapshot.end(ListingState::Complete, 0, {});
        QCOMPARE(estimateRetry({}, snapshot, 0, arrival - 5000).nextTry, arrival + 450);
    }
};

QTEST_GUILESS_MAIN(TestRetryEstimate)
#include "tst_retryestimate.moc"
