// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostplan.h"
#include "labfixture.h"

#include "scratchjournal.h"

#include <QTest>

#include <algorithm>
#include <set>
#include <thread>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int batch = 25;

}

/// Plans carried out on real Postfix, checked against the files in its queue directories.
class TestHostActions : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_lab = LabFixture::start(2, 800); }

    void deletesExactlyThePlan_data()
    {
        QTest::addColumn<int>("host");
        QTest::addColumn<QString>("user");
        QTest::addColumn<int>("instance");
        QTest::newRow("root, short IDs") << 0 << u"root"_s << 0;
        QTest::newRow("operator by sudo, short IDs") << 0 << u"operator"_s << 0;
        QTest::newRow("operator by sudo, second instance") << 0 << u"operator"_s << 1;
        QTest::newRow("root, long IDs") << 1 << u"root"_s << 0;
    }

    void deletesExactlyThePlan()
    {
        QFETCH(int, host);
        QFETCH(QString, user);
        QFETCH(int, instance);
        look(host, user, instance);
        const auto before = LabFixture::idsBelow(m_lab->queueFiles(host, instance));
        const auto plan = freeze(Action::Delete, pick(40, QueueName::Deferred));
        const PartResult result = carryOut(*plan);
        QVERIFY2(!result.error, result.error ? qPrintable(result.error->message) : "");
        QCOMPARE(result.counts()[size_t(Verdict::Done)], 40);
        const auto after = LabFixture::idsBelow(m_lab->queueFiles(host, instance));
        QCOMPARE(before.size() - after.size(), 40u);
        for (const PlannedMessage &message : plan->parts()[0].messages)
            QVERIFY(!after.contains(message.identity.id.toByteArray()));
        QVERIFY(result.unexpected.isEmpty());
    }

    void deletesWhatIsAlreadyHeld()
    {
        look(0);
        const auto plan = freeze(Action::Delete, pick(3, QueueName::Hold));
        const PartResult result = carryOut(*plan);
        QCOMPARE(result.counts()[size_t(Verdict::Done)], 3);
    }

    void holdsAndReleases()
    {
        look(1);
        const auto hold = freeze(Action::Hold, pick(40, QueueName::Deferred));
        QCOMPARE(carryOut(*hold).counts()[size_t(Verdict::Done)], 40);
        auto held = LabFixture::idsBelow(m_lab->queueFiles(1), "hold");
        for (const PlannedMessage &message : hold->parts()[0].messages)
            QVERIFY(held.contains(message.identity.id.toByteArray()));

        look(1);
        std::vector<QueueSnapshot::Row> rows;
        for (const PlannedMessage &message : hold->parts()[0].messages)
            rows.push_back(*m_snapshot->find(message.identity.id));
        const auto release = freeze(Action::Release, rows);
        QCOMPARE(carryOut(*release).counts()[size_t(Verdict::Done)], 40);
        held = LabFixture::idsBelow(m_lab->queueFiles(1), "hold");
        for (const PlannedMessage &message : hold->parts()[0].messages)
            QVERIFY(!held.contains(message.identity.id.toByteArray()));
    }

    void requeueGivesNewIds()
    {
        look(1);
        const auto before = m_lab->queueFiles(1).size();
        const auto plan = freeze(Action::Requeue, pick(10, QueueName::Deferred));
        const PartResult result = carryOut(*plan);
        QCOMPARE(result.counts()[size_t(Verdict::Done)], 10);
        // They wait in maildrop, still under their old names, until pickup(8) looks there.
        QVERIFY(m_lab->exec(1, {u"postkick"_s, u"public"_s, u"pickup"_s, u"W"_s}));
        const auto anyOldName = [&] {
            const auto ids = LabFixture::idsBelow(m_lab->queueFiles(1));
            return std::ranges::any_of(
                plan->parts()[0].messages, [&](const PlannedMessage &message) {
                    return ids.contains(message.identity.id.toByteArray());
                });
        };
        QTRY_VERIFY_WITH_TIMEOUT(!anyOldName(), 30'000);
        // While they move on, a look may see one twice or not at all: one that sees all is enough.
        QVERIFY(QTest::qWaitFor([&] { return m_lab->queueFiles(1).size() == before; }, 30'000));
    }

    /// Postfix reuses short IDs: what is called the same now may be somebody else's mail.
    void aSwappedMessageSurvives_data()
    {
        QTest::addColumn<int>("swapped");
        QTest::newRow("one: the others go on") << 1;
        QTest::newRow("five: more than chance, so nothing is deleted") << 5;
    }

    void aSwappedMessageSurvives()
    {
        QFETCH(int, swapped);
        look(0);
        const auto rows = pick(20, QueueName::Deferred);
        const auto plan = freeze(Action::Delete, rows);
        const auto strangers = std::vector(
            plan->parts()[0].messages.begin(), plan->parts()[0].messages.begin() + swapped);
        // Each of their files gets the content of a message that is not in the plan.
        const auto others = pick(size_t(swapped), QueueName::Deferred, 100);
        const QString directory = QString::fromUtf8(m_lab->queueDirectory(0));
        for (size_t i = 0; i < strangers.size(); ++i) {
            QVERIFY(m_snapshot->identity(others[i]).size != strangers[i].identity.size
                || m_snapshot->arrival(others[i]) != strangers[i].identity.arrival);
            const QString script = u"d=$1/deferred; t=$(find $d -name $2) s=$(find $d -name $3); "
                                   "[ -s $t ] && cat $s > $t"_s;
            const auto done = m_lab->exec(0,
                {u"sh"_s, u"-ec"_s, script, u"sh"_s, directory, strangers[i].identity.id.toString(),
                    m_snapshot->id(others[i]).toString()});
            QVERIFY2(done, done ? "" : done.error().detail.constData());
        }
        const PartResult result = carryOut(*plan);
        QCOMPARE(result.error.has_value(), swapped > 1);
        const auto files = m_lab->queueFiles(0);
        for (size_t i = 0; i < result.verdicts.size(); ++i) {
            const QByteArray id = plan->parts()[0].messages[i].identity.id.toByteArray();
            const bool isSwapped = int(i) < swapped;
            const Verdict rest = swapped > 1 ? Verdict::StillHeld : Verdict::Done;
            QCOMPARE(toString(result.verdicts[i]), toString(isSwapped ? Verdict::Changed : rest));
            QCOMPARE(LabFixture::idsBelow(files).contains(id), isSwapped || swapped > 1);
            // What is not ours was let go again.
            QCOMPARE(LabFixture::idsBelow(files, "hold").contains(id), !isSwapped && swapped > 1);
        }
    }

    void whatLeftMeanwhileIsAlreadyGone()
    {
        look(0);
        const auto plan = freeze(Action::Delete, pick(20, QueueName::Deferred));
        for (int i = 0; i < 4; ++i)
            QVERIFY(m_lab->exec(0,
                {u"postsuper"_s, u"-d"_s,
                    plan->parts()[0].messages[size_t(i)].identity.id.toString()}));
        const PartResult result = carryOut(*plan);
        QVERIFY(!result.error);
        QCOMPARE(result.counts()[size_t(Verdict::AlreadyGone)], 4);
        QCOMPARE(result.counts()[size_t(Verdict::Done)], 16);
    }

    void activeMailIsDeletedOrAccounted()
    {
        look(0);
        const auto plan = freeze(Action::Delete, pick(5, QueueName::Active));
        QCOMPARE(plan->summary().active, 5);
        const PartResult result = carryOut(*plan);
        const auto left = LabFixture::idsBelow(m_lab->queueFiles(0));
        for (size_t i = 0; i < result.verdicts.size(); ++i) {
            const QByteArray id = plan->parts()[0].messages[i].identity.id.toByteArray();
            QCOMPARE(left.contains(id), result.verdicts[i] != Verdict::Done);
        }
        QCOMPARE(result.counts()[size_t(Verdict::Unknown)], 0);
    }

    void stopTakesEffectBetweenBatches_data()
    {
        QTest::addColumn<PlanStep>("step");
        QTest::newRow("while holding") << PlanStep::Holding;
        QTest::newRow("while verifying") << PlanStep::Verifying;
        QTest::newRow("while deleting") << PlanStep::Acting;
    }

    void stopTakesEffectBetweenBatches()
    {
        QFETCH(PlanStep, step);
        look(1);
        const auto plan = freeze(Action::Delete, pick(4 * batch, QueueName::Deferred));
        std::stop_source stop;
        const PartResult result = carryOut(*plan, stop.get_token(), [&](const PartProgress &now) {
            if (now.step == step && (now.done >= batch || step == PlanStep::Verifying))
                stop.request_stop();
        });
        QVERIFY(result.error);
        QCOMPARE(result.error->kind, ErrorKind::Cancelled);
        const auto files = m_lab->queueFiles(1);
        const auto held = LabFixture::idsBelow(files, "hold");
        const auto all = LabFixture::idsBelow(files);
        for (size_t i = 0; i < result.verdicts.size(); ++i) {
            const QByteArray id = plan->parts()[0].messages[i].identity.id.toByteArray();
            QCOMPARE(result.verdicts[i] == Verdict::Done, !all.contains(id));
            QCOMPARE(result.verdicts[i] == Verdict::StillHeld, held.contains(id));
        }
        const auto counts = result.counts();
        const int sent = 10 + batch; // the first ten go alone
        QCOMPARE(counts[size_t(Verdict::Done)], step == PlanStep::Acting ? sent : 0);
        QCOMPARE(counts[size_t(Verdict::StillHeld)],
            step == PlanStep::Holding      ? sent
                : step == PlanStep::Acting ? 4 * batch - sent
                                           : 4 * batch);
    }

    /// A batch that is on the server when the link is lost, and acts later.
    void aSlowBatchOutlivesItsLink_data()
    {
        QTest::addColumn<Action>("action");
        QTest::newRow("delete") << Action::Delete;
        QTest::newRow("hold") << Action::Hold;
        QTest::newRow("release") << Action::Release;
    }

    void aSlowBatchOutlivesItsLink()
    {
        QFETCH(Action, action);
        look(1);
        const auto plan = freeze(
            action, pick(8, action == Action::Release ? QueueName::Hold : QueueName::Deferred));
        const auto before = LabFixture::idsBelow(m_lab->queueFiles(1));
        // Killed half a second after postsuper has its IDs; it acts two seconds later.
        QVERIFY(m_lab->exec(1,
            {u"sh"_s, u"-ec"_s,
                u"p=/usr/sbin/postsuper; cp $p /root/postsuper; printf '#!/bin/sh\\n"
                "cat >/root/ids; touch /root/begun; sleep 2; exec /root/postsuper \"$@\" "
                "</root/ids\\n' "
                ">/root/slow; chmod 755 /root/slow; rm -f /root/begun; mount --bind /root/slow $p"_s}));
        std::jthread cutter([&](const std::stop_token &stop) {
            while (
                !stop.stop_requested() && !m_lab->exec(1, {u"test"_s, u"-e"_s, u"/root/begun"_s}))
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
            m_lab->killConnections(1);
        });
        const PartResult result = carryOut(*plan);
        cutter.request_stop();
        cutter.join();
        QVERIFY(m_lab->exec(1, {u"umount"_s, u"/usr/sbin/postsuper"_s}));
        QVERIFY(result.error);
        const auto files = m_lab->queueFiles(1);
        const auto all = LabFixture::idsBelow(files);
        const auto held = LabFixture::idsBelow(files, "hold");
        QCOMPARE(all.size(), before.size());
        int changed = 0;
        for (size_t i = 0; i < result.verdicts.size(); ++i) {
            const QByteArray id = plan->parts()[0].messages[i].identity.id.toByteArray();
            // Without a reader of its stderr, postsuper ends behind the first message.
            const bool acted = held.contains(id) == (action != Action::Release);
            changed += acted;
            const Verdict changedTo = action == Action::Delete ? Verdict::StillHeld : Verdict::Done;
            QCOMPARE(
                toString(result.verdicts[i]), toString(acted ? changedTo : Verdict::Untouched));
        }
        QVERIFY(changed > 0);
    }

    void withoutTheRightNothingIsSent()
    {
        look(0, u"viewer"_s);
        const auto before = m_lab->queueFiles(0);
        const auto plan = freeze(Action::Delete, pick(5, QueueName::Deferred));
        QVERIFY(!plan->obstacle(plan->parts()[0]).isEmpty());
        // Even when the obstacle is overlooked, the server refuses and the account says so.
        const PartResult result = carryOut(*plan);
        QVERIFY(result.error);
        QCOMPARE(result.error->kind, ErrorKind::Permission);
        QCOMPARE(result.counts()[size_t(Verdict::Untouched)], 5);
        QCOMPARE(m_lab->queueFiles(0), before);
    }

private:
    void look(int host, const QString &user = u"root"_s, int instance = 0)
    {
        m_server = m_lab->server(host, user);
        auto link = connectServer(m_server, {}, {});
        if (!link)
            qFatal() << link.error().error.message << link.error().error.detail;
        m_link = std::move(*link);
        m_instance = instance;
        m_snapshot = snapshotOf(m_server, m_link, instance);
    }

    std::vector<QueueSnapshot::Row> pick(size_t count, QueueName queue, size_t skip = 0) const
    {
        auto rows = rowsIn(*m_snapshot, queue, count, skip);
        if (rows.size() != count)
            qFatal() << "only" << rows.size() << "messages in" << toString(queue);
        return rows;
    }

    std::shared_ptr<const ActionPlan> freeze(
        Action action, std::vector<QueueSnapshot::Row> rows) const
    {
        return planOf(action, m_snapshot, std::move(rows), m_server, m_link, m_instance);
    }

    PartResult carryOut(const ActionPlan &plan, std::stop_token stop = {},
        const std::function<void(const PartProgress &)> &progress = {}) const
    {
        return perform(plan, reconnectingSource(m_server, m_link.transport),
            {.batchSize = batch, .batchesInFlight = 1}, stop, progress);
    }

    std::unique_ptr<LabFixture> m_lab;
    ServerDefinition m_server;
    ServerLink m_link;
    qsizetype m_instance = 0;
    std::shared_ptr<QueueSnapshot> m_snapshot;
};

QTEST_GUILESS_MAIN(TestHostActions)
#include "tst_hostactions.moc"
