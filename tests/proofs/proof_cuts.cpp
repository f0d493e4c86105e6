// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "account.h"
#include "childact.h"
#include "proofrun.h"

#include "core/postfix/queuecommand.h"
#include "core/queue/queuelister.h"
#include "core/transport/remotecommand.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QJsonDocument>
#include <QProcess>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <array>
#include <atomic>

#include <signal.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr size_t planned = 12;
constexpr size_t candidates = 60; ///< each with all shorter IDs beside it
constexpr int batch = 4;
const SshConnectOptions quickToGiveUp{.liveness = {150ms, 900ms}};

enum class Kind { Client, Sshd, Process, Reset, Close, BlackHole, HalfClose, HalfLine, FullWindow };
/// How often, of 30 trials; those that have to wait for something less.
constexpr std::array weights{3, 4, 4, 5, 3, 1, 3, 6, 1};
constexpr std::array kinds{"client-killed", "sshd-killed", "process-killed", "reset", "close",
    "black-hole", "half-close", "half-a-line", "full-window"};

using Ids = std::vector<QByteArray>;

}

/// Whoever is cut off, and wherever: nothing acts on part of a line or of a batch, no other
/// message is touched, and what the account says is so.
class ProofCuts : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_host = std::make_unique<ProofHost>(400);
        Ids all = m_host->deferred();
        QVERIFY(all.size() > candidates);
        m_candidates.assign(all.begin(), all.begin() + candidates);
        m_host->addPrefixes({m_candidates.begin(), m_candidates.end()});
        QVERIFY(m_host->deferred().size() > all.size() + candidates);
        measure();
    }

    void nothingActsOnAPart()
    {
        qint64 cuts = 0;
        for (qint64 trial = 0; m_run.goesOn(cuts); ++trial) {
            QVERIFY2(trial < 2 * m_run.count() + 50, "most cuts interrupt nothing");
            const Kind kind = kindOf(cuts);
            m_host->disk().restore();
            const bool wasCut = play(kind, trial);
            m_host->proxy().setScript({});
            cuts += wasCut;
            m_run.add(wasCut ? QString::fromLatin1(kinds[size_t(kind)]) : u"uncut"_s);
        }
        m_run.print(cuts);
        QCOMPARE(m_run.failures(), 0);
    }

private:
    static Kind kindOf(qint64 number)
    {
        qint64 rest = number % 30;
        size_t kind = 0;
        while (rest >= weights[kind])
            rest -= weights[kind++];
        return Kind(kind);
    }

    Ids choose(std::mt19937_64 &random)
    {
        Ids ids = m_candidates;
        std::ranges::shuffle(ids, random);
        ids.resize(planned);
        return ids;
    }

    /// How many bytes go to the server when nothing is cut.
    void measure()
    {
        std::mt19937_64 random(1);
        const Ids ids = choose(random);
        const auto transport = m_host->connect();
        QVERIFY(transport);
        const qint64 before = sent();
        const auto plan = m_host->plan(Action::Delete, ids);
        const auto whole = m_host->carryOut(*plan, m_host->source(*transport), batch);
        QVERIFY(!whole.error);
        QCOMPARE(whole.counts()[size_t(Verdict::Done)], qint64(planned));
        m_bytesOfAct = sent() - before;
        m_host->disk().restore();

        const qint64 beforeChild = sent();
        QProcess child;
        startChild(child, ids);
        QVERIFY(child.waitForFinished(60'000));
        QCOMPARE(child.exitCode(), 0);
        m_bytesOfChild = sent() - beforeChild;
        QVERIFY(m_bytesOfAct > 1000 && m_bytesOfChild > m_bytesOfAct);
    }

    qint64 sent() const { return m_host->proxy().figures().bytesToServer; }

    bool play(Kind kind, qint64 trial)
    {
        std::mt19937_64 random = m_run.random(trial);
        const Ids ids = choose(random);
        QStringList wrong;
        bool wasCut = false;
        switch (kind) {
        case Kind::Client:
            wasCut = killClient(ids, random, wrong);
            break;
        case Kind::HalfLine:
            wasCut = sendHalf(ids, random, wrong);
            break;
        case Kind::FullWindow:
            wasCut = cutAtFullWindow(ids, random, wrong);
            break;
        default:
            wasCut = cutExecution(kind, ids, random, wrong);
        }
        for (const QString &one : std::as_const(wrong))
            m_run.fail(trial, QString::fromLatin1(kinds[size_t(kind)]) + ": "_L1 + one);
        return wasCut;
    }

    bool cutExecution(Kind kind, const Ids &ids, std::mt19937_64 &random, QStringList &wrong)
    {
        auto transport = m_host->connect(quickToGiveUp);
        if (!transport) {
            wrong += transport.error().message;
            return false;
        }
        const auto plan = m_host->plan(Action::Delete, ids);
        Break what{Fault::Notice, random() % 4 == 0 ? Way::ToClient : Way::ToServer,
            qint64(random() % quint64(m_bytesOfAct))};
        std::atomic<int> killed = 0;
        switch (kind) {
        case Kind::Sshd:
            m_host->proxy().whenBroken(
                [&](const Break &) { killed += m_host->kill("sshd-session", SIGKILL); });
            break;
        case Kind::Process:
            m_host->proxy().whenBroken(
                [&, pick = random()](const Break &) { killed += killOneProcess(pick); });
            break;
        default:
            what.fault = kind == Kind::Reset ? Fault::Reset
                : kind == Kind::Close        ? Fault::Close
                : kind == Kind::BlackHole    ? Fault::BlackHole
                                             : Fault::HalfClose;
        }
        m_host->proxy().arm(what);
        const auto result = m_host->carryOut(*plan, m_host->source(*transport), batch);
        m_host->proxy().disarm();
        m_host->proxy().whenBroken({});
        transport->reset();
        m_host->proxy().resetAll(); // a black hole would stay one
        if (!waitUntilQuiet(*m_host))
            wrong += u"something still runs on the host"_s;
        wrong += contradictions(*m_host, *plan, result);
        for (const Verdict verdict : result.verdicts)
            m_run.add(u"verdict "_s + toString(verdict));
        return result.error.has_value();
    }

    /// The shell, awk, postsuper or postqueue; the next that comes when there is none.
    int killOneProcess(quint64 pick) const
    {
        for (const QDeadlineTimer deadline(100); !deadline.hasExpired();) {
            QByteArrayList names = m_host->sessionProcesses();
            names.removeIf([](const QByteArray &name) { return name.startsWith("sshd"); });
            if (names.isEmpty())
                continue;
            if (const int count
                = m_host->kill(names[qsizetype(pick % quint64(names.size()))], SIGKILL))
                return count;
        }
        return 0;
    }

    void startChild(QProcess &child, const Ids &ids) const
    {
        childact::start(child, m_host->server().endpoint, m_journal.path(), Action::Delete, ids);
    }

    /// kill -9 of the program itself; nobody is left to account, so only the disk can be asked.
    bool killClient(const Ids &ids, std::mt19937_64 &random, QStringList &wrong)
    {
        const qint64 from = m_bytesOfChild - m_bytesOfAct;
        std::atomic<qint64> pid = 0;
        m_host->proxy().whenBroken([&](const Break &) {
            while (pid == 0)
                QThread::usleep(50);
            ::kill(pid_t(pid), SIGKILL);
        });
        m_host->proxy().setScript({{}, {},
            Break{Fault::Notice, Way::ToServer, from + qint64(random() % quint64(m_bytesOfAct))}});
        QProcess child;
        startChild(child, ids);
        pid = child.processId();
        if (!child.waitForFinished(60'000))
            wrong += u"the child hangs"_s;
        m_host->proxy().whenBroken({});
        if (!waitUntilQuiet(*m_host))
            wrong += u"something still runs on the host"_s;
        wrong += strayActs(*m_host, {ids.begin(), ids.end()});
        const auto files = m_host->disk().look();
        bool isSpared = false; // batches go in order: none behind one that was not held is deleted
        for (const QByteArray &id : ids) {
            const auto place = files.find(id);
            if (place != files.end() && place->second.size() != 1)
                wrong += QString::fromLatin1(id) + u" is in two queues"_s;
            isSpared |= place != files.end() && place->second.contains("deferred");
        }
        const bool anyGone
            = std::ranges::any_of(ids, [&](const QByteArray &id) { return !files.contains(id); });
        if (isSpared && anyGone)
            wrong += u"some are deleted while others were never held"_s;
        m_run.add(anyGone  ? u"client left deleted"_s
                : isSpared ? u"client left deferred"_s
                           : u"client left held"_s);
        return child.exitStatus() == QProcess::CrashExit;
    }

    /// What sshd hands to the command when its client is gone: part of the input, and its end.
    bool sendHalf(const Ids &ids, std::mt19937_64 &random, QStringList &wrong)
    {
        const bool isDeletion = random() % 2 == 0;
        const std::set<QByteArray> set(ids.begin(), ids.end());
        m_host->disk().restore(isDeletion ? set : std::set<QByteArray>());
        auto line = commandFor(ids, isDeletion ? QueueCommand::DeleteHeld : QueueCommand::Hold);
        // Without its last line break the last line is whole all the same.
        line.input.truncate(qsizetype(random() % quint64(line.input.size() - 1)));
        auto transport = m_host->connect();
        if (!transport) {
            wrong += transport.error().message;
            return false;
        }
        const auto answer = run(**transport, line, {});
        transport->reset();
        if (!answer || answer->exitCode == 0)
            wrong += u"part of a batch was taken: "_s + QString::fromLatin1(line.input);
        if (!waitUntilQuiet(*m_host))
            wrong += u"something still runs on the host"_s;
        wrong += unlessUntouched(ids, isDeletion ? "hold" : "deferred");
        return true;
    }

    CommandLine commandFor(const Ids &ids, QueueCommand command) const
    {
        std::vector<QueueId> parsed;
        for (const QByteArray &id : ids)
            parsed.push_back(*QueueId::parse(id));
        return *queueCommand(command, m_host->instance(), Privilege::Direct, parsed, "n0nce");
    }

    QStringList unlessUntouched(const Ids &ids, const QByteArray &queue) const
    {
        QStringList wrong = strayActs(*m_host, {ids.begin(), ids.end()});
        const auto files = m_host->disk().look();
        for (const QByteArray &id : ids) {
            if (!files.contains(id) || files.at(id) != std::set<QByteArray>{queue})
                wrong += u"part of a batch was acted on: "_s + QString::fromLatin1(id);
        }
        return wrong;
    }

    /// More input than the channel's window takes while the gate is stopped: libssh sends up to
    /// the last byte of the window, which is somewhere in a line. There the connection is cut.
    bool cutAtFullWindow(const Ids &ids, std::mt19937_64 &random, QStringList &wrong)
    {
        constexpr int rounds = 25'000; // of 12 IDs: more than the 2 MiB of OpenSSH's window
        CommandLine line = commandFor(ids, QueueCommand::Hold);
        const QByteArray count = QByteArray::number(rounds * qint64(planned));
        QByteArray all;
        for (const QByteArray &id : ids)
            all += id + '\n';
        line.input = QByteArray(count + " n0nce\n").append(all.repeated(rounds))
            + QByteArray(qsizetype(random() % 16), '0') + "END " + count + " n0nce\n";
        auto transport = m_host->connect(quickToGiveUp);
        if (!transport) {
            wrong += transport.error().message;
            return false;
        }
        const qint64 before = sent();
        auto command = RemoteCommand::start(**transport, line, {});
        const QDeadlineTimer deadline(5000);
        while (m_host->kill("awk", SIGSTOP) == 0 && m_host->kill("mawk", SIGSTOP) == 0
            && !deadline.hasExpired())
            QThread::usleep(200);
        for (qint64 last = -1; last != sent(); QThread::msleep(60))
            last = sent();
        const bool isFull = sent() - before > 2'000'000 && sent() - before < line.input.size();
        if (random() % 3 == 0)
            m_host->kill("sshd-session", SIGKILL);
        else
            m_host->proxy().arm({random() % 2 == 0 ? Fault::Reset : Fault::Close});
        while (command) {
            const auto bytes = command->read();
            if (!bytes)
                break;
            if (bytes->isEmpty()) {
                wrong += u"a cut batch ended in order"_s;
                break;
            }
        }
        m_host->kill("awk", SIGCONT);
        m_host->kill("mawk", SIGCONT);
        transport->reset();
        if (!waitUntilQuiet(*m_host))
            wrong += u"something still runs on the host"_s;
        wrong += unlessUntouched(ids, "deferred");
        return isFull;
    }

    ProofRun m_run{"cuts", 300};
    std::unique_ptr<ProofHost> m_host;
    QTemporaryDir m_journal; ///< of the children
    Ids m_candidates;
    qint64 m_bytesOfAct = 0, m_bytesOfChild = 0;
};

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    if (childact::isChild())
        return childact::act();
    ProofCuts proof;
    return QTest::qExec(&proof, argc, argv);
}

#include "proof_cuts.moc"
