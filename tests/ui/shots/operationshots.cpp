// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "camera.h"

#include "ui/message/messageview.h"
#include "ui/operations/journalfeed.h"
#include "ui/operations/operationsdesk.h"
#include "ui/operations/operationspage.h"
#include "ui/operations/vaultview.h"
#include "ui/queue/queueactions.h"
#include "ui/queue/queuepage.h"
#include "ui/queue/queueview.h"

#include <QApplication>
#include <QCheckBox>
#include <QDialog>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QRadioButton>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

void carryOut(Camera &camera, MainWindow &window, Action action, const QString &shot)
{
    if (!window.queuePage()->actions()->of(action)->isEnabled())
        return; // an earlier run on the same hosts has done it
    window.queuePage()->actions()->of(action)->trigger();
    if (!QTest::qWaitFor([] { return QApplication::activeModalWidget(); }, 5000))
        qFatal("no plan");
    QPointer<QWidget> plan = QApplication::activeModalWidget();
    // What is to be typed stands behind the first word of each question, up to a comma.
    for (QLineEdit *edit : plan->findChildren<QLineEdit *>()) {
        if (edit->objectName() == "confirmEdit"_L1 || edit->objectName() == "nameEdit"_L1)
            edit->setText(edit->accessibleName().section(u' ', 1).section(u", the"_s, 0, 0));
    }
    if (auto *keepCopy = plan->findChild<QCheckBox *>(u"keepCopy"_s))
        keepCopy->setChecked(true);
    auto *confirm = plan->findChild<QPushButton *>(u"confirmButton"_s);
    if (!QTest::qWaitFor([&] { return confirm->isEnabled(); }, 5000))
        qFatal("not to be confirmed");
    confirm->click();
    const auto *table = plan->findChild<QTableView *>(u"resultTable"_s);
    if (!QTest::qWaitFor([&] { return table->isVisible(); }, 60'000))
        qFatal("not carried out");
    camera.shoot(shot, plan);
    plan->close();
    camera.waitForListings();
}

QWidget *dialogOf(const MainWindow &window, const QString &name)
{
    if (!QTest::qWaitFor([&] { return window.findChild<QDialog *>(name); }, 5000))
        qFatal("no %s", qPrintable(name));
    return window.findChild<QDialog *>(name);
}

}

void shootOperations(Camera &camera, MainWindow &window, const Journal &journal)
{
    OperationsPage &page = *window.operationsPage();
    window.showPage(MainWindow::OperationsTab);
    camera.shoot(u"operations-empty"_s);
    window.showPage(MainWindow::QueueTab);
    camera.filter(u"kontor"_s);
    window.queuePage()->selectEverything();
    carryOut(camera, window, Action::Trash, u"trashed"_s);
    camera.shoot(u"undo"_s);
    camera.filter(u"greenshop"_s);
    window.queuePage()->selectEverything();
    carryOut(camera, window, Action::Hold, u"held"_s);
    camera.filter({});
    // One whose program has ended: it has a beginning and no end.
    const auto operations = journal.operations();
    if (!operations || operations->isEmpty())
        qFatal("no operations");
    const auto record = journal.find(operations->last().header.id);
    OperationHeader header = record->operation.header;
    header.id.clear();
    header.reason = u"ticket 4711: stolen account"_s;
    if (!journal.begin(header, record->messages))
        qFatal("not written");
    window.desk()->feed().load();
    window.showPage(MainWindow::OperationsTab);
    QTest::qWait(1000);
    page.list()->selectRow(1);
    QTest::qWait(500);
    camera.shoot(u"operations"_s);
    page.list()->selectRow(0);
    QTest::qWait(500);
    page.verify();
    QTest::qWait(500);
    camera.shoot(u"interrupted"_s);
    page.showList(OperationsPage::List::Trash);
    if (auto *table = page.findChild<QTableView *>(u"trashTable"_s))
        table->selectRow(0);
    QTest::qWait(500);
    window.resize(1280, 800);
    camera.shoot(u"trash-narrow"_s);
    if (auto *purge = page.findChild<QPushButton *>(u"purgeTrashButton"_s))
        purge->click();
    if (QTest::qWaitFor([] { return QApplication::activeModalWidget(); }, 5000)) {
        camera.shoot(u"purge"_s, QApplication::activeModalWidget());
        QApplication::activeModalWidget()->close();
    }
    window.resize(1600, 1000);
    window.showPage(MainWindow::QueueTab);
}

void shootRequests(Camera &camera, MainWindow &window)
{
    OperationsPage &page = *window.operationsPage();
    window.showPage(MainWindow::OperationsTab);
    page.showList(OperationsPage::List::Vault);
    QTest::qWait(300);
    camera.shoot(u"vault-empty"_s);
    window.showPage(MainWindow::QueueTab);
    window.queuePage()->view()->pickRow(6);
    carryOut(camera, window, Action::Delete, u"deleted"_s);
    window.queuePage()->view()->pickRow(9);
    carryOut(camera, window, Action::Delete, u"deleted-another"_s);
    window.showPage(MainWindow::OperationsTab);
    QTableView *table = page.vault()->table();
    if (!QTest::qWaitFor([&] { return table->model()->rowCount() == 2; }, 10'000))
        qFatal("nothing in the vault");
    table->selectRow(0);
    if (!QTest::qWaitFor([&] { return page.vault()->message()->isLoaded(); }, 10'000))
        qFatal("no copy is shown");
    camera.shoot(u"vault"_s);
    table->selectAll();
    page.findChild<QPushButton *>(u"restoreVaultButton"_s)->click();
    QWidget *restore = dialogOf(window, u"restoreDialog"_s);
    camera.shoot(u"restore"_s, restore);
    auto *start = restore->findChild<QPushButton *>(u"confirmRestore"_s);
    start->click();
    QTest::qWait(200);
    if (!QTest::qWaitFor([&] { return start->toolTip().contains(u"No message"_s); }, 60'000))
        qFatal("not restored");
    camera.shoot(u"restored"_s, restore);
    restore->close();
    window.showPage(MainWindow::QueueTab);
    window.findChild<QAction *>(u"flushQueue"_s)->trigger();
    QWidget *flush = dialogOf(window, u"flushDialog"_s);
    camera.shoot(u"flush"_s, flush);
    auto *ask = flush->findChild<QPushButton *>(u"flushButton"_s);
    ask->click();
    if (!QTest::qWaitFor([&] { return ask->isEnabled(); }, 60'000))
        qFatal("not flushed");
    flush->findChild<QRadioButton *>(u"flushOne"_s)->setChecked(true);
    camera.shoot(u"flushed"_s, flush);
    flush->close();
    window.showPage(MainWindow::OperationsTab);
    page.showList(OperationsPage::List::Operations);
    QTest::qWait(800);
    camera.shoot(u"requests"_s);
    window.showPage(MainWindow::QueueTab);
}

}
