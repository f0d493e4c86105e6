// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "proofhost.h"
#include "proofrun.h"

#include "core/queue/queuelister.h"

#include <QFile>
#include <QTest>

#include <malloc.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// What is allowed besides the snapshot and the plan, which hold every message.
constexpr qint64 fixedBytes = 48 << 20;
constexpr qint64 bytesPerMessage = 3000;

qint64 statusValue(const char *name)
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith(name))
            return line.simplified().split(' ').value(1).toLongLong() * 1024;
    }
    return 0;
}

}

/// A large queue is listed, held and deleted over links that are late or slow: no deadlock, no
/// loss, and no more memory than the messages themselves need.
class ProofLinks : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_host = std::make_unique<ProofHost>(10); }

    void holdsAndDeletesAll_data()
    {
        QTest::addColumn<int>("roundTrip");
        QTest::addColumn<qint64>("bytesPerSecond");
        QTest::newRow("0 ms") << 0 << qint64(0);
        QTest::newRow("100 ms") << 100 << qint64(0);
        QTest::newRow("300 ms") << 300 << qint64(0);
        QTest::newRow("1 Mbit/s") << 20 << qint64(125'000);
    }

    void holdsAndDeletesAll()
    {
        QFETCH(int, roundTrip);
        QFETCH(qint64, bytesPerSecond);
        const QString name = QString::fromLatin1(QTest::currentDataTag());
        // Of what is filled in, a part is active or on hold.
        const int filled = int(m_run.count() * 11 / 10 + 50);
        QVERIFY(m_host->lab().fill(0, filled, ++m_seed));
        QTRY_VERIFY_WITH_TIMEOUT(isAtRest(), 600'000);
        m_host->list();
        std::vector<QByteArray> ids = m_host->deferred();
        QVERIFY(qint64(ids.size()) >= m_run.count());
        ids.resize(size_t(m_run.count()));
        const auto plan = m_host->plan(Action::Delete, ids, QueueName::Hold);
        const auto before = m_host->disk().look();

        m_host->proxy().setScript(
            FaultScript::line(std::chrono::milliseconds(roundTrip), bytesPerSecond));
        const auto transport = m_host->connect({.deadline = 60s});
        QVERIFY(transport);
        ::malloc_trim(0);
        const qint64 memory = resetPeak();
        QElapsedTimer clock;
        clock.start();
        const PartResult trashed = m_host->carryOut(
            *m_host->plan(Action::Trash, ids), m_host->source(*transport), int(largestBatch));
        QVERIFY2(!trashed.error, trashed.error ? qPrintable(trashed.error->message) : "");
        const PartResult deleted
            = m_host->carryOut(*plan, m_host->source(*transport), int(largestBatch));
        const qint64 seconds = clock.elapsed() / 1000;
        const qint64 grown = statusValue("VmHWM:") - memory;
        m_host->proxy().setScript({});
        QVERIFY2(!deleted.error, deleted.error ? qPrintable(deleted.error->message) : "");

        auto expected = before;
        for (const QByteArray &id : ids)
            expected.erase(id);
        if (trashed.counts()[size_t(Verdict::Done)] != m_run.count()
            || deleted.counts()[size_t(Verdict::Done)] != m_run.count())
            m_run.fail(m_done, name + u": not all are done"_s);
        if (m_host->disk().look() != expected)
            m_run.fail(m_done, name + u": the queue is not what it should be"_s);
        if (grown > fixedBytes + m_run.count() * bytesPerMessage)
            m_run.fail(m_done, name + u": it took %1 bytes more"_s.arg(grown));
        if (m_host->proxy().figures().mostHeld > 4 * FaultProxy::buffer)
            m_run.fail(m_done, name + u": the proxy held too much"_s);
        m_run.set(name + u" seconds"_s, seconds);
        m_run.set(name + u" MB more at most"_s, grown >> 20);
        m_done += m_run.count();
    }

    void cleanupTestCase()
    {
        m_run.print(m_done);
        QCOMPARE(m_done, 4 * m_run.count());
        QCOMPARE(m_run.failures(), 0);
    }

private:
    /// What qmgr takes from incoming while the queue is listed may be missed (postqueue(1)).
    bool isAtRest() const
    {
        const auto before = m_host->disk().look();
        QTest::qWait(3000);
        return m_host->disk().look() == before;
    }

    /// The memory in use, which is the peak from now on.
    static qint64 resetPeak()
    {
        QFile file(u"/proc/self/clear_refs"_s);
        if (!file.open(QIODevice::WriteOnly) || file.write("5") != 1)
            qFatal("cannot reset the peak of memory");
        file.close();
        return statusValue("VmRSS:");
    }

    ProofRun m_run{"links", 2000};
    std::unique_ptr<ProofHost> m_host;
    int m_seed = 1000;
    qint64 m_done = 0;
};

QTEST_GUILESS_MAIN(ProofLinks)
#include "proof_links.moc"
