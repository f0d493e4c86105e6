// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/actionplan.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

QueueId idNumber(int number)
{
    return *QueueId::parse("B" + QByteArray::number(0x200000 + number, 16).toUpper());
}

std::shared_ptr<QueueSnapshot> filledSnapshot(const QString &server, int messages)
{
    auto snapshot = std::make_shared<QueueSnapshot>(InstanceKey{server, "/etc/postfix"}, qint64(0));
    for (int i = 0; i < messages; ++i) {
        const ListedRecipient recipients[]{
            {"a@GMAIL.com", "busy"}, {"b@gmail.com", "busy"}, {"c@yahoo.com", "busy"}};
        snapshot->add({idNumber(i), i % 10 ? QueueName::Deferred : QueueName::Active,
            1'700'000'000 + i, 1000, false, i % 3 ? "spam@bad.example" : "", recipients});
    }
    snapshot->end(ListingState::Complete, 0, {});
    return snapshot;
}

InstanceRights allRights(Privilege privilege)
{
    return {privilege, privilege, privilege, privilege, privilege, true};
}

ActionPlan::Selection selectAll(const std::shared_ptr<const QueueSnapshot> &snapshot,
    const QString &server, const InstanceRights &rights)
{
    ActionPlan::Selection selection{snapshot, {}, server, {"-", "/etc/postfix"}, rights};
    for (QueueSnapshot::Row row = 0; row < snapshot->rowCount(); ++row)
        selection.rows.push_back(row);
    return selection;
}

}

class TestActionPlan : public QObject
{
    Q_OBJECT

private slots:
    void freezesExactlyTheSelection()
    {
        const auto first = filledSnapshot(u"mx1"_s, 30);
        const auto second = filledSnapshot(u"mx2"_s, 30);
        ActionPlan::Selection some = selectAll(second, u"mx2"_s, {});
        some.rows = {3, 7};
        const ActionPlan::Selection none{first, {}, u"mx3"_s, {}, {}};
        const ActionPlan::Selection selections[]{selectAll(first, u"mx1"_s, {}), some, none};
        const auto plan = ActionPlan::freeze(Action::Delete, selections);

        QCOMPARE(plan->parts().size(), 2u); // the empty one is no part
        QCOMPARE(plan->parts()[0].messages.size(), 30u);
        QCOMPARE(plan->parts()[1].messages.size(), 2u);
        QCOMPARE(plan->parts()[1].messages[1].identity, second->identity(7));
        QCOMPARE(plan->parts()[1].messages[1].recipientCount, 3u);
    }

    void countsWhatItTouches()
    {
        const auto snapshot = filledSnapshot(u"mx1"_s, 30);
        const ActionPlan::Selection selections[]{selectAll(snapshot, u"mx1"_s, {})};
        const PlanSummary summary = ActionPlan::freeze(Action::Hold, selections)->summary();
        QCOMPARE(summary.messages, 30);
        QCOMPARE(summary.bytes, 30'000);
        QCOMPARE(summary.active, 3);
        QCOMPARE(summary.newestArrival, 1'700'000'029);
        QCOMPARE(summary.senders.first().name, "spam@bad.example");
        QCOMPARE(summary.senders.first().messages, 20);
        QCOMPARE(summary.senders.last().name, "");
        QCOMPARE(summary.queues.first().name, "deferred");
        // One message to two addresses of a domain counts once for it, whatever the case.
        QCOMPARE(summary.recipientDomains.size(), 2);
        QCOMPARE(summary.recipientDomains.first().name, "gmail.com");
        QCOMPARE(summary.recipientDomains.first().messages, 30);
    }

    void samplesAreSpreadAndStable()
    {
        const auto snapshot = filledSnapshot(u"mx1"_s, 1000);
        const ActionPlan::Selection selections[]{selectAll(snapshot, u"mx1"_s, {})};
        const auto plan = ActionPlan::freeze(Action::Delete, selections);
        const auto samples = plan->samples(20);
        QCOMPARE(samples.size(), 20u);
        QCOMPARE(samples.front()->identity.id, idNumber(0));
        QCOMPARE(samples.back()->identity.id, idNumber(950));
        QCOMPARE(plan->samples(20), samples);
        QCOMPARE(plan->samples(5000).size(), 1000u);
    }

    void outlivesItsSnapshot()
    {
        auto snapshot = filledSnapshot(u"mx1"_s, 5);
        ActionPlan::Selection selections[]{selectAll(snapshot, u"mx1"_s, {})};
        const auto plan = ActionPlan::freeze(Action::Delete, selections);
        selections[0].snapshot.reset();
        snapshot.reset();
        QCOMPARE(plan->parts()[0].messages[4].identity.sender, "spam@bad.example");
    }

    void obstacleNamesWhatIsNotAllowed_data()
    {
        QTest::addColumn<Action>("action");
        QTest::addColumn<bool>("mayDelete");
        QTest::addColumn<bool>("mayRelease");
        QTest::addColumn<bool>("possible");
        QTest::newRow("delete") << Action::Delete << true << true << true;
        QTest::newRow("no delete") << Action::Delete << false << true << false;
        // A stranger held by mistake could never be let go again.
        QTest::newRow("delete without release") << Action::Delete << true << false << false;
        QTest::newRow("hold needs no delete") << Action::Hold << false << true << true;
        QTest::newRow("release") << Action::Release << false << true << true;
        QTest::newRow("no release") << Action::Release << true << false << false;
    }

    void obstacleNamesWhatIsNotAllowed()
    {
        QFETCH(Action, action);
        QFETCH(bool, mayDelete);
        QFETCH(bool, mayRelease);
        InstanceRights rights = allRights(Privilege::Sudo);
        if (!mayDelete)
            rights.deleteHeld.reset();
        if (!mayRelease)
            rights.release.reset();
        const auto snapshot = filledSnapshot(u"mx1"_s, 5);
        const ActionPlan::Selection selections[]{selectAll(snapshot, u"mx1"_s, rights)};
        const auto plan = ActionPlan::freeze(action, selections);
        QTEST(plan->obstacle(plan->parts()[0]).isEmpty(), "possible");
    }

    void showsTheCommandsThatRun()
    {
        const auto snapshot = filledSnapshot(u"mx1"_s, 5);
        const ActionPlan::Selection selections[]{
            selectAll(snapshot, u"mx1"_s, allRights(Privilege::Sudo))};
        const auto plan = ActionPlan::freeze(Action::Delete, selections);
        const QStringList commands = plan->commands(plan->parts()[0]);
        QCOMPARE(commands.size(), 3);
        QVERIFY(commands[0].contains(u"postsuper -c /etc/postfix -h -"_s));
        QVERIFY(commands[1].contains(u"postqueue -c /etc/postfix -j"_s));
        QVERIFY(commands[2].contains(u"sudo"_s));
        QVERIFY(commands[2].contains(u"-d - hold"_s));
        for (const QString &command : commands)
            QVERIFY(!command.contains(u"ALL"_s));
    }
};

QTEST_GUILESS_MAIN(TestActionPlan)
#include "tst_actionplan.moc"
