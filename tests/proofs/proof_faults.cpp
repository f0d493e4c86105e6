// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "account.h"
#include "proofrun.h"

#include <QTest>
#include <QThread>

#include <algorithm>
#include <array>

#include <signal.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr size_t planned = 12;
constexpr size_t candidates = 60;
constexpr int batch = 4;
constexpr std::array actions{
    Action::Hold, Action::Release, Action::Delete, Action::Requeue, Action::Trash};

using Ids = std::vector<QByteArray>;

}

/// A random action with a random fault, again and again: every message of every plan gets one
/// verdict, and the file system says the same. No verdict is "unknown", for the server can be
/// reached again.
class ProofFaults : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_host = std::make_unique<ProofHost>(400);
        const Ids all = m_host->deferred();
        m_candidates.assign(all.begin(), all.begin() + candidates);
        m_host->addPrefixes({m_candidates.begin(), m_candidates.end()});
    }

    void everyMessageHasOneTrueVerdict()
    {
        qint64 trials = 0;
        for (; m_run.goesOn(trials); ++trials)
            play(trials);
        m_run.print(trials);
        QVERIFY(m_run.figure(u"interrupted"_s) > trials / 4);
        for (const Action action : actions)
            QVERIFY2(m_run.figure(toString(action)) > 0, qPrintable(toString(action)));
        QCOMPARE(m_run.failures(), 0);
    }

private:
    void play(qint64 trial)
    {
        std::mt19937_64 random = m_run.random(trial);
        Ids ids = m_candidates;
        std::ranges::shuffle(ids, random);
        ids.resize(1 + random() % planned);
        const Action action = actions[random() % actions.size()];
        const bool isRelease = action == Action::Release;
        m_host->disk().restore(
            isRelease ? std::set<QByteArray>(ids.begin(), ids.end()) : std::set<QByteArray>());
        FaultScript script;
        const QString fault = chooseScript(random, script);
        m_host->proxy().setScript(script);
        auto transport = m_host->connect({.liveness = {150ms, 900ms}});
        if (!transport) {
            m_run.fail(trial, transport.error().message);
            return;
        }
        m_host->proxy().setScript({}); // what comes back comes back well
        const QString cut = chooseBreak(random);
        const auto plan
            = m_host->plan(action, ids, isRelease ? QueueName::Hold : QueueName::Deferred);
        const auto result = m_host->carryOut(*plan, m_host->source(*transport), batch);
        m_host->proxy().disarm();
        m_host->proxy().whenBroken({});
        transport->reset();
        m_host->proxy().resetAll();
        if (!waitUntilQuiet(*m_host))
            m_run.fail(trial, u"something still runs on the host"_s);
        const QStringList wrong = contradictions(*m_host, *plan, result);
        for (const QString &one : wrong)
            m_run.fail(trial, toString(action) + u", "_s + fault + u", "_s + cut + u": "_s + one);
        const auto counts = result.counts();
        if (std::ranges::fold_left(counts, qint64(0), std::plus()) != qint64(ids.size()))
            m_run.fail(trial, u"the verdicts do not add up"_s);
        for (size_t i = 0; i < counts.size(); ++i)
            m_run.add(u"verdict "_s + toString(Verdict(i)), counts[i]);
        m_run.add(toString(action));
        m_run.add(u"interrupted"_s, result.error.has_value());
        m_run.add(cut.section(u' ', 0, 0));
    }

    /// A line that is bad in its way, but works.
    static QString chooseScript(std::mt19937_64 &random, FaultScript &script)
    {
        switch (random() % 5) {
        case 0:
            script = FaultScript::line(std::chrono::milliseconds(random() % 30));
            return u"late"_s;
        case 1:
            script = FaultScript::line({}, 60'000 + qint64(random() % 200'000));
            return u"slow"_s;
        case 2:
            script.toServer.slice = script.toClient.slice = qsizetype(1 + random() % 50);
            return u"sliced"_s;
        default:
            return u"fast"_s;
        }
    }

    /// Arms what will break this connection, most of the times.
    QString chooseBreak(std::mt19937_64 &random)
    {
        const Way way = random() % 2 == 0 ? Way::ToServer : Way::ToClient;
        Break what{Fault::Notice, way, qint64(random() % (way == Way::ToServer ? 14'000 : 60'000))};
        QString name;
        switch (random() % 12) {
        case 0:
            return u"unbroken"_s;
        case 1:
        case 2:
            m_host->proxy().whenBroken(
                [this](const Break &) { m_host->kill("sshd-session", SIGKILL); });
            name = u"sshd-killed "_s;
            break;
        case 3:
            m_host->proxy().whenBroken([this, pick = random()](const Break &) {
                QByteArrayList names = m_host->sessionProcesses();
                names.removeIf([](const QByteArray &one) { return one.startsWith("sshd"); });
                if (!names.isEmpty())
                    m_host->kill(names[qsizetype(pick % quint64(names.size()))], SIGKILL);
            });
            name = u"process-killed "_s;
            break;
        case 4: // slow to find out
            what = randomBreak(random, way, *what.afterBytes);
            break;
        default:
            constexpr std::array faults{Fault::Reset, Fault::Close, Fault::HalfClose};
            what.fault = faults[random() % faults.size()];
        }
        m_host->proxy().arm(what);
        return name + toString(what);
    }

    ProofRun m_run{"faults", 300};
    std::unique_ptr<ProofHost> m_host;
    Ids m_candidates;
};

QTEST_GUILESS_MAIN(ProofFaults)
#include "proof_faults.moc"
