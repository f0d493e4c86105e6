// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/latestworker.h"

#include <QTest>
#include <QThread>

#include <atomic>
#include <semaphore>

using namespace spoolscope;

namespace {

/// Questions are numbers; the answer is the number. Each waits until it is let go or stopped.
class Asker
{
public:
    explicit Asker(qint64 shortestInterval = 0)
        : worker([this] { return question(); }, shortestInterval)
    {
    }

    void letGo() { m_gate.release(); }

    int number = 0;
    QList<int> told;
    std::atomic<int> begun = 0;
    std::atomic<int> stopped = 0;
    LatestWorker worker;

private:
    LatestWorker::Work question()
    {
        return [this, number = number](const std::stop_token &stop) -> LatestWorker::Tell {
            ++begun;
            while (!m_gate.try_acquire_for(std::chrono::milliseconds(1))) {
                if (stop.stop_requested()) {
                    ++stopped;
                    return {};
                }
            }
            return [this, number] {
                QVERIFY(QThread::isMainThread());
                told.append(number);
            };
        };
    }

    std::counting_semaphore<> m_gate{0};
};

}

class TestLatestWorker : public QObject
{
    Q_OBJECT

private slots:
    void anotherQuestionStopsTheOneBefore()
    {
        Asker asker;
        asker.number = 1;
        asker.worker.ask();
        QVERIFY(asker.worker.isBusy());
        QTRY_COMPARE(asker.begun, 1);
        asker.number = 2;
        asker.worker.ask();
        asker.number = 3;
        asker.worker.ask();
        QTRY_COMPARE(asker.stopped, 1);
        QTRY_COMPARE(asker.begun, 2); // nobody asks for 2 any more
        asker.letGo();
        QTRY_VERIFY(!asker.worker.isBusy());
        QCOMPARE(asker.told, QList<int>{3});
        QCOMPARE(asker.begun, 2);
    }

    /// One that was worked out at the moment when another was asked.
    void staleAnswerIsNotTold()
    {
        Asker asker;
        asker.number = 1;
        asker.worker.ask();
        QTRY_COMPARE(asker.begun, 1);
        asker.letGo();
        QThread::msleep(50); // its answer waits in the queue of events now
        asker.number = 2;
        asker.worker.ask();
        asker.letGo();
        QTRY_COMPARE(asker.told, QList<int>{2});
    }

    void sameQuestionIsAnsweredTwice()
    {
        Asker asker;
        asker.number = 1;
        asker.worker.ask();
        QTRY_COMPARE(asker.begun, 1);
        asker.number = 2;
        asker.worker.askAgain();
        asker.worker.askAgain();
        asker.letGo();
        asker.letGo();
        QTRY_COMPARE(asker.told, (QList<int>{1, 2}));
        QTRY_VERIFY(!asker.worker.isBusy());
        QCOMPARE(asker.stopped, 0);
        QCOMPARE(asker.begun, 2);
    }

    void sameQuestionIsGivenTime()
    {
        Asker asker(200);
        QElapsedTimer clock;
        clock.start();
        asker.letGo();
        asker.worker.askAgain(); // the first at once
        QTRY_COMPARE(asker.told.size(), 1);
        QVERIFY(clock.elapsed() < 200);
        asker.letGo();
        asker.worker.askAgain();
        QTRY_COMPARE(asker.told.size(), 2);
        QVERIFY(clock.elapsed() >= 199);
        asker.letGo();
        clock.restart();
        asker.worker.askAgain();
        asker.worker.ask(); // another one waits for nothing
        QTRY_COMPARE(asker.told.size(), 3);
        QVERIFY(clock.elapsed() < 200);
    }

    void droppedQuestionIsNotAnswered()
    {
        Asker asker;
        asker.worker.ask();
        QTRY_COMPARE(asker.begun, 1);
        asker.worker.askAgain();
        asker.worker.drop();
        QTRY_VERIFY(!asker.worker.isBusy());
        QCOMPARE(asker.stopped, 1);
        QTest::qWait(20);
        QCOMPARE(asker.begun, 1);
        QVERIFY(asker.told.isEmpty());
    }

    void endsWhileItWorks()
    {
        std::atomic<bool> wasStopped = false;
        {
            LatestWorker worker([&] {
                return [&](const std::stop_token &stop) -> LatestWorker::Tell {
                    while (!stop.stop_requested())
                        QThread::msleep(1);
                    wasStopped = true;
                    return [] { QFAIL("told after its end"); };
                };
            });
            worker.ask();
            QTest::qWait(20);
        }
        QVERIFY(wasStopped);
        QTest::qWait(20);
    }

    void largeThingsAreLeftToTheThread()
    {
        QThread *freedOn = QThread::currentThread();
        struct Large
        {
            QThread **freedOn;
            ~Large() { *freedOn = QThread::currentThread(); }
        };
        {
            LatestWorker worker([] { return LatestWorker::Work(); });
            worker.discard(std::make_shared<Large>(&freedOn));
            QTRY_VERIFY(freedOn != QThread::currentThread());
        }
    }
};

QTEST_GUILESS_MAIN(TestLatestWorker)
#include "tst_latestworker.moc"
