// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sshdfixture.h"

#include "core/transport/remotecommand.h"

#include <QDir>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <csignal>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

CommandLine shell(const QByteArray &script, std::chrono::milliseconds silence = 60s)
{
    return {{"sh", "-c", script}, {}, silence};
}

}

/// How a link ends: cut, closed, frozen or let go. A loss is never taken for an end.
class TestSshLoss : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void lostMidStreamIsNeverComplete();
    void lostBeforeWhenLost();
    void closedByServerInOrder();
    void silentServerTimesOut();
    void destructorIsPrompt_data();
    void destructorIsPrompt();
    void aSilentLinkIsGivenUp();
    void aLinkThatIsIdleStays();
    void aBusyLinkStays();
    void leavesNothingOpen_data();
    void leavesNothingOpen();

private:
    std::unique_ptr<SshdFixture> m_sshd;
    std::unique_ptr<SshTransport> m_transport;
};

void TestSshLoss::initTestCase()
{
    qunsetenv("SSH_AUTH_SOCK");
    m_sshd = std::make_unique<SshdFixture>();
    QVERIFY(m_sshd->start());
}

void TestSshLoss::init()
{
    m_transport = m_sshd->connected();
    QVERIFY(m_transport);
}

void TestSshLoss::cleanup()
{
    m_transport.reset();
    m_sshd->signalSessions(SIGCONT);
}

void TestSshLoss::lostMidStreamIsNeverComplete()
{
    QRandomGenerator random(20240607);
    for (int round = 0; round < 12; ++round) {
        const auto transport = m_sshd->connected();
        QVERIFY(transport);
        std::atomic<int> losses = 0;
        transport->whenLost(
            [&](const Error &error) { losses += error.kind == ErrorKind::Network ? 1 : 100; });
        auto running
            = RemoteCommand::start(*transport, shell("head -c 30000000 /dev/zero; sleep 600"), {});
        QVERIFY(running);
        const qint64 killAt = random.bounded(30'000'000);
        qint64 read = 0;
        bool isKilled = false;
        Result<QByteArray> chunk;
        while ((chunk = running->read())) {
            QVERIFY(!chunk->isEmpty());
            read += chunk->size();
            if (read >= killAt && !std::exchange(isKilled, true))
                m_sshd->signalSessions(SIGKILL);
        }
        QVERIFY(isKilled);
        QCOMPARE(chunk.error().kind, ErrorKind::Network);
        QTRY_COMPARE(losses, 1);
        QVERIFY(!transport->isAlive());
        const auto after = transport->start("true", {});
        QVERIFY(!after);
        QCOMPARE(after.error().kind, ErrorKind::Network);
        QCOMPARE(losses, 1);
    }
}

void TestSshLoss::lostBeforeWhenLost()
{
    m_sshd->signalSessions(SIGKILL);
    QTRY_VERIFY(!m_transport->isAlive());
    std::atomic<int> losses = 0;
    m_transport->whenLost([&](const Error &) { ++losses; });
    QTRY_COMPARE(losses, 1);
    m_transport.reset();
    QCOMPARE(losses, 1);
}

void TestSshLoss::closedByServerInOrder()
{
    // SIGTERM makes sshd disconnect politely; that is a loss all the same.
    std::atomic<int> losses = 0;
    m_transport->whenLost([&](const Error &) { ++losses; });
    auto running = RemoteCommand::start(*m_transport, shell("echo a; sleep 600"), {});
    QVERIFY(running);
    QVERIFY(running->read());
    m_sshd->signalSessions(SIGTERM);
    const auto next = running->read();
    QVERIFY(!next);
    QCOMPARE(next.error().kind, ErrorKind::Network);
    QTRY_COMPARE(losses, 1);
}

void TestSshLoss::silentServerTimesOut()
{
    auto running = RemoteCommand::start(
        *m_transport, shell("while :; do echo a; sleep 0.05; done", 500ms), {});
    QVERIFY(running);
    for (int i = 0; i < 5; ++i)
        QVERIFY(running->read());
    m_sshd->signalSessions(SIGSTOP);
    QElapsedTimer clock;
    clock.start();
    Result<QByteArray> next;
    while ((next = running->read()))
        QVERIFY(clock.elapsed() < 5000);
    QCOMPARE(next.error().kind, ErrorKind::Timeout);
}

void TestSshLoss::destructorIsPrompt_data()
{
    QTest::addColumn<bool>("isStopped");
    QTest::newRow("live server") << false;
    QTest::newRow("server that does not answer") << true;
}

void TestSshLoss::destructorIsPrompt()
{
    QFETCH(bool, isStopped);
    std::atomic<int> losses = 0;
    m_transport->whenLost([&](const Error &) { ++losses; });
    {
        auto process = m_transport->start("yes; cat", {});
        QVERIFY(process);
        QVERIFY((*process)->read({}, 10s));
        if (isStopped)
            m_sshd->signalSessions(SIGSTOP);
        (*process)->write(QByteArray(20'000'000, 'x'));
        QElapsedTimer clock;
        clock.start();
        m_transport.reset();
        QVERIFY2(clock.elapsed() < 1000, QByteArray::number(clock.elapsed()).constData());
        Result<QByteArray> next;
        while ((next = (*process)->read({}, 10s)))
            QVERIFY(!next->isEmpty());
        QCOMPARE(next.error().kind, ErrorKind::Network);
    }
    QCOMPARE(losses, 0);
}

/// A frozen server answers nothing and closes nothing, as a cable that was pulled.
void TestSshLoss::aSilentLinkIsGivenUp()
{
    const auto transport
        = SshTransport::connect(m_sshd->endpoint(), {.liveness = {200ms, 1500ms}}, {});
    QVERIFY(transport);
    QCOMPARE(run(**transport, {{"echo", "a"}}, {}).value().output, "a\n");
    auto process = (*transport)->start("sleep 600", {});
    QVERIFY(process);
    m_sshd->signalSessions(SIGSTOP);
    const auto bytes = (*process)->read({}, 60s);
    QVERIFY(!bytes); // a lost link is never an end
    QCOMPARE(bytes.error().kind, ErrorKind::Network);
    QVERIFY2(
        bytes.error().message.contains("has not answered"_L1), qPrintable(bytes.error().message));
    QVERIFY(!(*transport)->isAlive());
    m_sshd->signalSessions(SIGCONT);
}

void TestSshLoss::aLinkThatIsIdleStays()
{
    const auto transport
        = SshTransport::connect(m_sshd->endpoint(), {.liveness = {50ms, 3000ms}}, {});
    QVERIFY(transport);
    // It is asked many times and answers each time.
    auto process = (*transport)->start("sleep 5; echo done", {});
    QVERIFY(process);
    std::chrono::milliseconds longest{};
    QVERIFY(!QTest::qWaitFor(
        [&] {
            longest = std::max(longest, (*transport)->silence());
            return !(*transport)->isAlive();
        },
        4500));
    QVERIFY(longest < 3000ms);
    QCOMPARE((*process)->read({}, 10s).value(), "done\n");
}

/// Output that nobody reads fills the window; the link is alive all the same.
void TestSshLoss::aBusyLinkStays()
{
    const auto transport
        = SshTransport::connect(m_sshd->endpoint(), {.liveness = {50ms, 3000ms}}, {});
    QVERIFY(transport);
    auto process = (*transport)->start("head -c 30000000 /dev/zero", {});
    QVERIFY(process);
    QVERIFY(!QTest::qWaitFor([&] { return !(*transport)->isAlive(); }, 4500));
    qint64 total = 0;
    while (true) {
        const auto bytes = (*process)->read({}, 10s);
        QVERIFY2(bytes, qPrintable(bytes ? QString() : bytes.error().message));
        if (bytes->isEmpty())
            break;
        total += bytes->size();
    }
    QCOMPARE(total, 30'000'000);
}

void TestSshLoss::leavesNothingOpen_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("let go") << 0;
    QTest::newRow("cut by the server") << SIGKILL;
    QTest::newRow("frozen") << SIGSTOP;
}

/// However a connection ends, its socket and all else of it is closed.
void TestSshLoss::leavesNothingOpen()
{
    QFETCH(int, signal);
    m_transport.reset();
    const auto openFiles = [] { return QDir(u"/proc/self/fd"_s).entryList(QDir::NoFilter).size(); };
    const auto before = openFiles();
    for (int round = 0; round < 10; ++round) {
        const auto transport = m_sshd->connected();
        QVERIFY(transport);
        if (signal != 0)
            m_sshd->signalSessions(signal);
        if (signal == SIGKILL)
            QTRY_VERIFY(!transport->isAlive());
    }
    QCOMPARE(openFiles(), before);
    // A login that is refused is over as well.
    SshEndpoint refused = m_sshd->endpoint();
    refused.user = u"nobody"_s;
    QVERIFY(!SshTransport::connect(refused, {}, {}));
    QCOMPARE(openFiles(), before);
}

QTEST_GUILESS_MAIN(TestSshLoss)
#include "tst_sshloss.moc"
