// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostwindow.h"

#include "core/journal/journaledpart.h"
#include "core/queue/queuelister.h"
#include "core/servers/fleet.h"
#include "tests/ui/finders.h"
#include "ui/filter/filteredit.h"
#include "ui/mainwindow.h"
#include "ui/operations/autopurge.h"
#include "ui/operations/journalfeed.h"
#include "ui/operations/operationdetail.h"
#include "ui/operations/operationsdesk.h"
#include "ui/operations/operationspage.h"
#include "ui/operations/trashview.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/queueactions.h"
#include "ui/queue/queuemodel.h"
#include "ui/queue/queuepage.h"
#include "ui/queue/queueview.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <csignal>

#include <unistd.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int plannedByTheVictim = 300;
constexpr int heldByTheVictim = 110; // the two canary batches
const QString victimOption = u"--victim"_s;

/// Kills its own program when the server has answered the second batch, before that is written
/// down.
class Assassin final : public PartRecorder
{
public:
    explicit Assassin(PartRecorder &journal) : m_journal(journal) { }

    Result<void> sending(
        PlanStep step, const QString &command, std::span<const size_t> rows) override
    {
        return m_journal.sending(step, command, rows);
    }
    Result<void> answered(PlanStep step, const Answer &answer) override
    {
        if (++m_answers == 2)
            ::kill(::getpid(), SIGKILL);
        return m_journal.answered(step, answer);
    }
    Result<void> verified(const Verification &verification) override
    {
        return m_journal.verified(verification);
    }

private:
    PartRecorder &m_journal;
    int m_answers = 0;
};

/// The program that is killed: trashes messages by the journal and does not come back.
int runVictim(const QStringList &words)
{
    ServerDefinition server;
    server.id = words[1];
    server.name = words[2];
    server.endpoint = {.host = words[3], .user = u"root"_s};
    server.endpoint.identityFile = words[4];
    server.endpoint.knownHostsFile = words[5];
    server.endpoint.configFile = u"none"_s;
    const auto link = connectServer(server, {}, {});
    if (!link)
        return 2;
    const Instance instance = link->facts.instances.first();
    auto snapshot
        = std::make_shared<QueueSnapshot>(InstanceKey{server.id, instance.configDirectory}, 1);
    if (!listQueue(*link->transport, instance, *snapshot, {}, {}))
        return 3;
    ActionPlan::Selection selection{
        snapshot, {}, server.name, instance, link->facts.rights.first()};
    for (QueueSnapshot::Row row = 0;
        row < snapshot->rowCount() && selection.rows.size() < plannedByTheVictim; ++row) {
        if (snapshot->queue(row) == QueueName::Deferred)
            selection.rows.push_back(row);
    }
    const auto plan = ActionPlan::freeze(Action::Trash, std::span(&selection, 1));
    const PlanPart &part = plan->parts().front();
    OperationHeader header;
    header.action = Action::Trash;
    header.key = part.key;
    header.serverName = server.name;
    header.address = server.address();
    header.instanceName = instance.name;
    header.messages = qint64(part.messages.size());
    header.commands = plan->commands(part);
    const auto log = Journal(words[6]).begin(header, part.messages);
    if (!log)
        return 4;
    Assassin assassin(**log);
    executePart(Action::Trash, part, reconnectingSource(server, link->transport), assassin, {});
    return 5; // nobody killed it
}

}

/// Trash, undo, purge and the follow-ups of an interrupted operation, by mouse and keyboard in the
/// real window on a real host, checked against the files of its queue.
class TestOperationsOnHosts : public QObject, HostWindow
{
    Q_OBJECT

private slots:
    void initTestCase() { startLab(1, 900); }
    void init() { openWindow(); }
    void cleanup() { closeWindow(); }

    void trashUndoTrashPurge()
    {
        connectAndFilter(u"deferred"_s); // a word of reasons, of held mail too
        const auto before = ids({});
        const auto heldBefore = ids("hold");
        select(50);
        const auto chosen = selectedIds();
        QCOMPARE(chosen.size(), 50u);
        // What was held before leaves the trash as well, and stays held.
        QVERIFY(differenceOf(chosen, heldBefore).size() > 10);
        QVERIFY(differenceOf(chosen, heldBefore).size() < chosen.size());

        trash();
        QCOMPARE(ids({}), before);
        QCOMPARE(ids("hold"), unionOf(heldBefore, chosen));
        QTRY_COMPARE(noticesOf(*m_window, u"50 messages are in the trash."_s).size(), 1);

        // Ctrl+Z asks nothing below 1,000 messages.
        QTRY_VERIFY_WITH_TIMEOUT(m_window->desk()->undo()->isEnabled(), patience);
        QTRY_VERIFY2_WITH_TIMEOUT(
            m_window->desk()->undo()->toolTip().contains(u"Restore 50 messages"_s),
            qPrintable(m_window->desk()->undo()->toolTip()), patience);
        activate();
        QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
        closeResult(u"50 restored"_s);
        QCOMPARE(ids({}), before);
        QCOMPARE(ids("hold"), heldBefore);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->desk()->undo()->isEnabled(), patience);

        // Again, and this time for good, from the page; once the table knows what was restored.
        settle();
        const Ids restored = differenceOf(chosen, heldBefore);
        const auto isListed = [&] {
            const Ids held = listedIds(QueueName::Hold);
            return std::ranges::none_of(
                restored, [&](const QByteArray &id) { return held.contains(id); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(isListed(), patience);
        settle();
        select(50);
        const auto doomed = selectedIds();
        trash();
        QCOMPARE(ids("hold"), unionOf(heldBefore, doomed));
        activate();
        QTest::keyClick(m_window.get(), Qt::Key_5, Qt::ControlModifier);
        OperationsPage &page = *m_window->operationsPage();
        page.showList(OperationsPage::List::Trash);
        auto *table = page.findChild<QTableView *>(u"trashTable"_s);
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, patience);
        table->selectRow(0);
        auto *purge = page.findChild<QPushButton *>(u"purgeTrashButton"_s);
        QVERIFY(purge->isEnabled());
        QTest::mouseClick(purge, Qt::LeftButton);
        confirm(50);
        closeResult(u"50 deleted"_s);
        QCOMPARE(ids("hold"), differenceOf(heldBefore, doomed));
        QCOMPARE(ids({}), differenceOf(before, doomed));
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 0, patience);
        const auto chains = journal().verify();
        QVERIFY(chains);
        for (const ChainReport &report : *chains)
            QCOMPARE(report.brokenLine, 0);
        QCOMPARE(journal().operations()->size(), 4);
        QCOMPARE(journal().operations()->first().header.reason, u"a test"_s);
    }

    void aWholeQueueGoesInTwoSteps()
    {
        connectAndFilter(u"queue:hold"_s);
        const auto before = ids({});
        const auto held = ids("hold");
        QVERIFY(held.size() > 10);
        QTRY_COMPARE_WITH_TIMEOUT(page().model().rowCount(), int(held.size()), patience);
        page().selectEverything();
        QCOMPARE(selectedIds(), held);
        QTest::keyClick(page().view(), Qt::Key_Delete, Qt::ShiftModifier);
        QTRY_VERIFY(dialog());
        QCOMPARE(dialog()->windowTitle(), u"Trash"_s);
        QTest::mouseClick(find<QPushButton>(u"confirmButton"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>(u"purgeButton"_s), patience);
        QCOMPARE(ids({}), before); // nothing is gone yet
        // One of them is released by somebody else meanwhile: it is not purged.
        const QByteArray saved = *held.begin();
        QVERIFY(m_lab->exec(0, {u"postsuper"_s, u"-H"_s, QString::fromLatin1(saved)}));
        QTest::mouseClick(find<QPushButton>(u"purgeButton"_s), Qt::LeftButton);
        const auto count = qint64(held.size()) - 1;
        QTRY_VERIFY_WITH_TIMEOUT(dialog() && dialog()->windowTitle() == u"Delete"_s, patience);
        auto *name = find<QLineEdit>(u"nameEdit"_s);
        QVERIFY(name);
        confirm(count, m_lab->name(0));
        closeResult(QString::number(count) + u" deleted"_s);
        auto expected = differenceOf(before, held);
        expected.insert(saved);
        QCOMPARE(ids({}), expected);
    }

    void purgesByAge()
    {
        connectAndFilter(u"queue:deferred"_s);
        const auto before = ids({});
        select(12);
        const auto chosen = selectedIds();
        trash();
        QTRY_COMPARE_WITH_TIMEOUT(m_window->desk()->feed().trash().size(), 1, patience);
        settle();
        AutoPurge &purge = *m_window->desk()->autoPurge();
        const QDateTime now = QDateTime::currentDateTimeUtc();
        purge.check(now.addDays(100)); // it is off
        AutoPurge::setDays(7);
        purge.check(now.addSecs(60)); // within the hour
        purge.check(now.addDays(6)); // not old enough
        QCOMPARE(journal().operations()->size(), 1);
        QSignalSpy purged(&purge, &AutoPurge::purged);
        purge.check(now.addDays(8));
        purge.check(now.addDays(8)); // once
        QTRY_COMPARE_WITH_TIMEOUT(purged.size(), 1, patience);
        QCOMPARE(purged[0][0].toLongLong(), 12);
        QCOMPARE(ids({}), differenceOf(before, chosen));
        QCOMPARE(journal().operations()->size(), 2);
        QVERIFY(journal().operations()->first().header.relation == Relation::Purge);
        QVERIFY(journal().operations()->first().header.reason.contains(u"7 days"_s));
    }

    void afterAKill_data()
    {
        QTest::addColumn<QString>("button");
        QTest::addColumn<int>("held"); // of what was planned, afterwards
        QTest::newRow("report") << u"reportButton"_s << heldByTheVictim;
        QTest::newRow("release") << u"releaseButton"_s << 0;
        QTest::newRow("finish") << u"finishButton"_s << plannedByTheVictim;
    }

    void afterAKill()
    {
        QFETCH(QString, button);
        QFETCH(int, held);
        const auto before = ids({});
        const auto heldBefore = ids("hold");
        QProcess victim;
        const ServerDefinition server = m_lab->server(0);
        victim.start(QCoreApplication::applicationFilePath(),
            {victimOption, server.id, server.name, server.endpoint.host,
                server.endpoint.identityFile, server.endpoint.knownHostsFile,
                journal().directory()});
        QVERIFY(victim.waitForFinished(patience));
        QCOMPARE(victim.exitStatus(), QProcess::CrashExit);
        QCOMPARE(ids("hold").size(), heldBefore.size() + heldByTheVictim);

        m_window->desk()->feed().load();
        QTRY_COMPARE(noticesOf(*m_window, u"was interrupted"_s).size(), 1);
        connectAndFilter({});
        noticesOf(*m_window, u"was interrupted"_s).first()->actions().first()->trigger();
        OperationDetail *detail = m_window->operationsPage()->detail();
        auto *chosen = detail->findChild<QPushButton *>(button);
        QTRY_VERIFY_WITH_TIMEOUT(chosen->isEnabled(), patience);
        QTest::mouseClick(chosen, Qt::LeftButton);
        if (button != u"reportButton"_s) {
            QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>(u"confirmButton"_s), patience);
            QTRY_VERIFY(find<QPushButton>(u"confirmButton"_s)->isEnabled());
            QTest::mouseClick(find<QPushButton>(u"confirmButton"_s), Qt::LeftButton);
            closeResult({});
        }
        QTRY_COMPARE_WITH_TIMEOUT(
            int(journal().operations()->last().state), int(OperationState::Reported), patience);
        QCOMPARE(ids({}), before); // no message was lost
        QCOMPARE(ids("hold").size(), heldBefore.size() + size_t(held));
        const Operation victims = journal().operations()->last();
        qint64 verdicts = 0;
        for (const qint64 count : victims.counts)
            verdicts += count;
        QCOMPARE(verdicts, plannedByTheVictim);
        QCOMPARE(victims.counts[size_t(Verdict::Unknown)], 0);
        if (held > 0)
            QVERIFY(m_lab->exec(0, {u"postsuper"_s, u"-H"_s, u"ALL"_s, u"hold"_s}));
    }

private:
    using Ids = std::set<QByteArray>;

    Ids ids(const QByteArray &queue) const
    {
        return LabFixture::idsBelow(m_lab->queueFiles(0), queue);
    }
    /// As the table has it.
    Ids listedIds(QueueName queue) const
    {
        Ids listed;
        for (const Server *server : m_fleet->servers()) {
            for (const InstanceStatus &status : server->instances()) {
                const QueueSnapshot &snapshot = *status.snapshot;
                for (QueueSnapshot::Row row = 0; row < snapshot.rowCount(); ++row)
                    if (snapshot.queue(row) == queue)
                        listed.insert(snapshot.id(row).toByteArray());
            }
        }
        return listed;
    }
    static Ids unionOf(Ids a, const Ids &b)
    {
        a.insert(b.begin(), b.end());
        return a;
    }
    static Ids differenceOf(Ids a, const Ids &b)
    {
        std::erase_if(a, [&](const QByteArray &id) { return b.contains(id); });
        return a;
    }

    QDialog *dialog() const { return m_window->findChild<QDialog *>(u"planDialog"_s); }
    template <typename T> T *find(const QString &name) const
    {
        return dialog() ? dialog()->findChild<T *>(name) : nullptr;
    }
    /// Nothing is listed or read, and the table shows it.
    void settle() const
    {
        const auto isQuiet = [this] {
            for (const Server *server : m_fleet->servers()) {
                if (server->state() != ServerState::Connected)
                    return false;
                for (const InstanceStatus &status : server->instances()) {
                    if (status.listing || !status.snapshot)
                        return false;
                }
            }
            return page().isSettled() && !m_window->desk()->feed().isLoading();
        };
        QTRY_VERIFY_WITH_TIMEOUT(isQuiet(), patience);
        QTest::qWait(100);
        QTRY_VERIFY_WITH_TIMEOUT(isQuiet(), patience);
    }

    /// The first instance only: its files are what is compared.
    void connectAndFilter(const QString &text)
    {
        m_fleet->add(m_lab->server(0));
        m_fleet->connectAll();
        settle();
        const InstanceKey key = m_fleet->servers().first()->instances().front().key;
        page().setScope({key.server, key});
        page().filterEdit()->setText(text);
        QTRY_VERIFY_WITH_TIMEOUT(page().isSettled() && page().model().rowCount() > 10, patience);
    }

    Ids selectedIds() const
    {
        Ids chosen;
        const MessageSelection &selection = page().selection();
        for (size_t i = 0; i < selection.sources().size(); ++i) {
            for (const QueueSnapshot::Row row : selection.rows(quint32(i)))
                chosen.insert(selection.sources()[i].snapshot->id(row).toByteArray());
        }
        return chosen;
    }

    void trash()
    {
        QTest::keyClick(page().view(), Qt::Key_Delete);
        QTRY_VERIFY(find<QPushButton>(u"confirmButton"_s));
        QVERIFY(find<QPushButton>(u"confirmButton"_s)->isEnabled());
        QTest::mouseClick(find<QPushButton>(u"confirmButton"_s), Qt::LeftButton);
        closeResult(u"in the trash"_s);
    }

    void confirm(qint64 number, const QString &name = {})
    {
        QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>(u"confirmButton"_s), patience);
        auto *button = find<QPushButton>(u"confirmButton"_s);
        QTest::keyClicks(find<QLineEdit>(u"confirmEdit"_s), QString::number(number));
        QVERIFY(!button->isEnabled()); // a reason is wanted
        find<QComboBox>(u"reasonEdit"_s)->setEditText(u"a test"_s);
        if (!name.isEmpty()) {
            QTest::qWait(1200);
            QVERIFY(!button->isEnabled()); // and the name
            QTest::keyClicks(find<QLineEdit>(u"nameEdit"_s), name);
        }
        QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled(), patience);
        QTest::mouseClick(button, Qt::LeftButton);
    }

    void closeResult(const QString &headline)
    {
        QTRY_VERIFY_WITH_TIMEOUT(
            find<QTableView>(u"resultTable"_s) && find<QTableView>(u"resultTable"_s)->isVisible(),
            patience);
        QVERIFY(find<QLabel>(u"resultHeadline"_s));
        QVERIFY2(find<QLabel>(u"resultHeadline"_s)->text().contains(headline),
            qPrintable(find<QLabel>(u"resultHeadline"_s)->text()));
        QTest::mouseClick(find<QPushButton>(u"closeButton"_s), Qt::LeftButton);
        QTRY_VERIFY(!dialog());
    }
};

int main(int argc, char **argv)
{
    if (argc > 1 && QString::fromLocal8Bit(argv[1]) == victimOption) {
        const QCoreApplication application(argc, argv);
        return runVictim(QCoreApplication::arguments().sliced(1));
    }
    QApplication application(argc, argv);
    TestOperationsOnHosts test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_operationsonhosts.moc"
