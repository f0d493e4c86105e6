// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "proofhost.h"
#include "proofrun.h"

#include "core/actions/queuecheck.h"
#include "core/queue/queuelister.h"

#include <QTest>
#include <QThread>

#include <array>
#include <atomic>

#include <signal.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

enum class Kind { Reset, Close, HalfClose, BlackHole, Stall, SshdKilled, PostqueueKilled };
constexpr std::array kinds{
    "reset", "close", "half-close", "black-hole", "stall", "sshd-killed", "postqueue-killed"};
/// How often, of 30 trials; those that have to wait for something less.
constexpr std::array weights{7, 6, 6, 1, 1, 5, 4};
constexpr qint64 tail = 3000; ///< bytes at the end of which every fourth cut is one

Kind kindOf(qint64 number)
{
    qint64 rest = number % 30;
    size_t kind = 0;
    while (rest >= weights[kind])
        rest -= weights[kind++];
    return Kind(kind);
}

}

/// A listing that was cut at whatever byte is never taken for a complete one, neither by what is
/// shown nor by what decides about a deletion.
class ProofTruncation : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_host = std::make_unique<ProofHost>(800);
        const std::vector<QByteArray> ids = m_host->deferred();
        m_plan = m_host->plan(Action::Delete, {ids.begin(), ids.begin() + 300});
        const auto transport = m_host->connect();
        QVERIFY(transport);
        const qint64 before = received();
        QueueSnapshot snapshot({u"s"_s, "/etc/postfix"}, 0);
        QVERIFY(listQueue(**transport, m_host->instance(), snapshot, {}));
        m_bytes = received() - before;
        QCOMPARE(snapshot.rowCount(), m_host->snapshot().rowCount());
        QVERIFY(m_bytes > 200'000);
    }

    void noPartIsShownAsTheWhole()
    {
        qint64 cuts = 0;
        for (qint64 trial = 0; m_run.goesOn(cuts); ++trial) {
            QVERIFY2(trial < 2 * m_run.count() + 50, "most cuts truncate nothing");
            const Kind kind = kindOf(cuts);
            const bool wasCut = play(kind, trial);
            m_host->proxy().disarm();
            m_host->proxy().whenBroken({});
            m_host->proxy().resetAll();
            cuts += wasCut;
            m_run.add(wasCut ? QString::fromLatin1(kinds[size_t(kind)]) : u"not truncated"_s);
        }
        m_run.print(cuts);
        QVERIFY(m_run.figure(u"with rows"_s) > cuts / 5);
        QCOMPARE(m_run.failures(), 0);
    }

private:
    qint64 received() const { return m_host->proxy().figures().bytesToClient; }

    /// Whether the listing was truncated.
    bool play(Kind kind, qint64 trial)
    {
        std::mt19937_64 random = m_run.random(trial);
        const bool isSilent = kind == Kind::BlackHole || kind == Kind::Stall;
        const auto transport = m_host->connect(isSilent ? m_quick : m_normal);
        if (!transport) {
            m_run.fail(trial, transport.error().message);
            return false;
        }
        const bool isLate = random() % 4 == 0;
        Break what{Fault::Notice, Way::ToClient,
            isLate ? m_bytes - qint64(random() % tail) : qint64(random() % quint64(m_bytes))};
        const int signal = random() % 2 == 0 ? SIGKILL : SIGTERM;
        switch (kind) {
        case Kind::SshdKilled:
            m_host->proxy().whenBroken(
                [this, signal](const Break &) { m_host->kill("sshd-session", signal); });
            break;
        case Kind::PostqueueKilled: // it may have to come first
            m_host->proxy().whenBroken([this, signal](const Break &) {
                for (int i = 0; i < 20 && m_host->kill("postqueue", signal) == 0; ++i)
                    QThread::usleep(200);
            });
            break;
        default:
            constexpr std::array faults{
                Fault::Reset, Fault::Close, Fault::HalfClose, Fault::BlackHole, Fault::Stall};
            what.fault = faults[size_t(kind)];
        }
        m_host->proxy().arm(what);
        return random() % 2 == 0 ? checkSnapshot(**transport, trial)
                                 : checkSightings(**transport, trial);
    }

    bool checkSnapshot(Transport &transport, qint64 trial)
    {
        const size_t all = m_host->snapshot().rowCount();
        QueueSnapshot snapshot({u"s"_s, "/etc/postfix"}, 0);
        const auto listed = listQueue(transport, m_host->instance(), snapshot, {});
        const bool isComplete = snapshot.state() == ListingState::Complete;
        if (isComplete != listed.has_value())
            m_run.fail(trial, u"the listing and its snapshot disagree"_s);
        if (isComplete && snapshot.rowCount() != all)
            m_run.fail(
                trial, u"%1 of %2 messages shown as all"_s.arg(snapshot.rowCount()).arg(all));
        if (!isComplete && snapshot.rowCount() > all)
            m_run.fail(trial, u"more than there is"_s);
        m_run.add(u"with rows"_s, !isComplete && snapshot.rowCount() > 0);
        m_run.add(u"all rows and yet no proof"_s, !isComplete && snapshot.rowCount() == all);
        return !isComplete;
    }

    /// The look before something is deleted.
    bool checkSightings(Transport &transport, qint64 trial)
    {
        const PlanPart &part = m_plan->parts()[0];
        const auto sightings = sightMessages(transport, part, {});
        if (sightings
            && (!sightings->everyLineRead
                || sightings->seen.size() != qsizetype(part.messages.size())))
            m_run.fail(trial,
                u"%1 of %2 messages seen in what counts as all"_s.arg(sightings->seen.size())
                    .arg(part.messages.size()));
        return !sightings;
    }

    const SshConnectOptions m_normal = {};
    const SshConnectOptions m_quick = {.liveness = {150ms, 900ms}};
    ProofRun m_run{"truncation", 300};
    std::unique_ptr<ProofHost> m_host;
    std::shared_ptr<const ActionPlan> m_plan;
    qint64 m_bytes = 0; ///< of a whole listing
};

QTEST_GUILESS_MAIN(ProofTruncation)
#include "proof_truncation.moc"
