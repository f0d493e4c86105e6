// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostwindow.h"

#include "core/servers/fleet.h"
#include "tests/ui/finders.h"
#include "ui/filter/filteredit.h"
#include "ui/fleet/rightsdialog.h"
#include "ui/mainwindow.h"
#include "ui/operations/operationsdesk.h"
#include "ui/operations/operationspage.h"
#include "ui/operations/vaultfeed.h"
#include "ui/operations/vaultview.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/queueactions.h"
#include "ui/queue/queueheader.h"
#include "ui/queue/queuemodel.h"
#include "ui/queue/queuepage.h"
#include "ui/queue/queueview.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QRadioButton>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>
#include <QTreeView>

#include <algorithm>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int host = 1; ///< the first one has two instances

/// While it lives, sendmail of the host takes three seconds to begin.
class SlowSendmail final
{
public:
    explicit SlowSendmail(const LabFixture &lab) : m_lab(lab)
    {
        sh(u"cp /usr/sbin/sendmail /root/real && rm -f /root/begun && "
           "printf '#!/bin/sh\\ntouch /root/begun\\nsleep 3\\nexec /root/real \"$@\"\\n' "
           ">/root/slow && chmod 755 /root/slow && mount --bind /root/slow /usr/sbin/sendmail"_s);
    }
    SlowSendmail(const SlowSendmail &) = delete;
    SlowSendmail &operator=(const SlowSendmail &) = delete;
    ~SlowSendmail() { sh(u"umount -l /usr/sbin/sendmail"_s); }

    bool hasBegun() const { return QFile::exists(m_lab.root(host) + u"/root/begun"_s); }

private:
    void sh(const QString &script) const
    {
        if (const auto done = m_lab.exec(host, {u"sh"_s, u"-c"_s, script}); !done)
            qFatal() << done.error().detail;
    }

    const LabFixture &m_lab;
};

}

/// What is asked of a server rather than done to chosen messages, by mouse in the real window on a
/// real host: flush, retry of a destination, restore from the vault, files of messages, rights and
/// the read-only switch.
class TestRequestsOnHosts : public QObject, HostWindow
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        startLab(2, 200);
    }

    void init()
    {
        openWindow();
        QDir(m_window->desk()->vault().directory()).removeRecursively();
    }

    void cleanup() { closeWindow(); }

    void invertsAndCopiesByKeys()
    {
        connectServer();
        select(3);
        const int all = page().model().rowCount();
        QTest::keyClick(page().view(), Qt::Key_I, Qt::ControlModifier);
        QCOMPARE(page().selection().count(), all - 3);
        QTest::keyClick(page().view(), Qt::Key_I, Qt::ControlModifier);
        QCOMPARE(page().selection().count(), 3);
        QTest::keyClick(page().view(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), 4);
        QTest::keyClick(page().view(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), 2);
    }

    /// With what the server's settings let one estimate.
    void exportsTheList()
    {
        connectServer();
        select(4);
        m_window->findChild<QAction *>(u"exportList"_s)->trigger();
        QTRY_VERIFY(m_window->findChild<QFileDialog *>());
        const QString file = m_home->path(u"list.jsonl"_s);
        auto *dialog = m_window->findChild<QFileDialog *>();
        emit dialog->fileSelected(file);
        dialog->close();
        QTRY_VERIFY_WITH_TIMEOUT(
            !noticesOf(*m_window, u"4 messages were exported"_s).isEmpty(), patience);
        QFile written(file);
        QVERIFY(written.open(QFile::ReadOnly));
        const QByteArrayList lines = written.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), 4);
        for (int row = 0; row < 4; ++row) {
            const QJsonObject message = QJsonDocument::fromJson(lines[row]).object();
            QCOMPARE(
                message.value("queue_id"_L1).toString(), page().model().key(row).id.toString());
            QCOMPARE(message.value("server"_L1).toString(), m_lab->name(host));
            QCOMPARE(message.value("instance"_L1).toString(), u"-"_s);
            QCOMPARE(message.contains("expires_estimate"_L1),
                message.value("queue_name"_L1).toString() != "hold"_L1);
        }
    }

    void columnsAreChosenByTheKeyboard()
    {
        connectServer();
        QueueHeader &header = *page().view()->header();
        m_window->findChild<QAction *>(u"columns"_s)->trigger();
        QTRY_VERIFY(QApplication::activePopupWidget());
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu && header.isSectionHidden(int(QueueColumn::NextTry)));
        menu->setActiveAction(menu->actions()[int(QueueColumn::NextTry)]);
        QTest::keyClick(menu, Qt::Key_Return);
        QVERIFY(!header.isSectionHidden(int(QueueColumn::NextTry)));
        bool isEstimated = false;
        for (int row = 0; row < page().model().rowCount(); ++row)
            isEstimated |= page()
                               .model()
                               .index(row, int(QueueColumn::NextTry))
                               .data()
                               .toString()
                               .startsWith(u'~');
        QVERIFY(isEstimated);
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
        const QString place = m_home->path(u"mail"_s);
        QVERIFY(QDir().mkpath(place));
        dialog->setDirectory(place);
        QMetaObject::invokeMethod(dialog, "fileSelected", Q_ARG(QString, place));
        dialog->close();
        QTRY_VERIFY_WITH_TIMEOUT(
            !noticesOf(*m_window, u"5 messages were saved in"_s).isEmpty(), patience);
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
        QTRY_VERIFY_WITH_TIMEOUT(!noticesOf(*m_window, u"5 were not"_s).isEmpty(), patience);
    }

    /// What is copied does on the server what its name says, and to those messages alone.
    void copiedCommandsWork()
    {
        connectServer();
        const auto idsOn = [this](const char *queue) {
            return LabFixture::idsBelow(m_lab->queueFiles(host), queue);
        };
        FilterEdit *filter = page().filterEdit();
        filter->setText(u"queue:deferred"_s);
        QTRY_VERIFY(page().isSettled());
        select(4);
        std::set<QByteArray> chosen;
        for (int row = 0; row < 4; ++row)
            chosen.insert(page().model().key(row).id.toByteArray());
        const auto heldBefore = idsOn("hold");
        QTRY_VERIFY(page().actions()->copyIds()->isEnabled());
        copyCommand(u"&Hold"_s);
        QVERIFY(runOnHost(QGuiApplication::clipboard()->text()));
        auto heldAfter = heldBefore;
        heldAfter.insert(chosen.begin(), chosen.end());
        QCOMPARE(idsOn("hold"), heldAfter);

        copyCommand(u"R&ead"_s);
        const auto read = runOnHost(QGuiApplication::clipboard()->text());
        QVERIFY(read);
        for (const QByteArray &id : chosen)
            QVERIFY(read->contains("*** ENVELOPE RECORDS hold/" + id + " ***"));

        // They were not on hold when they were listed, and that is what the table knows.
        copyCommand(u"&Release"_s);
        QTRY_VERIFY(!noticesOf(*m_window, u"None of the selected messages"_s).isEmpty());
        const auto all = ids();
        copyCommand(u"&Delete"_s);
        QVERIFY(runOnHost(QGuiApplication::clipboard()->text()));
        QCOMPARE(idsOn("hold"), heldBefore);
        for (const QByteArray &id : all)
            QCOMPARE(ids().contains(id), !chosen.contains(id));
    }

    void restoresFromTheVault()
    {
        connectServer();
        const QByteArray id = page().model().key(0).id.toByteArray();
        const QByteArray damaged = page().model().key(1).id.toByteArray();
        deleteWithCopies(2);
        QVERIFY(!ids().contains(id) && !ids().contains(damaged));
        const auto before = ids();

        QPointer<QDialog> dialog = openRestore(2);
        damage(damaged);
        QTest::mouseClick(dialog->findChild<QPushButton *>(u"confirmRestore"_s), Qt::LeftButton);
        const auto *rows = restoreRows(dialog);
        const int good = rows->item(0)->text() == QString::fromLatin1(id) ? 0 : 1;
        QTRY_VERIFY2_WITH_TIMEOUT(rows->item(good, 3)->text().startsWith(u"in the queue as "_s),
            qPrintable(rows->item(good, 3)->text()), patience);
        const QByteArray newId = rows->item(good, 3)->text().section(u' ', -1).toLatin1();
        QVERIFY(!before.contains(newId));
        QVERIFY(ids().contains(newId));
        // What is damaged is not submitted, and it goes on saying why.
        QTRY_VERIFY2_WITH_TIMEOUT(rows->item(1 - good, 3)->text().contains(u"is damaged"_s),
            qPrintable(rows->item(1 - good, 3)->text()), patience);
        QCOMPARE(ids().size(), before.size() + 1);
        // It cannot be done twice by mistake.
        QVERIFY(!dialog->findChild<QPushButton *>(u"confirmRestore"_s)->isEnabled());
        dialog->close();
        QTableView *table = m_window->operationsPage()->vault()->table();
        const auto restored = [table](int row) {
            return table->model()->index(row, table->model()->columnCount() - 1).data().toString();
        };
        QTRY_COMPARE_WITH_TIMEOUT(restored(0).isEmpty() + restored(1).isEmpty(), 1, patience);
        QVERIFY(journal().operations()->first().header.request);
    }

    void survivesTheEndOfAServerThatRestores()
    {
        const QString server = connectServer()->id();
        deleteWithCopies(2);
        QPointer<QDialog> dialog = openRestore(2);
        const auto *rows = restoreRows(dialog);
        const SlowSendmail slow(*m_lab);
        QTest::mouseClick(dialog->findChild<QPushButton *>(u"confirmRestore"_s), Qt::LeftButton);
        QTRY_COMPARE(rows->item(0, 3)->text(), u"being submitted…"_s);
        QTRY_VERIFY_WITH_TIMEOUT(slow.hasBegun(), patience);
        m_fleet->remove(server);
        QVERIFY(dialog);
        // Of the first one it cannot be known; the second one was never asked for.
        QTRY_VERIFY2(rows->item(0, 3)->text().contains(u"was taken out of the list"_s),
            qPrintable(rows->item(0, 3)->text()));
        QTRY_VERIFY2(rows->item(1, 3)->text().contains(u"is not in the list of servers"_s),
            qPrintable(rows->item(1, 3)->text()));
        QVERIFY(!rows->item(0, 0)->isEnabled());
        QVERIFY(!dialog->findChild<QPushButton *>(u"confirmRestore"_s)->isEnabled());
        const auto operations = journal().operations();
        QCOMPARE(std::ranges::count_if(*operations,
                     [](const Operation &operation) {
                         return operation.header.request
                             && operation.header.request->kind == RequestKind::Restore;
                     }),
            1);
        dialog->close();
        QTRY_VERIFY(!dialog);
    }

    /// What is said of flushing is not what is said of a destination.
    void anotherChoiceClearsTheOutcomes()
    {
        connectServer();
        m_window->findChild<QAction *>(u"flushQueue"_s)->trigger();
        QTRY_VERIFY(find<QDialog>(u"flushDialog"_s));
        QPointer<QDialog> dialog = find<QDialog>(u"flushDialog"_s);
        auto *all = dialog->findChild<QRadioButton *>(u"flushAll"_s);
        auto *one = dialog->findChild<QRadioButton *>(u"flushOne"_s);
        auto *flush = dialog->findChild<QPushButton *>(u"flushButton"_s);
        auto *destination = dialog->findChild<QLineEdit *>(u"flushDestination"_s);
        QTRY_VERIFY(flush->isEnabled());
        QTest::mouseClick(flush, Qt::LeftButton);
        QCOMPARE(state(dialog), u"asking…"_s);
        // An answer that is awaited is kept, whatever is chosen meanwhile.
        one->click();
        QCOMPARE(state(dialog), u"asking…"_s);
        all->click();
        QTRY_COMPARE_WITH_TIMEOUT(state(dialog), u"accepted by Postfix"_s, patience);
        one->click();
        QCOMPARE(state(dialog), u"ready"_s);
        destination->setText(u"other.example"_s);
        QTRY_VERIFY(flush->isEnabled());
        QTest::mouseClick(flush, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(state(dialog).contains(u"fast_flush_domains"_s), patience);
        destination->setText(u"third.example"_s); // of another destination nothing is known
        QCOMPARE(state(dialog), u"ready"_s);
        QTest::mouseClick(flush, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(state(dialog).contains(u"fast_flush_domains"_s), patience);
        all->click();
        QCOMPARE(state(dialog), u"ready"_s);
        dialog->close();
        QTRY_VERIFY(!dialog);
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
        chooseForServer(*m_window, u"Read-Only"_s);
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
        chooseForServer(*m_window, u"Read-Only"_s);
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
        chooseForServer(*m_window, u"Rights…"_s);
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
    std::set<QByteArray> ids() const { return LabFixture::idsBelow(m_lab->queueFiles(host)); }

    template <typename T> T *find(const QString &name) const
    {
        return m_window->findChild<T *>(name);
    }

    void copyCommand(const QString &name) const
    {
        auto *menu = m_window->findChild<QMenu *>(u"copyCommands"_s);
        QVERIFY(menu);
        for (QAction *action : menu->actions()) {
            if (action->text() == name)
                action->trigger();
        }
    }

    Result<QByteArray> runOnHost(const QString &script) const
    {
        return m_lab->exec(host, {u"sh"_s, u"-c"_s, script});
    }

    /// For good, as many of the first rows, with copies in the vault.
    void deleteWithCopies(int count)
    {
        select(count);
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
    }

    /// The dialog for all there is in the vault.
    QDialog *openRestore(int count)
    {
        m_window->showPage(MainWindow::OperationsTab);
        OperationsPage &operations = *m_window->operationsPage();
        operations.showList(OperationsPage::List::Vault);
        QTableView *table = operations.vault()->table();
        auto *restore = operations.findChild<QPushButton *>(u"restoreVaultButton"_s);
        [&] {
            QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), count, patience);
            table->selectAll();
            QTRY_VERIFY(restore->isEnabled());
            QTest::mouseClick(restore, Qt::LeftButton);
            QTRY_VERIFY(find<QDialog>(u"restoreDialog"_s));
        }();
        return find<QDialog>(u"restoreDialog"_s);
    }

    static const QStandardItemModel *restoreRows(const QDialog *dialog)
    {
        return qobject_cast<const QStandardItemModel *>(
            dialog->findChild<QTreeView *>(u"restoreTable"_s)->model());
    }

    /// Other bytes in the copy of that message.
    void damage(const QByteArray &id) const
    {
        const QDir vault(m_window->desk()->vault().directory());
        const QStringList names = vault.entryList({u"*_"_s + QString::fromLatin1(id) + u".*"_s});
        QCOMPARE(names.size(), 1);
        QFile file(vault.filePath(names.first()));
        QVERIFY(file.open(QFile::ReadWrite));
        QVERIFY(file.seek(file.size() - 12) && file.write("damage") == 6);
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
};

QTEST_MAIN(TestRequestsOnHosts)
#include "tst_requestsonhosts.moc"
