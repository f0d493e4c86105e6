// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sshdfixture.h"

#include "core/transport/remotecommand.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

#include <atomic>
#include <thread>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

CommandLine shell(const QByteArray &script, std::chrono::milliseconds silence = 60s)
{
    return {{"sh", "-c", script}, {}, silence};
}

/// Asks for a stop once `isTime` and says how long the work took to notice.
template <typename IsTime, typename Work> qint64 cancelLatency(IsTime isTime, Work work)
{
    std::stop_source source;
    std::atomic<qint64> asked = 0;
    QElapsedTimer clock;
    clock.start();
    std::jthread canceller([&] {
        while (!isTime())
            std::this_thread::sleep_for(5ms);
        asked = clock.elapsed();
        source.request_stop();
    });
    work(source.get_token());
    return clock.elapsed() - asked;
}

}

/// What commands do over a link that holds (tst_sshloss has the others). One server for all of it;
/// each test function has its own connection.
class TestSshTransport : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void reportsOutputErrorsAndExitCode();
    void reportsSignals();
    void passesBytesUnchanged();
    void passesLargeInput();
    void drainsErrorsOfLargeBatches();
    void keepsErrorOutputWithinItsCap();
    void dropsNoiseAndForeignMarkers();
    void truncatedByForcedCommand();
    void survivesRekeying();
    void runsCommandsInParallel();
    void queuesMoreCommandsThanChannels();
    void givesChannelsBack();
    void endsAbandonedProcesses_data();
    void endsAbandonedProcesses();
    void reportsMaxSessions();
    void slowReaderHoldsTheServer();
    void cancelledWhileReading();
    void cancelledWhileWriting();
    void cancelledWhileQueued();

private:
    std::unique_ptr<SshdFixture> m_sshd;
    std::unique_ptr<SshTransport> m_transport;
};

void TestSshTransport::initTestCase()
{
    qunsetenv("SSH_AUTH_SOCK");
    m_sshd = std::make_unique<SshdFixture>(QByteArrayList{"MaxSessions 10"});
    QVERIFY(m_sshd->start());
}

void TestSshTransport::init()
{
    m_transport = m_sshd->connected();
    QVERIFY(m_transport);
}

void TestSshTransport::cleanup()
{
    m_transport.reset();
    m_sshd->signalSessions(SIGCONT);
}

void TestSshTransport::reportsOutputErrorsAndExitCode()
{
    const auto result = run(*m_transport, shell("echo out; echo err >&2; exit 3"), {});
    QVERIFY(result);
    QCOMPARE(result->output, "out\n");
    QCOMPARE(result->errors, "err\n");
    QCOMPARE(result->exitCode, 3);
    QVERIFY(m_transport->isAlive());
}

void TestSshTransport::reportsSignals()
{
    auto process = m_transport->start("kill -9 $$", {});
    QVERIFY(process);
    QVERIFY((*process)->read({}, 10s).value().isEmpty());
    const auto status = (*process)->wait({}, 10s);
    QVERIFY(status);
    QCOMPARE(status->signal, "KILL");
    QCOMPARE(status->code, -1);
}

void TestSshTransport::passesBytesUnchanged()
{
    QByteArray input(10'000'000, Qt::Uninitialized);
    QRandomGenerator random(1);
    for (char &c : input)
        c = static_cast<char>(random.generate());
    const auto result = run(*m_transport, {{"cat"}, input}, {});
    QVERIFY(result);
    QVERIFY(result->output == input);
}

void TestSshTransport::passesLargeInput()
{
    // Everything comes back twice while it is still being sent.
    const QByteArray input = QByteArray("A1B2C3D4E5F\n").repeated(1'000'000);
    const auto result = run(*m_transport, {{"tee", "/dev/stderr"}, input}, {});
    QVERIFY(result);
    QVERIFY(result->output == input);
    QVERIFY(result->errors == input);

    const auto unread = run(*m_transport, {{"echo", "done"}, input}, {});
    QVERIFY(unread);
    QCOMPARE(unread->output, "done\n");
}

void TestSshTransport::drainsErrorsOfLargeBatches()
{
    // postsuper prints a line to stderr for each ID; nobody reads stdout meanwhile.
    auto process = m_transport->start("sed 's/.*/postsuper: &: removed/' 1>&2", {});
    QVERIFY(process);
    (*process)->write(QByteArray("A1B2C3D4E5F\n").repeated(250'000));
    (*process)->closeInput();
    qsizetype lines = 0;
    QTRY_COMPARE_WITH_TIMEOUT(lines += (*process)->takeErrorOutput().count('\n'), 250'000, 60'000);
    QVERIFY((*process)->read({}, 10s).value().isEmpty());
    QCOMPARE((*process)->wait({}, 10s).value().code, 0);
}

void TestSshTransport::keepsErrorOutputWithinItsCap()
{
    const auto result = run(*m_transport, shell("head -c 80000000 /dev/zero >&2; echo done"), {});
    QVERIFY(result);
    QCOMPARE(result->output, "done\n");
    QVERIFY(result->errors.endsWith("dropped]\n"));
    QVERIFY(result->errors.size() < (64 << 20) + 100);
}

void TestSshTransport::dropsNoiseAndForeignMarkers()
{
    SshdFixture sshd({"ForceCommand echo 'Welcome {'; echo SPOOLSCOPE-BEGIN-00; echo; "
                      "echo 'SPOOLSCOPE-END-00 0'; echo \"$SSH_ORIGINAL_COMMAND\"; "
                      "head -c 3000000 /dev/zero; sh -c \"$SSH_ORIGINAL_COMMAND\"; r=$?; "
                      "echo bye; exit $r"});
    QVERIFY(sshd.start());
    const auto transport = sshd.connected();
    QVERIFY(transport);
    const auto result = run(*transport, shell("printf 'a\\nb'; exit 4"), {});
    QVERIFY(result);
    QCOMPARE(result->output, "a\nb");
    QCOMPARE(result->exitCode, 4);
}

void TestSshTransport::truncatedByForcedCommand()
{
    SshdFixture sshd({"ForceCommand sh -c \"$SSH_ORIGINAL_COMMAND\" | head -c 100000"});
    QVERIFY(sshd.start());
    const auto transport = sshd.connected();
    QVERIFY(transport);
    const auto cut = run(*transport, shell("head -c 200000 /dev/zero"), {});
    QVERIFY(!cut);
    QCOMPARE(cut.error().kind, ErrorKind::Incomplete);
    // The pipe's exit status hides the command's: that is no proof either.
    const auto hidden = run(*transport, shell("exit 1"), {});
    QVERIFY(!hidden);
    QCOMPARE(hidden.error().kind, ErrorKind::Incomplete);
}

void TestSshTransport::survivesRekeying()
{
    SshdFixture sshd({"RekeyLimit 1M"});
    QVERIFY(sshd.start());
    const auto transport = sshd.connected();
    QVERIFY(transport);
    const QByteArray input = QByteArray("0123456789abcdef").repeated(1'000'000);
    const auto result = run(*transport, {{"cat"}, input}, {});
    QVERIFY(result);
    QVERIFY(result->output == input);
}

void TestSshTransport::runsCommandsInParallel()
{
    std::array<Result<CommandOutput>, 2> results;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 2; ++i)
            threads.emplace_back([&, i] {
                results[i] = run(*m_transport,
                    shell("head -c 20000000 /dev/zero | tr '\\0' " + QByteArray::number(i)), {});
            });
    }
    for (int i = 0; i < 2; ++i) {
        QVERIFY(results[i]);
        QVERIFY(results[i]->output == QByteArray(20'000'000, static_cast<char>('0' + i)));
    }
}

void TestSshTransport::queuesMoreCommandsThanChannels()
{
    std::atomic<int> succeeded = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 20; ++i)
            threads.emplace_back([&, i] {
                const QByteArray text = QByteArray::number(i);
                const auto result = run(*m_transport, shell("sleep 0.1; echo " + text), {});
                if (result && result->output == text + '\n')
                    ++succeeded;
            });
    }
    QCOMPARE(succeeded, 20);
}

void TestSshTransport::givesChannelsBack()
{
    for (int i = 0; i < 30; ++i) {
        auto process = m_transport->start("cat", {});
        QVERIFY(process);
    }
    QCOMPARE(run(*m_transport, shell("echo a"), {}).value().output, "a\n");
}

void TestSshTransport::endsAbandonedProcesses_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::newRow("quiet") << QByteArray("echo a; sleep 600");
    QTest::newRow("talking") << QByteArray("yes");
    QTest::newRow("talking, ignores signals") << QByteArray("trap '' TERM HUP INT; yes");
    QTest::newRow("reading, ignores signals")
        << QByteArray("trap '' TERM HUP INT; echo a; cat >&2");
}

void TestSshTransport::endsAbandonedProcesses()
{
    QFETCH(QByteArray, script);
    const auto before = m_sshd->processes().size();
    std::vector<std::unique_ptr<RemoteProcess>> all;
    for (int i = 0; i < 5; ++i) {
        all.push_back(std::move(m_transport->start(script, {}).value()));
        all.back()->write(QByteArray(3'000'000, 'x'));
        QVERIFY(all.back()->read({}, 10s));
    }
    QVERIFY(m_sshd->processes().size() > before);
    all.clear();
    QTRY_COMPARE_WITH_TIMEOUT(m_sshd->processes().size(), before, 10'000);
    QVERIFY(m_transport->isAlive());
}

void TestSshTransport::reportsMaxSessions()
{
    SshdFixture sshd({"MaxSessions 1"});
    QVERIFY(sshd.start());
    const auto transport = sshd.connected();
    QVERIFY(transport);
    auto first = transport->start("cat", {});
    QVERIFY(first);
    const auto second = transport->start("cat", {});
    QVERIFY(!second);
    QCOMPARE(second.error().kind, ErrorKind::Permission);
    QVERIFY(second.error().message.contains("MaxSessions"_L1));
    QVERIFY(transport->isAlive());
    first->reset();
    QVERIFY(transport->start("true", {}));
}

void TestSshTransport::slowReaderHoldsTheServer()
{
    // The remote side notes each MiB that it got rid of.
    const QByteArray counter = m_sshd->path(u"counter"_s).toUtf8();
    m_sshd->writeFile(u"counter"_s, {});
    auto process = m_transport->start(
        "while :; do head -c 1048576 /dev/zero; echo >>" + counter + "; done", {});
    QVERIFY(process);
    const auto count = [&] { return m_sshd->readFile(u"counter"_s).size(); };
    const auto waitForStall = [&] {
        qsizetype last = -1;
        while (std::exchange(last, count()) != count() || last == 0)
            QTest::qWait(500);
        return last;
    };
    const qsizetype stalledAt = waitForStall();
    // Our buffer, the channel's window, and what the sockets and pipes on the way hold.
    QVERIFY2(stalledAt < 24, QByteArray::number(stalledAt).constData());

    qint64 read = 0;
    while (read < (100 << 20)) {
        const auto chunk = (*process)->read({}, 10s);
        QVERIFY(chunk);
        QVERIFY(!chunk->isEmpty());
        read += chunk->size();
    }
    QVERIFY(waitForStall() < 100 + 24);
}

void TestSshTransport::cancelledWhileReading()
{
    const auto started = std::make_shared<std::atomic<bool>>(false);
    const qint64 latency = cancelLatency([&] { return started->load(); },
        [&](const std::stop_token &stop) {
            auto running = RemoteCommand::start(*m_transport, shell("echo a; sleep 600"), stop);
            QVERIFY(running);
            QVERIFY(running->read());
            *started = true;
            const auto next = running->read();
            QVERIFY(!next);
            QCOMPARE(next.error().kind, ErrorKind::Cancelled);
        });
    QVERIFY2(latency < 1000, QByteArray::number(latency).constData());
    QVERIFY(m_transport->isAlive());
}

void TestSshTransport::cancelledWhileWriting()
{
    const auto started = std::make_shared<std::atomic<bool>>(false);
    const qint64 latency = cancelLatency([&] { return started->load(); },
        [&](const std::stop_token &stop) {
            CommandLine command = shell("sleep 600");
            command.input = QByteArray(20'000'000, 'x');
            auto running = RemoteCommand::start(*m_transport, command, stop);
            QVERIFY(running);
            *started = true;
            const auto next = running->read();
            QVERIFY(!next);
            QCOMPARE(next.error().kind, ErrorKind::Cancelled);
        });
    QVERIFY2(latency < 1000, QByteArray::number(latency).constData());
}

void TestSshTransport::cancelledWhileQueued()
{
    std::vector<std::unique_ptr<RemoteProcess>> all;
    for (int i = 0; i < 8; ++i)
        all.push_back(std::move(m_transport->start("cat", {}).value()));
    QElapsedTimer since;
    since.start();
    const qint64 latency = cancelLatency([&] { return since.elapsed() > 200; },
        [&](const std::stop_token &stop) {
            const auto next = m_transport->start("cat", stop);
            QVERIFY(!next);
            QCOMPARE(next.error().kind, ErrorKind::Cancelled);
        });
    QVERIFY2(latency < 1000, QByteArray::number(latency).constData());
    all.clear();
    QCOMPARE(run(*m_transport, shell("echo a"), {}).value().output, "a\n");
}

QTEST_GUILESS_MAIN(TestSshTransport)
#include "tst_sshtransport.moc"
