// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "labfixture.h"

#include "core/queue/queuelister.h"
#include "scratchjournal.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <chrono>
#include <optional>
#include <random>
#include <set>
#include <thread>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int cuts = 200; ///< of each kind that really interrupted something
constexpr int mostTries = 2 * cuts;
constexpr size_t planned = 12;
constexpr int batch = 4;

/// Kills the server's side of every connection once, so many microseconds after it was armed.
class Cutter final
{
public:
    Cutter(const LabFixture &lab, std::chrono::microseconds delay)
        : m_thread([&lab, delay] {
            std::this_thread::sleep_for(delay);
            lab.killConnections(0);
        })
    {
    }

private:
    std::jthread m_thread;
};

/// The time within which to cut. The way to the kill takes a while of its own that depends on the
/// machine: when cuts come too late the time shrinks, else it grows back.
class Span final
{
public:
    explicit Span(std::chrono::microseconds whole) : m_whole(whole), m_span(whole) { }

    std::chrono::microseconds pick(std::mt19937 &random) const
    {
        return std::chrono::microseconds(
            std::uniform_int_distribution<qint64>(0, m_span.count())(random));
    }
    void adapt(bool wasCut)
    {
        m_span = wasCut ? std::min(m_whole, m_span * 21 / 20) : m_span * 4 / 5;
    }

private:
    std::chrono::microseconds m_whole, m_span;
};

}

/// The server's end of the connection dies at random moments. Whatever was going on, nothing is
/// taken for complete that is not, no other message is touched, and every ID is accounted for.
class TestHostCuts : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_lab = LabFixture::start(1, 3500);
        m_random.seed(20'250'811);
        qInfo() << "seed 20250811," << cuts << "cuts of each kind";
    }

    void cutListingsAreNeverComplete()
    {
        const qint64 all = m_lab->queueFiles(0).size();
        Span span(timeOfListing());
        int cut = 0;
        int cutWithRows = 0;
        for (int tries = 0; cut < cuts; ++tries) {
            QVERIFY2(tries < mostTries, "the cuts came too late to prove anything");
            const auto link = connectServer(m_lab->server(0), {}, {});
            QVERIFY2(link, qPrintable(link ? QString() : link.error().error.message));
            QueueSnapshot snapshot({u"s"_s, "/etc/postfix"}, 0);
            Result<void> listed;
            {
                const Cutter cutter(*m_lab, span.pick(m_random));
                listed = listQueue(*link->transport, link->facts.instances.first(), snapshot, {});
            }
            span.adapt(!listed);
            QCOMPARE(snapshot.state() == ListingState::Complete, listed.has_value());
            if (listed) {
                QCOMPARE(qint64(snapshot.rowCount()), all);
                continue;
            }
            QVERIFY2(listed.error().kind == ErrorKind::Network
                    || listed.error().kind == ErrorKind::Incomplete,
                qPrintable(listed.error().message));
            ++cut;
            cutWithRows += snapshot.rowCount() > 0;
        }
        qInfo() << "listings cut:" << cut << "- with rows:" << cutWithRows;
        QVERIFY(cutWithRows > cuts / 10);
    }

    void cutDeletesAreAccountedFor()
    {
        std::optional<Span> span;
        std::array<qint64, verdictCount> total = {};
        int interrupted = 0;
        for (int tries = 0; interrupted < cuts; ++tries) {
            QVERIFY2(tries < mostTries, "the cuts came too late to prove anything");
            const auto link = connectServer(m_lab->server(0), {}, {});
            QVERIFY2(link, qPrintable(link ? QString() : link.error().error.message));
            auto plan = planDeletion(*link);
            if (plan->summary().messages < qint64(planned)) { // what was left on hold is used up
                QVERIFY(m_lab->fill(0, 2000, 1000 + tries));
                plan = planDeletion(*link);
            }
            const auto before = LabFixture::idsBelow(m_lab->queueFiles(0));
            std::optional<Cutter> cutter;
            const auto source
                = [&, current = reconnectingSource(m_lab->server(0), link->transport)](
                      std::stop_token stop) mutable {
                      auto transport = current(stop);
                      // Armed with the connection in hand: what is cut earlier is replaced before
                      // anything is sent, interrupts nothing and is not late either.
                      if (span && !cutter)
                          cutter.emplace(*m_lab, span->pick(m_random));
                      return transport;
                  };
            PartResult result;
            const auto took
                = timeOf([&] { result = perform(*plan, source, {.batchSize = batch}); });
            cutter.reset();
            if (!span) { // one that is not cut says how long it takes
                span = Span(took);
                QVERIFY(!result.error);
            }
            if (tries > 0)
                span->adapt(result.error.has_value());
            interrupted += result.error.has_value();
            checkAccount(*plan, result, before);
            if (QTest::currentTestFailed())
                return;
            const auto counts = result.counts();
            for (size_t v = 0; v < counts.size(); ++v)
                total[v] += counts[v];
        }
        qInfo() << "deletes interrupted:" << interrupted << "- done" << total[size_t(Verdict::Done)]
                << "held" << total[size_t(Verdict::StillHeld)] << "untouched"
                << total[size_t(Verdict::Untouched)] << "unknown"
                << total[size_t(Verdict::Unknown)];
        QVERIFY(total[size_t(Verdict::StillHeld)] > 0);
        QVERIFY(total[size_t(Verdict::Untouched)] > 0);
    }

private:
    template <typename Work> static std::chrono::microseconds timeOf(Work work)
    {
        QElapsedTimer timer;
        timer.start();
        work();
        return std::chrono::microseconds(timer.nsecsElapsed() / 1000);
    }

    std::chrono::microseconds timeOfListing() const
    {
        const auto link = connectServer(m_lab->server(0), {}, {});
        return timeOf([&] {
            QueueSnapshot snapshot({u"s"_s, "/etc/postfix"}, 0);
            const auto listed
                = listQueue(*link->transport, link->facts.instances.first(), snapshot, {});
            QVERIFY(listed);
        });
    }

    std::shared_ptr<const ActionPlan> planDeletion(const ServerLink &link) const
    {
        const auto snapshot
            = std::make_shared<QueueSnapshot>(InstanceKey{u"s"_s, "/etc/postfix"}, qint64(0));
        const Instance &instance = link.facts.instances.first();
        if (const auto listed = listQueue(*link.transport, instance, *snapshot, {}); !listed)
            qFatal() << listed.error().message;
        ActionPlan::Selection selection{
            snapshot, {}, u"mx1"_s, instance, link.facts.rights.first()};
        for (QueueSnapshot::Row row = 0;
            row < snapshot->rowCount() && selection.rows.size() < planned; ++row) {
            if (snapshot->queue(row) == QueueName::Deferred)
                selection.rows.push_back(row);
        }
        return ActionPlan::freeze(Action::Delete, {&selection, 1});
    }

    void checkAccount(
        const ActionPlan &plan, const PartResult &result, const std::set<QByteArray> &before) const
    {
        const auto &messages = plan.parts()[0].messages;
        const auto files = m_lab->queueFiles(0);
        const auto all = LabFixture::idsBelow(files);
        const auto held = LabFixture::idsBelow(files, "hold");
        QCOMPARE(messages.size(), planned);
        QCOMPARE(result.verdicts.size(), planned);
        std::set<QByteArray> expected = before;
        for (size_t i = 0; i < messages.size(); ++i) {
            const QByteArray id = messages[i].identity.id.toByteArray();
            const Verdict verdict = result.verdicts[i];
            QVERIFY2(verdict != Verdict::Unknown && verdict != Verdict::AlreadyGone
                    && verdict != Verdict::Changed,
                QByteArray(id + ' ' + toString(verdict).toLatin1()).constData());
            QCOMPARE(verdict == Verdict::Done, !all.contains(id));
            QCOMPARE(verdict == Verdict::StillHeld, held.contains(id));
            if (verdict == Verdict::Done)
                expected.erase(id);
        }
        // Nothing outside the plan went, whatever part of an ID was on the wire.
        QVERIFY(all == expected);
    }

    std::unique_ptr<LabFixture> m_lab;
    std::mt19937 m_random;
};

QTEST_GUILESS_MAIN(TestHostCuts)
#include "tst_hostcuts.moc"
