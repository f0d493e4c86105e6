// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/jobs/job.h"

#include <QSignalSpy>
#include <QTest>

#include <condition_variable>

using namespace spoolscope;
using namespace Qt::StringLiterals;

class TestJob : public QObject
{
    Q_OBJECT

private slots:
    void endsOnce_data()
    {
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<JobState>("state");
        QTest::newRow("network") << ErrorKind::Network << JobState::Failed;
        QTest::newRow("permission") << ErrorKind::Permission << JobState::Failed;
        QTest::newRow("cancelled") << ErrorKind::Cancelled << JobState::Cancelled;
        QTest::newRow("unknown") << ErrorKind::OutcomeUnknown << JobState::OutcomeUnknown;
    }

    void endsOnce()
    {
        QFETCH(ErrorKind, kind);
        Job job(
            u"t"_s, {}, [kind](Job::Context &) -> Result<void> { return failure(kind, u"why"_s); });
        QSignalSpy finished(&job, &Job::finished);
        QCOMPARE(job.state(), JobState::Running); // never from inside the constructor
        QVERIFY(finished.wait());
        QTEST(job.state(), "state");
        QCOMPARE(job.error()->message, u"why"_s);
        QCoreApplication::processEvents();
        QCOMPARE(finished.count(), 1);
    }

    void succeeds()
    {
        Job job(u"t"_s, u"mx1"_s, [](Job::Context &context) -> Result<void> {
            context.report({7, 9, u"messages"_s});
            return {};
        });
        QSignalSpy finished(&job, &Job::finished);
        QVERIFY(finished.wait());
        QCOMPARE(job.state(), JobState::Succeeded);
        QCOMPARE(job.error(), std::nullopt);
        QCOMPARE(job.progress(), (JobProgress{7, 9, u"messages"_s}));
        QCOMPARE(job.server(), u"mx1"_s);
    }

    void cancelIsSeenByTheWork()
    {
        Job job(u"t"_s, {}, waitForStop);
        QSignalSpy finished(&job, &Job::finished);
        job.cancel();
        QVERIFY(job.isCancelRequested());
        QVERIFY(finished.wait());
        QCOMPARE(job.state(), JobState::Cancelled);
    }

    void destructionStopsTheWorkAndSaysNothing()
    {
        auto job = std::make_unique<Job>(u"t"_s, QString(), waitForStop);
        QSignalSpy finished(job.get(), &Job::finished);
        job.reset();
        QCoreApplication::processEvents();
        QCOMPARE(finished.count(), 0);
    }

    void progressIsToldSeldom()
    {
        Job job(u"t"_s, {}, [](Job::Context &context) -> Result<void> {
            for (qint64 i = 0; i < 1'000'000; ++i)
                context.report({i, {}, {}});
            return {};
        });
        QSignalSpy progressed(&job, &Job::progressed);
        QSignalSpy finished(&job, &Job::finished);
        QVERIFY(finished.wait(60'000));
        QVERIFY(progressed.count() >= 1);
        QVERIFY(progressed.count() <= job.elapsed() / 50 + 2);
        QCOMPARE(job.progress().done, 999'999);
    }

private:
    static Result<void> waitForStop(Job::Context &context)
    {
        std::mutex mutex;
        std::condition_variable_any wake;
        std::unique_lock lock(mutex);
        wake.wait(lock, context.stop(), [] { return false; });
        return failure(ErrorKind::Cancelled, u"stopped"_s);
    }
};

QTEST_GUILESS_MAIN(TestJob)
#include "tst_job.moc"
