// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/fleet.h"
#include "finders.h"
#include "madejournal.h"
#include "scratchhome.h"
#include "ui/mainwindow.h"
#include "ui/operations/autopurge.h"
#include "ui/operations/followup.h"
#include "ui/operations/journalfeed.h"
#include "ui/operations/operationdetail.h"
#include "ui/operations/operationsdesk.h"
#include "ui/operations/operationsfilter.h"
#include "ui/operations/operationsmodel.h"
#include "ui/operations/operationspage.h"
#include "ui/operations/recordmodel.h"
#include "ui/operations/trashmodel.h"
#include "ui/operations/trashview.h"
#include "ui/operations/vaultfeed.h"
#include "ui/queue/queueactions.h"
#include "ui/queue/queuepage.h"

#include <KMessageWidget>

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// The page on journals that were made for it, without any server.
class TestOperationsPage : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_home = std::make_unique<ScratchHome>(); }

    void modelsKeepTheContract()
    {
        const QString first = madejournal::ended(journal(), {});
        madejournal::interrupted(journal(), {.server = u"mx2"_s});
        OperationsModel operations;
        OperationsFilter filter(operations);
        RecordModel record;
        TrashModel trash;
        const auto fatal = QAbstractItemModelTester::FailureReportingMode::Fatal;
        const QAbstractItemModelTester t1(&operations, fatal), t2(&filter, fatal),
            t3(&record, fatal), t4(&trash, fatal);
        operations.setOperations(*journal().operations());
        filter.setText(u"mx2"_s);
        filter.setText({});
        trash.setTrash(*trashOf(journal()), {});
        QCOMPARE(trash.rowCount(), 1);
        QCOMPARE(trash.messages(), 20);
        trash.setTrash(*trashOf(journal()), {u"mx2"_s});
        QCOMPARE(trash.rowCount(), 0);
        record.setRecord(std::make_shared<const OperationRecord>(*journal().find(first)));
        QCOMPARE(record.rowCount(), 20);
        QCOMPARE(record.index(3, RecordModel::VerdictColumn).data().toString(), u"in the trash"_s);
        operations.setOperations({});
        record.setRecord(nullptr);
        QCOMPARE(record.rowCount(), 0);
    }

    void listsInterruptedOnesFirst()
    {
        madejournal::interrupted(journal(), {.server = u"old"_s});
        QTest::qSleep(2);
        madejournal::ended(journal(), {.server = u"middle"_s});
        QTest::qSleep(2);
        madejournal::ended(journal(), {.server = u"new"_s});
        JournalFeed feed(journal());
        VaultFeed vault(m_home->vault());
        OperationsPage page(feed, vault);
        QVERIFY(load(feed));
        QCOMPARE(cell(page.list(), 0, OperationsModel::ServerColumn), u"old"_s);
        QCOMPARE(cell(page.list(), 1, OperationsModel::ServerColumn), u"new"_s);
        QCOMPARE(cell(page.list(), 2, OperationsModel::ServerColumn), u"middle"_s);
        QCOMPARE(cell(page.list(), 1, OperationsModel::OutcomeColumn), u"20 in the trash"_s);
    }

    void findsByWordsMessagesAndScope()
    {
        madejournal::ended(journal(), {.reason = u"stolen account"_s});
        madejournal::ended(journal(), {.action = Action::Hold, .server = u"mx2"_s, .first = 500});
        JournalFeed feed(journal());
        VaultFeed vault(m_home->vault());
        OperationsPage page(feed, vault);
        page.show();
        QVERIFY(load(feed));
        auto *search = page.findChild<QLineEdit *>(u"operationSearch"_s);
        const auto shown = [&] { return page.list()->model()->rowCount(); };
        QCOMPARE(shown(), 2);
        search->setText(u"STOLEN"_s);
        QTRY_COMPARE(shown(), 1);
        QCOMPARE(cell(page.list(), 0, OperationsModel::ServerColumn), u"mx1"_s);
        search->setText(queueId(505).toString());
        QTRY_COMPARE(cell(page.list(), 0, OperationsModel::ServerColumn), u"mx2"_s);
        QCOMPARE(shown(), 1);
        search->setText(u"Sender4@example"_s);
        QTRY_COMPARE(cell(page.list(), 0, OperationsModel::ServerColumn), u"mx1"_s);
        search->setText(u"no such thing"_s);
        QTRY_COMPARE(shown(), 0);
        search->clear();
        QTRY_COMPARE(shown(), 2);
        auto *actions = page.findChild<QComboBox *>(u"operationActions"_s);
        actions->setCurrentIndex(actions->findData(int(Action::Hold)));
        QCOMPARE(shown(), 1);
        actions->setCurrentIndex(0);
        page.setScope({u"mx1"_s});
        QCOMPARE(shown(), 1);
        page.setScope({});
        QCOMPARE(shown(), 2);
    }

    void offersWhatCanBeDone_data()
    {
        QTest::addColumn<int>("action");
        QTest::addColumn<bool>("isInterrupted");
        QTest::addColumn<QStringList>("enabled");
        QTest::newRow("trash") << int(Action::Trash) << false
                               << QStringList{u"undoButton"_s, u"purgeButton"_s};
        QTest::newRow("hold") << int(Action::Hold) << false << QStringList{u"undoButton"_s};
        QTest::newRow("delete") << int(Action::Delete) << false << QStringList();
        QTest::newRow("release") << int(Action::Release) << false << QStringList();
        QTest::newRow("interrupted trash")
            << int(Action::Trash) << true
            << QStringList{u"finishButton"_s, u"releaseButton"_s, u"reportButton"_s};
        QTest::newRow("interrupted release")
            << int(Action::Release) << true << QStringList{u"finishButton"_s, u"reportButton"_s};
    }

    void offersWhatCanBeDone()
    {
        QFETCH(int, action);
        QFETCH(bool, isInterrupted);
        QFETCH(QStringList, enabled);
        const madejournal::Wanted wanted{.action = Action(action)};
        const QString id = isInterrupted ? madejournal::interrupted(journal(), wanted)
                                         : madejournal::ended(journal(), wanted);
        JournalFeed feed(journal());
        VaultFeed vault(m_home->vault());
        OperationsPage page(feed, vault);
        page.show();
        QVERIFY(load(feed));
        page.showOperation(id);
        QTRY_COMPARE(table(page, u"recordTable"_s)->model()->rowCount(), 20);
        for (const QString &name : {u"undoButton"_s, u"purgeButton"_s, u"finishButton"_s,
                 u"releaseButton"_s, u"reportButton"_s}) {
            const QPushButton *shown = button(page.detail(), name);
            QVERIFY2(shown->isEnabled() == enabled.contains(name), qPrintable(name));
            QVERIFY2(!shown->toolTip().isEmpty(), qPrintable(name));
        }
        page.detail()->setObstacle(u"The disk is full."_s);
        for (const QString &name : std::as_const(enabled)) {
            QVERIFY(!button(page.detail(), name)->isEnabled());
            QVERIFY(button(page.detail(), name)->toolTip().contains(u"The disk is full."_s));
        }
    }

    void theTrashIsWhatIsLeftInIt()
    {
        const QString first = madejournal::ended(journal(), {});
        const QString second = madejournal::ended(journal(), {.messages = 10, .first = 100});
        madejournal::ended(journal(),
            {.action = Action::Release, .messages = 5, .relation = Relation::Undo, .of = first});
        // A release by hand, which names no earlier operation.
        QTest::qSleep(2);
        madejournal::ended(journal(), {.action = Action::Release, .messages = 10, .first = 100});
        JournalFeed feed(journal());
        VaultFeed vault(m_home->vault());
        OperationsPage page(feed, vault);
        page.show();
        QVERIFY(load(feed));
        page.showList(OperationsPage::List::Trash);
        QCOMPARE(table(page, u"trashTable"_s)->model()->rowCount(), 1);
        QCOMPARE(cell(table(page, u"trashTable"_s), 0, TrashModel::MessagesColumn), u"15"_s);
        QCOMPARE(page.findChild<QToolButton *>(u"showTrash"_s)->text(), u"Trash (15)"_s);
        QVERIFY(!button(&page, u"purgeTrashButton"_s)->isEnabled());
        table(page, u"trashTable"_s)->selectRow(0);
        QVERIFY(button(&page, u"purgeTrashButton"_s)->isEnabled());
        QSignalSpy asked(&page, &OperationsPage::followUpRequested);
        QTest::mouseClick(button(&page, u"restoreTrashButton"_s), Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0][1].toStringList(), QStringList{first});
        Q_UNUSED(second)
    }

    void followUpsLeaveOutWhatCannotBeReached()
    {
        const QString id = madejournal::ended(journal(), {});
        const auto standings = standingOf(journal(), {id});
        QVERIFY(standings);
        const FollowUp none = followUpOf(Relation::Purge, *standings, {});
        QVERIFY(!none.plan);
        QCOMPARE(none.leftOut.size(), 1);
        const InstanceKey key{u"mx1"_s, "/etc/postfix"};
        const FollowUp purge
            = followUpOf(Relation::Purge, *standings, {{key, {{"-", "/etc/postfix"}, {}, {}}}});
        QVERIFY(purge.plan);
        QCOMPARE(purge.plan->summary().messages, 20);
        QVERIFY(purge.plan->action() == Action::Delete);
        QCOMPARE(purge.plan->parts().front().of, id);

        // As listed: three of them are on hold, one of these is another message by now.
        auto snapshot = std::make_shared<QueueSnapshot>(key, 0);
        const auto messages = madejournal::messagesOf({});
        for (int i = 0; i < 5; ++i) {
            const MessageIdentity &identity = messages[size_t(i)].identity;
            snapshot->add({identity.id, i < 3 ? QueueName::Hold : QueueName::Deferred,
                identity.arrival + (i == 1), identity.size, false, identity.sender, {}});
        }
        snapshot->publish();
        snapshot->end(ListingState::Complete, 0, {});
        const FollowUp listed = followUpOf(Relation::Purge, *standings,
            {{key, {{"-", "/etc/postfix"}, {}, snapshot}}}, FollowUpScope::AsListed);
        QCOMPARE(listed.plan->summary().messages, 2);
    }

    void exportsForReview()
    {
        const QString id = madejournal::ended(
            journal(), {.action = Action::Delete, .reason = u"a\n$(id) `id`"_s});
        JournalFeed feed(journal());
        VaultFeed vault(m_home->vault());
        OperationsPage page(feed, vault);
        page.show();
        QVERIFY(load(feed));
        page.showOperation(id);
        QTRY_COMPARE(table(page, u"recordTable"_s)->model()->rowCount(), 20);
        const QString json = m_home->path(u"o.json"_s);
        page.detail()->exportTo(json, OperationDetail::Format::Json);
        QTRY_VERIFY(QFile::exists(json));
        QFile file(json);
        QVERIFY(file.open(QFile::ReadOnly));
        const QJsonObject operation
            = QJsonDocument::fromJson(file.readAll())[u"operations"][0].toObject();
        QCOMPARE(operation[u"operation"].toString(), id);
        QCOMPARE(operation[u"messages"].toArray().size(), 20);
        QCOMPARE(operation[u"messages"][4][u"verdict"].toString(), u"done"_s);
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());

        const QString script = m_home->path(u"o.sh"_s);
        page.detail()->exportTo(script, OperationDetail::Format::Script);
        QTRY_VERIFY(QFile::exists(script));
        QFile text(script);
        QVERIFY(text.open(QFile::ReadOnly));
        const QByteArray bytes = text.readAll();
        for (int i = 0; i < 20; ++i)
            QCOMPARE(bytes.count(queueId(i).toByteArray() + '\n'), 2); // held, deleted
        // As it is, it does nothing; without its guard it runs what it says and no more.
        QCOMPARE(runScript(bytes), (std::pair(1, QByteArray())));
        QByteArray unguarded = bytes;
        const qsizetype guard = unguarded.indexOf("echo 'This script is for review");
        QVERIFY(guard > 0);
        unguarded.remove(guard, unguarded.indexOf('\n', guard) - guard);
        QByteArray expected;
        for (const char *call : {"-c /etc/postfix -h -", "-c /etc/postfix -d - hold"}) {
            expected += QByteArray(call) + '\n';
            for (int i = 0; i < 20; ++i)
                expected += queueId(i).toByteArray() + '\n';
        }
        QCOMPARE(runScript(unguarded), (std::pair(0, expected)));
    }

    void verifiesTheChains()
    {
        madejournal::ended(journal(), {});
        JournalFeed feed(journal());
        VaultFeed vault(m_home->vault());
        OperationsPage page(feed, vault);
        page.show();
        QTest::mouseClick(button(&page, u"verifyButton"_s), Qt::LeftButton);
        auto *files = page.findChild<QTreeWidget *>(u"chainFiles"_s);
        QTRY_COMPARE(files->topLevelItemCount(), 1);
        QCOMPARE(files->topLevelItem(0)->text(2), u"whole"_s);
        QCOMPARE(files->topLevelItem(0)->text(3).toLatin1(), journal().verify()->first().lastHash);
        // A word changed in the middle.
        QFile file(journal().files().first());
        QVERIFY(file.open(QFile::ReadWrite));
        QByteArray bytes = file.readAll();
        bytes.replace("spam run", "ham run!");
        file.seek(0);
        file.write(bytes);
        file.close();
        QTRY_VERIFY(button(&page, u"verifyButton"_s)->isEnabled());
        QTest::mouseClick(button(&page, u"verifyButton"_s), Qt::LeftButton);
        QTRY_COMPARE(files->topLevelItem(0)->text(2), u"broken at line 1"_s);
        page.showList(OperationsPage::List::Trash); // its place is another's then
        QVERIFY(!files->isVisible());
    }

    void interruptedOnesAreAnnounced()
    {
        const QString id = madejournal::interrupted(journal(), {});
        Fleet fleet(journal());
        MainWindow window(fleet, {});
        window.show();
        QTRY_COMPARE(noticesOf(window, u"interrupted"_s).size(), 1);
        KMessageWidget *notice = noticesOf(window, u"interrupted"_s).first();
        QVERIFY(notice->text().contains(u"Trash: 20 messages on mx1"_s));
        notice->actions().first()->trigger();
        QTRY_VERIFY(window.operationsPage()->isVisible());
        QTRY_COMPARE(window.operationsPage()->list()->currentIndex().row(), 0);
        QTRY_VERIFY(button(window.operationsPage()->detail(), u"finishButton"_s)->isEnabled());
        // Its server is not there: that is said, and nothing happens.
        QTest::mouseClick(
            button(window.operationsPage()->detail(), u"finishButton"_s), Qt::LeftButton);
        QTRY_COMPARE(noticesOf(window, u"are left as they are"_s).size(), 1);
        QVERIFY(journal().find(id)->operation.state == OperationState::Interrupted);
    }

    void withoutAJournalNothingCanBeDone()
    {
        QFile inTheWay(journal().directory());
        QVERIFY(inTheWay.open(QFile::WriteOnly));
        Fleet fleet(journal());
        MainWindow window(fleet, {});
        window.show();
        QTRY_COMPARE(noticesOf(window, u"Without a journal nothing is changed"_s).size(), 1);
        for (const Action action : allActions) {
            const QAction *shown = window.queuePage()->actions()->of(action);
            QVERIFY(!shown->isEnabled());
            QVERIFY(shown->toolTip().contains(u"Without a journal"_s));
        }
        inTheWay.remove();
        window.desk()->feed().load();
        QTRY_VERIFY(!window.queuePage()
                ->actions()
                ->of(Action::Trash)
                ->toolTip()
                .contains(u"Without a journal"_s));
    }

    void pagesHaveKeys()
    {
        Fleet fleet(journal());
        MainWindow window(fleet, {});
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_5, Qt::ControlModifier);
        QVERIFY(window.operationsPage()->isVisible());
        QVERIFY(!window.queuePage()->isVisible());
        QVERIFY(window.queuePage()
                ->actions()
                ->of(Action::Hold)
                ->toolTip()
                .contains(u"on another page"_s));
        QTest::keyClick(window.operationsPage(), Qt::Key_Slash);
        QTRY_VERIFY(window.findChild<QLineEdit *>(u"operationSearch"_s)->hasFocus());
        QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
        QVERIFY(window.queuePage()->isVisible());
    }

    void undoSaysWhatItWouldDo()
    {
        Fleet fleet(journal());
        MainWindow window(fleet, {});
        QTRY_VERIFY(window.desk()->undo()->toolTip().contains(u"Nothing was held"_s));
        QVERIFY(!window.desk()->undo()->isEnabled());
        // Two parts of one plan, and an older one.
        madejournal::ended(journal(), {.messages = 7, .first = 900});
        QTest::qSleep(2);
        madejournal::ended(journal(), {.plan = u"p"_s});
        madejournal::ended(journal(), {.server = u"mx2"_s, .plan = u"p"_s});
        window.desk()->feed().load();
        QTRY_VERIFY(window.desk()->undo()->toolTip().contains(u"Restore 40 messages"_s));
        QVERIFY(window.desk()->undo()->toolTip().contains(u"is not connected"_s));
        QVERIFY(!window.desk()->undo()->isEnabled());
    }

    void theAutomaticPurgeIsOffAndWaits()
    {
        JournalFeed feed(journal());
        VaultFeed vault(m_home->vault());
        OperationsPage page(feed, vault);
        page.show();
        QCOMPARE(AutoPurge::days(), 0);
        auto *days = page.findChild<QSpinBox *>(u"purgeDays"_s);
        QCOMPARE(days->text(), u"never"_s);
        days->setValue(30);
        QCOMPARE(AutoPurge::days(), 30);
        // The hour counts from when it was set.
        QVERIFY(QSettings().value(u"trash/lastPurge"_s).toDateTime().isValid());
    }

private:
    Journal journal() const { return m_home->journal(); }

    static QTableView *table(const QWidget &page, const QString &name)
    {
        return page.findChild<QTableView *>(name);
    }

    /// With a postsuper that prints its words and its standard input.
    std::pair<int, QByteArray> runScript(const QByteArray &script) const
    {
        const QString program = m_home->path(u"postsuper"_s);
        QFile stub(program);
        if (stub.open(QFile::WriteOnly))
            stub.write("#!/bin/sh\necho \"$*\"\ncat\n");
        stub.close();
        stub.setPermissions(QFile::ReadOwner | QFile::ExeOwner | QFile::WriteOwner);
        QProcess shell;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"PATH"_s, QFileInfo(program).path() + u":/usr/bin:/bin"_s);
        shell.setProcessEnvironment(environment);
        shell.start(u"sh"_s, {u"-s"_s});
        shell.write(script);
        shell.closeWriteChannel();
        if (!shell.waitForFinished())
            return {-1, shell.errorString().toUtf8()};
        return {shell.exitCode(), shell.readAllStandardOutput()};
    }

    std::unique_ptr<ScratchHome> m_home;
};

QTEST_MAIN(TestOperationsPage)
#include "tst_operationspage.moc"
