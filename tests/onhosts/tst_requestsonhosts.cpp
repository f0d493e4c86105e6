// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "labfixture.h"

#include "core/servers/fleet.h"
#include "ui/fleet/rightsdialog.h"
#include "ui/mainwindow.h"
#include "ui/operations/operationsdesk.h"
#include "ui/operations/operationspage.h"
#include "ui/operations/vaultfeed.h"
#include "ui/operations/vaultview.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/queueactions.h"
#include "ui/queue/queuemodel.h"
#include "ui/queue/queuepage.h"
#include "ui/queue/queueview.h"

#include <KMessageWidget>

#include <QApplication>
#include <QCheckBox>
#include <QContextMenuEvent>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QStandardItemModel>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 60'000; // ms
constexpr int host = 1; ///< the first one has two instances

}

/// What is asked of a server rather than done to chosen messages, by mouse in the real window on a
/// real host: flush, retry of a destination, restore from the vault, files of messages, rights and
/// the read-only switch.
class TestRequestsOnHosts : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        auto lab = LabFixture::start(2, 200);
        if (!lab)
            qFatal() << lab.error().message << lab.error().detail;
        m_lab = std::move(*lab);
    }

    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_directory->path());
        m_fleet = std::make_unique<Fleet>(journal());
        m_window = std::make_unique<MainWindow>(*m_fleet, std::nullopt);
        QDir(m_window->desk()->vault().directory()).removeRecursively();
        m_window->resize(1280, 800);
        m_window->show();
    }

    void cleanup()
    {
        m_window.reset();
        m_fleet.reset();
    }

    void savesMessagesAsFiles()
    {
        connectServer();
        select(5);
        QTRY_COMPARE(page().selection().count(), 5);
        const auto before = m_lab->queueFiles(host);
        page().actions()->saveMessages()->trigger();
        QTRY_VERIFY(m_window->findChild<QFileDialog *>());
        auto *dialog = m_window->findChild<QFileDialog *>();
        const QString place = m_directory->filePath(u"mail"_s);
        QVERIFY(QDir().mkpath(place));
        dialog->setDirectory(place);
        QMetaObject::invokeMethod(dialog, "fileSelected", Q_ARG(QString, place));
        dialog->close();
        QTRY_VERIFY_WITH_TIMEOUT(!notices(u"5 messages were saved in"_s).isEmpty(), patience);
        const QStringList names = QDir(place).entryList({u"*.eml"_s});
        QCOMPARE(names.size(), 5);
        for (const QString &name : names) {
            QFile file(QDir(place).filePath(name));
            QVERIFY(file.open(QFile::ReadOnly));
            QVERIFY(file.readAll().contains("Subject: "));
            QCOMPARE(
                file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        }
        QCOMPARE(m_lab->queueFiles(host), before);
        // Once more into the same place overwrites nothing.
        page().actions()->saveMessages()->trigger();
        QTRY_VERIFY(m_window->findChild<QFileDialog *>());
        QMetaObject::invokeMethod(
            m_window->findChild<QFileDialog *>(), "fileSelected", Q_ARG(QString, place));
        QTRY_VERIFY_WITH_TIMEOUT(!notices(u"5 were not"_s).isEmpty(), patience);
    }

    void restoresFromTheVault()
    {
        connectServer();
        const QByteArray id = page().model().key(0).id.toByteArray();
        select(1);
        page().actions()->of(Action::Delete)->trigger();
        QTRY_VERIFY(find<QDialog>(u"planDialog"_s));
        auto *keep = find<QCheckBox>(u"keepCopy"_s);
        QVERIFY(keep);
        keep->setChecked(true);
        QTRY_VERIFY(find<QPushButton>(u"confirmButton"_s)->isEnabled());
        QTest::mouseClick(find<QPushButton>(u"confirmButton"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(
            find<QPushButton>(u"closeButton"_s) && find<QPushButton>(u"closeButton"_s)->isVisible(),
            patience);
        QTest::mouseClick(find<QPushButton>(u"closeButton"_s), Qt::LeftButton);
        QVERIFY(!ids().contains(id));
        const auto before = ids();

        m_window->showPage(MainWindow::OperationsTab);
        OperationsPage &operations = *m_window->operationsPage();
        operations.showList(OperationsPage::List::Vault);
        QTableView *table = operations.vault()->table();
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, patience);
        table->selectRow(0);
        auto *restore = operations.findChild<QPushButton *>(u"restoreVaultButton"_s);
        QTRY_VERIFY(restore->isEnabled());
        QTest::mouseClick(restore, Qt::LeftButton);
        QTRY_VERIFY(find<QDialog>(u"restoreDialog"_s));
        QPointer<QDialog> dialog = find<QDialog>(u"restoreDialog"_s);
        QTest::mouseClick(dialog->findChild<QPushButton *>(u"confirmRestore"_s), Qt::LeftButton);
        const auto *rows = qobject_cast<const QStandardItemModel *>(
            dialog->findChild<QTreeView *>(u"restoreTable"_s)->model());
        QTRY_VERIFY2_WITH_TIMEOUT(rows->item(0, 3)->text().startsWith(u"in the queue as "_s),
            qPrintable(rows->item(0, 3)->text()), patience);
        const QByteArray newId = rows->item(0, 3)->text().section(u' ', -1).toLatin1();
        QVERIFY(!before.contains(newId));
        QVERIFY(ids().contains(newId));
        // It cannot be done twice by mistake.
        QVERIFY(!dialog->findChild<QPushButton *>(u"confirmRestore"_s)->isEnabled());
        dialog->close();
        QTRY_VERIFY_WITH_TIMEOUT(!table->model()
                                     ->index(0, table->model()->columnCount() - 1)
                                     .data()
                                     .toString()
                                     .isEmpty(),
            patience);
        QVERIFY(journal().operations()->first().header.request);
    }

    void flushesAndWaits()
    {
        connectServer();
        m_window->findChild<QAction *>(u"flushQueue"_s)->trigger();
        QTRY_VERIFY(find<QDialog>(u"flushDialog"_s));
        QPointer<QDialog> dialog = find<QDialog>(u"flushDialog"_s);
        auto *flush = dialog->findChild<QPushButton *>(u"flushButton"_s);
        QTRY_VERIFY(flush->isEnabled());
        QTest::mouseClick(flush, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(state(dialog), u"accepted by Postfix"_s, patience);
        QTRY_VERIFY(flush->isEnabled());
        QTest::mouseClick(flush, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(state(dialog).contains(u"less than a minute ago"_s), patience);
        QCOMPARE(journal().operations()->size(), 1);
        dialog->close();
        QTRY_VERIFY(!dialog);

        // The destination of the message that is looked at is proposed; nonsense is not asked.
        select(1);
        m_window->findChild<QAction *>(u"retryDestination"_s)->trigger();
        QTRY_VERIFY(find<QDialog>(u"flushDialog"_s));
        dialog = find<QDialog>(u"flushDialog"_s);
        auto *destination = dialog->findChild<QLineEdit *>(u"flushDestination"_s);
        QVERIFY(destination->text().contains(u'.'));
        flush = dialog->findChild<QPushButton *>(u"flushButton"_s);
        QVERIFY(flush->isEnabled());
        destination->setText(u"-f"_s);
        QVERIFY(!flush->isEnabled());
        QVERIFY(!flush->toolTip().isEmpty());
        destination->setText(u"other.example"_s);
        QTest::mouseClick(flush, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(state(dialog).contains(u"fast_flush_domains"_s), patience);
        dialog->close();
    }

    void readOnlyServersAreLeftAlone()
    {
        Server *server = connectServer();
        select(1);
        QTRY_VERIFY(page().actions()->of(Action::Trash)->isEnabled());
        chooseForServer(u"Read-Only"_s);
        QTRY_VERIFY(server->isReadOnly());
        QTRY_VERIFY(!page().actions()->of(Action::Trash)->isEnabled());
        QVERIFY(page().actions()->of(Action::Trash)->toolTip().contains(u"is read-only"_s));
        QVERIFY(page().actions()->saveMessages()->isEnabled()); // reading is no change
        m_window->findChild<QAction *>(u"flushQueue"_s)->trigger();
        QTRY_VERIFY(find<QDialog>(u"flushDialog"_s));
        QPointer<QDialog> dialog = find<QDialog>(u"flushDialog"_s);
        QVERIFY(state(dialog).contains(u"is read-only"_s));
        QVERIFY(!dialog->findChild<QPushButton *>(u"flushButton"_s)->isEnabled());
        dialog->close();
        chooseForServer(u"Read-Only"_s);
        QTRY_VERIFY(!server->isReadOnly());
        QTRY_VERIFY(page().actions()->of(Action::Trash)->isEnabled());

        // The whole program's switch: its menu entry, and the button that ends it.
        m_window->findChild<QAction *>(u"readOnlyMode"_s)->trigger();
        QTRY_VERIFY(!page().actions()->of(Action::Trash)->isEnabled());
        QVERIFY(page().actions()->of(Action::Trash)->toolTip().contains(u"read-only mode"_s));
        m_window->findChild<QAction *>(u"readOnlyMode"_s)->trigger();
        QTRY_VERIFY(page().actions()->of(Action::Trash)->isEnabled());
    }

    void rightsAreShownAndTested()
    {
        // An account without rights of its own: the dialog says so, its rules help, and "Test
        // Again" sees that they do.
        connectServer(u"viewer"_s);
        chooseForServer(u"Rights…"_s);
        QTRY_VERIFY(find<RightsDialog>(u"rightsDialog"_s));
        QPointer<RightsDialog> dialog = find<RightsDialog>(u"rightsDialog"_s);
        const auto answer = [&](const QString &right) {
            for (int row = 0; row < dialog->table().rowCount(); ++row) {
                if (dialog->table().item(row, 0)->text() == right)
                    return dialog->table().item(row, 2)->text();
            }
            return QString();
        };
        const QString remove = displayName(Right::DeleteHeld);
        QCOMPARE(answer(displayName(Right::List)), u"allowed"_s);
        QVERIFY2(answer(remove) != u"allowed"_s && !answer(remove).isEmpty(),
            qPrintable(answer(remove)));
        QVERIFY(dialog->rules().contains("viewer") && dialog->rules().contains("postsuper"));
        QFile rules(m_lab->root(host) + u"/etc/sudoers.d/spoolscope-viewer"_s);
        QVERIFY(rules.open(QFile::WriteOnly));
        rules.write(dialog->rules());
        rules.close();
        QVERIFY(m_lab->exec(host, {u"chmod"_s, u"440"_s, u"/etc/sudoers.d/spoolscope-viewer"_s}));
        QVERIFY(m_lab->exec(host, {u"visudo"_s, u"-c"_s}));
        for (QPushButton *button : dialog->findChildren<QPushButton *>()) {
            if (button->text() == u"Test Again"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QTRY_VERIFY2_WITH_TIMEOUT(
            answer(remove).contains(u"sudo"_s), qPrintable(answer(remove)), patience);
        QVERIFY(rules.remove());
        dialog->close();
    }

private:
    Journal journal() const { return Journal(m_directory->filePath(u"journal"_s)); }
    QueuePage &page() const { return *m_window->queuePage(); }
    std::set<QByteArray> ids() const { return LabFixture::idsBelow(m_lab->queueFiles(host)); }

    template <typename T> T *find(const QString &name) const
    {
        return m_window->findChild<T *>(name);
    }

    QList<KMessageWidget *> notices(const QString &text) const
    {
        QList<KMessageWidget *> found;
        for (KMessageWidget *bar : m_window->findChildren<KMessageWidget *>()) {
            if (bar->text().contains(text))
                found.append(bar);
        }
        return found;
    }

    void select(int count)
    {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        page().view()->setFocus();
        page().view()->pickRow(0);
        for (int i = 1; i < count; ++i)
            QTest::keyClick(page().view(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(page().selection().count(), count);
    }

    static QString state(const QDialog *dialog)
    {
        const auto *rows = qobject_cast<const QStandardItemModel *>(
            dialog->findChild<QTreeView *>(u"flushTable"_s)->model());
        return rows->item(0, 2)->text();
    }

    Server *connectServer(const QString &user = u"root"_s)
    {
        Server *server = m_fleet->add(m_lab->server(host, user));
        m_fleet->connectAll();
        [&] {
            QTRY_COMPARE_WITH_TIMEOUT(
                page().model().rowCount(), int(m_lab->queueFiles(host).size()), patience);
            QTRY_VERIFY_WITH_TIMEOUT(page().isSettled(), patience);
        }();
        return server;
    }

    void chooseForServer(const QString &text) const
    {
        auto *tree = m_window->findChild<QTreeView *>(u"fleet"_s);
        const QModelIndex server = tree->model()->index(0, 0, tree->model()->index(0, 0));
        const QPoint position = tree->visualRect(server).center();
        QContextMenuEvent event(
            QContextMenuEvent::Mouse, position, tree->viewport()->mapToGlobal(position));
        QCoreApplication::sendEvent(tree->viewport(), &event);
        QTRY_VERIFY(QApplication::activePopupWidget());
        QPointer<QWidget> menu = QApplication::activePopupWidget();
        const QList<QAction *> entries = menu->actions();
        const auto entry = std::ranges::find(entries, text, &QAction::text);
        QVERIFY(entry != entries.end());
        (*entry)->trigger();
        menu->close();
        QTRY_VERIFY(!menu);
    }

    std::unique_ptr<LabFixture> m_lab;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Fleet> m_fleet;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestRequestsOnHosts)
#include "tst_requestsonhosts.moc"
