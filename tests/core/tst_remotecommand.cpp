// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/localtransport.h"
#include "core/transport/markerfilter.h"
#include "core/transport/remotecommand.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

#include <signal.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// The local shell behind a login that does something of its own around each command.
class OddLogin final : public Transport
{
public:
    using Change = std::function<QByteArray(const QByteArray &)>;
    explicit OddLogin(Change change) : m_change(std::move(change)) { }
    Result<std::unique_ptr<RemoteProcess>> start(
        const QByteArray &command, std::stop_token stop) override
    {
        return m_local.start(m_change(command), std::move(stop));
    }
    bool isAlive() const override { return true; }
    void whenLost(std::function<void(const Error &)>) override { }

private:
    Change m_change;
    LocalTransport m_local;
};

QByteArray feedInPieces(MarkerFilter &filter, const QByteArray &text, qsizetype size)
{
    QByteArray body;
    for (qsizetype at = 0; at < text.size(); at += size)
        body += filter.feed(text.sliced(at, std::min(size, text.size() - at)));
    return body;
}

const QByteArray nonce = "0123456789abcdef";
const QByteArray begin = "SPOOLSCOPE-BEGIN-" + nonce + '\n';
const QByteArray end = "\nSPOOLSCOPE-END-" + nonce + " 7\n";

CommandLine shell(const QByteArray &script)
{
    return {{"sh", "-c", script}};
}

}

class TestRemoteCommand : public QObject
{
    Q_OBJECT

private slots:
    void filter_data();
    void filter();
    void filterWantsTheWholeEndLine();
    void reportsOutputErrorsAndExitCode();
    void setsTheEnvironment();
    void passesBytesUnchanged();
    void passesAnyArgument();
    void runsUnderAnyLoginShell_data();
    void runsUnderAnyLoginShell();
    void feedsLargeInput();
    void feedsInputThatNobodyReads();
    void survivesManyErrorLines();
    void programNotFound();
    void dropsLoginNoise_data();
    void dropsLoginNoise();
    void givesUpOnEndlessNoise();
    void truncatedAnywhereIsNeverComplete();
    void changedExitStatusIsIncomplete();
    void killedShellIsIncomplete();
    void neverStartedIsIncomplete();
    void outputLimit();
    void refusesBadCommands();
    void cancelled();
    void silent();
    void leavesNoProcessBehind();
};

void TestRemoteCommand::filter_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("isComplete");
    QTest::newRow("plain") << begin + "abc\n" + end << QByteArray("abc\n") << true;
    QTest::newRow("empty") << begin + end << QByteArray() << true;
    QTest::newRow("no line end") << begin + "abc" + end << QByteArray("abc") << true;
    QTest::newRow("line ends") << begin + "\n\n" + end << QByteArray("\n\n") << true;
    QTest::newRow("noise before") << "motd\n{\"queue_name\":" + begin + "abc" + end
                                  << QByteArray("abc") << true;
    QTest::newRow("noise behind") << begin + "abc" + end + "bye\n" << QByteArray("abc") << true;
    QTest::newRow("zero bytes") << QByteArray(5, '\0') + begin + QByteArray(5, '\0') + end
                                << QByteArray(5, '\0') << true;
    QTest::newRow("begin of another run") << "SPOOLSCOPE-BEGIN-fedcba9876543210\nx" + begin + "abc"
            + end << QByteArray("abc") << true;
    QTest::newRow("end of another run")
        << begin + "\nSPOOLSCOPE-END-fedcba9876543210 0\n" + end
        << QByteArray("\nSPOOLSCOPE-END-fedcba9876543210 0\n") << true;
    QTest::newRow("end not at a line start")
        << begin + "x" + end.sliced(1) + end << "x" + end.sliced(1) << true;
    QTest::newRow("nearly an end")
        << begin + end.chopped(4) + "x" + end << end.chopped(4) + "x" << true;
    QTest::newRow("no begin") << "abc" + end << QByteArray() << false;
    QTest::newRow("no end") << begin + "abc" << QByteArray("abc") << false;
    QTest::newRow("end without status") << begin + "abc\nSPOOLSCOPE-END-" + nonce + " \n"
                                        << QByteArray("abc") << false;
    QTest::newRow("end with a large status") << begin + "abc\nSPOOLSCOPE-END-" + nonce + " 256\n"
                                             << QByteArray("abc") << false;
}

void TestRemoteCommand::filter()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, body);
    QFETCH(bool, isComplete);
    for (qsizetype size = 1; size <= text.size() + 1; ++size) {
        MarkerFilter filter(nonce);
        QCOMPARE(feedInPieces(filter, text, size), body);
        QCOMPARE(filter.exitCode().has_value(), isComplete);
        if (isComplete)
            QCOMPARE(filter.exitCode(), 7);
    }
}

void TestRemoteCommand::filterWantsTheWholeEndLine()
{
    const QByteArray text = "noise" + begin + "abc" + end;
    for (qsizetype size = 0; size < text.size(); ++size) {
        MarkerFilter filter(nonce);
        filter.feed(text.first(size));
        QVERIFY(!filter.exitCode());
    }
}

void TestRemoteCommand::reportsOutputErrorsAndExitCode()
{
    LocalTransport local;
    const auto result = run(local, shell("echo out; echo err >&2; exit 3"), {});
    QVERIFY(result);
    QCOMPARE(result->output, "out\n");
    QCOMPARE(result->errors, "err\n");
    QCOMPARE(result->exitCode, 3);
}

void TestRemoteCommand::setsTheEnvironment()
{
    OddLogin login([](const QByteArray &command) {
        return "LC_ALL=tr_TR.UTF-8 TZ=Asia/Tokyo PATH=/nowhere:/bin; export LC_ALL TZ PATH; "
            + command;
    });
    const auto result = run(login, shell("echo $LC_ALL $TZ $PATH"), {});
    QVERIFY(result);
    QCOMPARE(
        result->output, "C UTC /usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin\n");
}

void TestRemoteCommand::passesBytesUnchanged()
{
    QByteArray input(10'000'000, Qt::Uninitialized);
    QRandomGenerator random(1);
    for (char &c : input)
        c = static_cast<char>(random.generate());
    LocalTransport local;
    const auto result = run(local, {{"cat"}, input}, {});
    QVERIFY(result);
    QVERIFY(result->output == input);
    QCOMPARE(result->exitCode, 0);
}

void TestRemoteCommand::passesAnyArgument()
{
    QByteArray all;
    for (int c = 1; c < 256; ++c) {
        if (c != '\n' && c != '\r')
            all += static_cast<char>(c);
    }
    LocalTransport local;
    for (const QByteArray &word : {all, QByteArray("$(id) \\ ' ! \xff"), QByteArray("grün")}) {
        const auto result = run(local, {{"printf", "%s", word}}, {});
        QVERIFY(result);
        QCOMPARE(result->output.toHex(), word.toHex());
    }
}

void TestRemoteCommand::runsUnderAnyLoginShell_data()
{
    QTest::addColumn<QByteArray>("loginShell");
    for (const char *name : {"sh", "bash", "zsh", "fish", "tcsh", "csh", "ksh", "mksh"}) {
        const QString path = QStandardPaths::findExecutable(QString::fromLatin1(name));
        if (!path.isEmpty())
            QTest::newRow(name) << QFile::encodeName(path);
    }
}

void TestRemoteCommand::runsUnderAnyLoginShell()
{
    QFETCH(QByteArray, loginShell);
    OddLogin login([&](const QByteArray &command) {
        return quoteForShell({loginShell, "-c", command}).value();
    });
    const QByteArray word = "$(id) ~ * ' \" \\ !! {a,b} \xff grün";
    const auto result
        = run(login, {{"sh", "-c", "cat; printf %s \"$1\"; exit 5", "sh", word}, "in\n"}, {});
    QVERIFY(result);
    QCOMPARE(result->output, "in\n" + word);
    QCOMPARE(result->exitCode, 5);
}

void TestRemoteCommand::feedsLargeInput()
{
    // Far more in every direction than pipes and buffers hold.
    LocalTransport local;
    const QByteArray input = QByteArray("A1B2C3D4E5F\n").repeated(400'000);
    const auto result = run(local, {{"tee", "/dev/stderr"}, input}, {});
    QVERIFY(result);
    QVERIFY(result->output == input);
    QVERIFY(result->errors == input);
}

void TestRemoteCommand::feedsInputThatNobodyReads()
{
    LocalTransport local;
    const auto result = run(local, {{"echo", "done"}, QByteArray(8'000'000, 'x')}, {});
    QVERIFY(result);
    QCOMPARE(result->output, "done\n");
}

void TestRemoteCommand::survivesManyErrorLines()
{
    LocalTransport local;
    const auto result = run(local, shell("seq 250000 >&2; echo done"), {});
    QVERIFY(result);
    QCOMPARE(result->errors.count('\n'), 250'000);
    QCOMPARE(result->output, "done\n");
}

void TestRemoteCommand::programNotFound()
{
    LocalTransport local;
    const auto result = run(local, {{"spoolscope-no-such-program"}}, {});
    QVERIFY(result);
    QCOMPARE(result->exitCode, 127);
    QVERIFY(result->errors.contains("not found"));
}

void TestRemoteCommand::dropsLoginNoise_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("behind");
    QTest::newRow("text") << QByteArray("echo welcome") << QByteArray();
    QTest::newRow("no line end") << QByteArray("printf welcome") << QByteArray();
    QTest::newRow("json") << QByteArray("echo '{\"queue_id\":\"A\"}'") << QByteArray();
    QTest::newRow("zero bytes") << QByteArray("head -c 100000 /dev/zero") << QByteArray();
    QTest::newRow("10 MB") << QByteArray("yes noise | head -c 10000000") << QByteArray();
    QTest::newRow("other begin") << QByteArray("echo SPOOLSCOPE-BEGIN-0123") << QByteArray();
    QTest::newRow("other end") << QByteArray("echo; echo SPOOLSCOPE-END-0123 0") << QByteArray();
    QTest::newRow("behind") << QByteArray(":") << QByteArray("r=$?; echo bye; exit $r");
}

void TestRemoteCommand::dropsLoginNoise()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, behind);
    OddLogin login(
        [&](const QByteArray &command) { return before + "; " + command + "; " + behind; });
    const auto result = run(login, shell("printf 'a\\nb'; exit 4"), {});
    QVERIFY(result);
    QCOMPARE(result->output, "a\nb");
    QCOMPARE(result->exitCode, 4);
}

void TestRemoteCommand::givesUpOnEndlessNoise()
{
    OddLogin login([](const QByteArray &command) { return "yes noise; " + command; });
    const auto result = run(login, shell("echo a"), {});
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Parse);
    QVERIFY(result.error().detail.startsWith("noise\n"));
    QVERIFY(result.error().detail.size() <= 4096);
}

void TestRemoteCommand::truncatedAnywhereIsNeverComplete()
{
    const CommandLine command = shell("echo 'A1B2C3D4E5'; echo 'A1B2C3D4E6'");
    qsizetype complete = 0; // how much a shell prints for it, with markers
    for (qsizetype size = 0; complete == 0; ++size) {
        QVERIFY2(size < 1000, "the whole output should have been enough");
        OddLogin login([&](const QByteArray &text) {
            return text + " | head -c " + QByteArray::number(size);
        });
        const auto result = run(login, command, {});
        if (result)
            complete = size;
        else
            QCOMPARE(result.error().kind, ErrorKind::Incomplete);
    }
    // begin line + body + end line; the nonce has 32 digits
    QCOMPARE(complete, (17 + 32 + 1) + 22 + (1 + 15 + 32 + 3));
}

void TestRemoteCommand::changedExitStatusIsIncomplete()
{
    OddLogin login([](const QByteArray &command) { return command + "; exit 0"; });
    const auto result = run(login, shell("exit 1"), {});
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Incomplete);
}

void TestRemoteCommand::killedShellIsIncomplete()
{
    LocalTransport local;
    const auto result = run(local, shell("echo a; kill -9 $PPID; sleep 1"), {});
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Incomplete);
}

void TestRemoteCommand::neverStartedIsIncomplete()
{
    OddLogin login([](const QByteArray &) {
        return "echo This account is currently not available.; echo why >&2; exit 1";
    });
    const auto result = run(login, shell("echo a"), {});
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Incomplete);
    QVERIFY(result.error().detail.contains("currently not available"));
    QVERIFY(result.error().detail.contains("why"));
}

void TestRemoteCommand::outputLimit()
{
    LocalTransport local;
    CommandLine command = shell("yes");
    command.outputLimit = 5 << 20;
    auto running = RemoteCommand::start(local, command, {});
    QVERIFY(running);
    qint64 size = 0;
    Result<QByteArray> chunk;
    while ((chunk = running->read()))
        size += chunk->size();
    QCOMPARE(chunk.error().kind, ErrorKind::OutputTooLarge);
    QVERIFY(size <= command.outputLimit);
}

void TestRemoteCommand::refusesBadCommands()
{
    LocalTransport local;
    for (const CommandLine &command :
        {CommandLine{}, CommandLine{{""}}, CommandLine{{"echo", "a\nb"}}}) {
        const auto result = run(local, command, {});
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::InvalidInput);
    }
}

void TestRemoteCommand::cancelled()
{
    LocalTransport local;
    std::stop_source source;
    QElapsedTimer clock;
    std::jthread canceller([&] {
        std::this_thread::sleep_for(200ms);
        clock.start();
        source.request_stop();
    });
    const auto result = run(local, shell("echo started; sleep 600"), source.get_token());
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Cancelled);
    QVERIFY(clock.elapsed() < 1000);
}

void TestRemoteCommand::silent()
{
    LocalTransport local;
    CommandLine command = shell("echo a; sleep 600");
    command.silence = 300ms;
    const auto result = run(local, command, {});
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Timeout);
}

void TestRemoteCommand::leavesNoProcessBehind()
{
    LocalTransport local;
    QByteArrayList pids;
    {
        auto running
            = RemoteCommand::start(local, shell("sleep 600 & echo $$ $!; exec sleep 601"), {});
        QVERIFY(running);
        const auto chunk = running->read();
        QVERIFY(chunk);
        pids = chunk->simplified().split(' ');
    }
    QCOMPARE(pids.size(), 2);
    for (const QByteArray &pid : std::as_const(pids)) {
        // The one that is not our child is reaped by process 1 when it comes to it.
        QTRY_VERIFY([&] {
            QFile file("/proc/"_L1 + QString::fromLatin1(pid) + "/stat"_L1);
            return !file.open(QIODevice::ReadOnly) || file.readAll().contains(") Z ");
        }());
    }
}

QTEST_GUILESS_MAIN(TestRemoteCommand)
#include "tst_remotecommand.moc"
