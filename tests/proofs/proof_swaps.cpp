// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "proofhost.h"
#include "proofrun.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr size_t planned = 120;
constexpr size_t swapped = 40; ///< of the planned messages of a round, or one
constexpr int batch = 40;
constexpr int canary = 10; ///< messages of the first batch (Canary)

enum class Point {
    BeforeHold, ///< the plan is frozen, nothing was sent
    AfterHold, ///< all are held, the verification has not looked yet
    AfterListing, ///< verified. Here a held file cannot be swapped; it can be released by somebody
                  ///< else, leave, and give its ID to another message, which is then not in hold
    DuringBatch, ///< while postsuper works, of the holding and of the deleting
    BetweenBatches, ///< the same between two of them
    BeforeReconcile, ///< the link was lost in the deleting, and the IDs of what went came back
};
constexpr std::array points{"before-hold", "after-hold", "after-listing", "during-batch",
    "between-batches", "before-reconcile"};

using Ids = std::vector<QByteArray>;

}

/// Postfix reuses short queue IDs. Whenever another message takes the ID of a planned one, it is
/// still there afterwards, with all its bytes, and not left in hold.
class ProofSwaps : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_host = std::make_unique<ProofHost>(900);
        const Ids all = m_host->deferred();
        QVERIFY(all.size() > 2 * planned);
        // Whatever is planned, a shorter ID exists for some of it.
        m_host->addPrefixes({all.begin(), all.begin() + 20});
    }

    void noStrangerIsDeleted()
    {
        qint64 trials = 0;
        for (qint64 round = 0; m_run.goesOn(trials); ++round) {
            const qint64 before = trials;
            trials += playRound(round);
            QVERIFY2(m_host->proxy().figures().live <= 20, "connections are left open");
            if (trials == before && ++m_idle > 20)
                QFAIL("nothing gets swapped");
        }
        m_run.print(trials);
        for (const char *point : points)
            QVERIFY2(m_run.figure(QString::fromLatin1(point)) > 0, point);
        QCOMPARE(m_run.failures(), 0);
    }

private:
    /// What one round did: who was swapped for what.
    struct Round
    {
        Point point;
        bool isLate; ///< of points that lie in both steps: in the deleting
        qint64 number;
        std::mt19937_64 random;
        Ids victims;
        std::map<QByteArray, QByteArray> strangers; ///< ID to bytes, of swaps that took place
        std::map<QByteArray, QByteArray> offers; ///< bytes of a stranger for each victim
        std::jthread thread;
    };

    qint64 playRound(qint64 number)
    {
        QueueDisk &disk = m_host->disk();
        disk.restore();
        Round round{Point(number % qint64(points.size())), number / qint64(points.size()) % 2 == 1,
            number, m_run.random(number), {}, {}, {}, {}};
        Ids ids = m_host->deferred();
        std::ranges::shuffle(ids, round.random);
        const Ids chosen(ids.begin(), ids.begin() + planned);
        // Not in the first batch, which is through before the points that lie between batches.
        // One is taken for chance and the others go on; many stop everything.
        const size_t count = number / qint64(2 * points.size()) % 2 == 0 ? swapped : 1;
        round.victims.assign(chosen.end() - ptrdiff_t(count), chosen.end());
        for (size_t i = 0; i < count; ++i)
            round.offers[round.victims[i]] = offerFor(round.victims[i], ids, planned + i);

        const auto transport = m_host->connect();
        if (!transport)
            qFatal() << transport.error().message;
        const auto plan = m_host->plan(Action::Delete, chosen);
        if (round.point == Point::BeforeHold)
            overwriteAll(round);
        int asked = 0;
        const TransportSource reconnecting = m_host->source(*transport);
        const TransportSource source = [&](std::stop_token stop) {
            if (++asked == 2 && round.point == Point::BeforeReconcile)
                comeBack(round, chosen);
            return reconnecting(std::move(stop));
        };
        const PartResult result = m_host->carryOut(
            *plan, source, batch, [&](const PartProgress &now) { atProgress(round, now); });
        if (round.thread.joinable())
            round.thread.join();
        check(round, *plan, result);
        m_run.add(QString::fromLatin1(points[size_t(round.point)]), qint64(round.strangers.size()));
        m_run.add(u"rounds"_s);
        return qint64(round.strangers.size());
    }

    /// The bytes of a message outside the plan that is not the same by size, time and sender.
    QByteArray offerFor(const QByteArray &victim, const Ids &ids, size_t from) const
    {
        const QueueSnapshot &snapshot = m_host->snapshot();
        const auto of = [&](const QByteArray &id) {
            return snapshot.identity(*snapshot.find(*QueueId::parse(id)));
        };
        const MessageIdentity mine = of(victim);
        for (size_t i = from; i < ids.size(); ++i) {
            MessageIdentity other = of(ids[i]);
            other.id = mine.id;
            if (other != mine)
                return m_host->disk().remembered().at(ids[i]);
        }
        qFatal("no other message");
    }

    void overwriteAll(Round &round)
    {
        for (const QByteArray &id : round.victims) {
            if (m_host->disk().overwrite(id, round.offers[id]))
                round.strangers[id] = round.offers[id];
        }
    }

    /// Another administrator lets them go, they leave, and new mail gets their IDs.
    void replaceHeld(Round &round)
    {
        for (const QByteArray &id : round.victims) {
            // One that is deleted already may be succeeded too.
            m_host->disk().takeFromHold(id);
            m_host->disk().add(id, round.offers[id]);
            round.strangers[id] = round.offers[id];
        }
    }

    /// New mail has the IDs of what was deleted before the link broke.
    void comeBack(Round &round, const Ids &chosen)
    {
        const auto files = m_host->disk().look();
        size_t next = 0;
        for (const QByteArray &id : chosen) {
            if (files.contains(id) || next == round.victims.size())
                continue;
            const QByteArray &bytes = round.offers[round.victims[next++]];
            m_host->disk().add(id, bytes);
            round.strangers[id] = bytes;
        }
    }

    void atProgress(Round &round, const PartProgress &now)
    {
        const PlanStep step = round.isLate ? PlanStep::Acting : PlanStep::Holding;
        switch (round.point) {
        case Point::BeforeHold:
            break;
        case Point::AfterHold:
            if (now.step == PlanStep::Verifying)
                overwriteAll(round);
            break;
        case Point::AfterListing:
            if (now.step == PlanStep::Acting && now.done == 0)
                replaceHeld(round);
            break;
        case Point::DuringBatch:
            if (now.step == step && now.done == canary)
                swapMeanwhile(round);
            else if ((now.step == PlanStep::Verifying || now.step == PlanStep::Reconciling)
                && round.thread.joinable())
                round.thread.join(); // what is listed is what is there
            break;
        case Point::BetweenBatches:
            if (now.step == step && now.done == canary)
                round.isLate ? replaceHeld(round) : overwriteAll(round);
            break;
        case Point::BeforeReconcile:
            if (now.step == PlanStep::Acting && now.done == canary)
                m_host->proxy().arm({Fault::Reset, Way::ToClient, qint64(round.random() % 400)});
            break;
        }
    }

    void swapMeanwhile(Round &round)
    {
        const std::chrono::microseconds delay(round.random() % 20'000);
        round.thread = std::jthread([this, &round, delay] {
            std::this_thread::sleep_for(delay);
            round.isLate ? replaceHeld(round) : overwriteAll(round);
        });
    }

    void check(const Round &round, const ActionPlan &plan, const PartResult &result)
    {
        const auto fail = [&](const QString &what) {
            m_run.fail(round.number,
                QString::fromLatin1(points[size_t(round.point)]) + ": "_L1 + what
                    + (result.error ? " ("_L1 + result.error->message + u')' : QString()));
        };
        const auto files = m_host->disk().look();
        for (const auto &[id, bytes] : round.strangers) {
            if (m_host->disk().bytes(id) != bytes)
                fail(u"wrong delete: "_s + QString::fromLatin1(id));
            else if (files.at(id).contains("hold"))
                fail(u"a stranger waits in hold: "_s + QString::fromLatin1(id));
        }
        const auto &messages = plan.parts()[0].messages;
        std::set<QByteArray> mine;
        for (size_t i = 0; i < messages.size(); ++i) {
            const QByteArray id = messages[i].identity.id.toByteArray();
            mine.insert(id);
            const Verdict verdict = result.verdicts[i];
            const bool isSwapped = round.strangers.contains(id);
            const bool isThere = files.contains(id);
            if (verdict == Verdict::Unknown)
                fail(u"unknown: "_s + QString::fromLatin1(id));
            if (!isSwapped && (verdict == Verdict::Done) == isThere)
                fail(u"%1 is %2 but %3"_s.arg(
                    QString::fromLatin1(id), toString(verdict), isThere ? u"there"_s : u"gone"_s));
            const bool mayBeDone = round.isLate || round.point == Point::BeforeReconcile;
            if (isSwapped && verdict != Verdict::Changed
                && !(verdict == Verdict::Done && mayBeDone))
                fail(u"swapped %1 is %2"_s.arg(QString::fromLatin1(id), toString(verdict)));
            m_run.add(u"verdict "_s + toString(verdict));
        }
        for (const auto &[id, bytes] : m_host->disk().remembered()) {
            if (!mine.contains(id) && (!files.contains(id) || files.at(id).contains("hold")))
                fail(u"a message outside the plan: "_s + QString::fromLatin1(id));
        }
    }

    ProofRun m_run{"swaps", 2000};
    int m_idle = 0;
    std::unique_ptr<ProofHost> m_host;
};

QTEST_GUILESS_MAIN(ProofSwaps)
#include "proof_swaps.moc"
