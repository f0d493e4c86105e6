// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "oneserverwindow.h"

#include "core/servers/fleet.h"
#include "ui/mainwindow.h"
#include "ui/operations/operationsdesk.h"
#include "ui/operations/operationspage.h"
#include "ui/operations/vaultfeed.h"
#include "ui/operations/vaultview.h"
#include "ui/queue/queueactions.h"

#include <QApplication>
#include <QCheckBox>
#include <QDir>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>
#include <QTreeView>

#include <algorithm>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

/// While it lives, sendmail of the host takes three seconds to begin.
class SlowSendmail final
{
public:
    SlowSendmail(const LabFixture &lab, int host) : m_lab(lab), m_host(host)
    {
        sh(u"cp /usr/sbin/sendmail /root/real && rm -f /root/begun && "
           "printf '#!/bin/sh\\ntouch /root/begun\\nsleep 3\\nexec /root/real \"$@\"\\n' "
           ">/root/slow && chmod 755 /root/slow && mount --bind /root/slow /usr/sbin/sendmail"_s);
    }
    SlowSendmail(const SlowSendmail &) = delete;
    SlowSendmail &operator=(const SlowSendmail &) = delete;
    ~SlowSendmail() { sh(u"umount -l /usr/sbin/sendmail"_s); }

    bool hasBegun() const { return QFile::exists(m_lab.root(m_host) + u"/root/begun"_s); }

private:
    void sh(const QString &script) const
    {
        if (const auto done = m_lab.exec(m_host, {u"sh"_s, u"-c"_s, script}); !done)
            qFatal() << done.error().detail;
    }

    const LabFixture &m_lab;
    const int m_host;
};

}

/// What comes back from the vault, by mouse in the real window on a real host.
class TestRestoresOnHosts : public QObject, OneServerWindow
{
    Q_OBJECT

private slots:
    void initTestCase() { startLab(2, 100); }

    void init()
    {
        openWindow();
        QDir(m_window->desk()->vault().directory()).removeRecursively();
    }

    void cleanup() { closeWindow(); }

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
        const SlowSendmail slow(*m_lab, host);
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

private:
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
};

QTEST_MAIN(TestRestoresOnHosts)
#include "tst_restoresonhosts.moc"
