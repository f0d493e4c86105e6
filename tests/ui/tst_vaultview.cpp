// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/fleet.h"
#include "madejournal.h"
#include "tests/core/captured.h"
#include "ui/message/messageview.h"
#include "ui/operations/restoredialog.h"
#include "ui/operations/vaultfeed.h"
#include "ui/operations/vaultmodel.h"
#include "ui/operations/vaultview.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// The vault's list on copies that were made for it, without any server.
class TestVaultView : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_directory->path());
        QSettings().clear();
    }

    void modelKeepsTheContract()
    {
        const auto entries = save(3);
        VaultModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setVault(entries,
            {restoreOf(entries[1], {}, u"submitted again"_s),
                restoreOf(entries[2], u"refused"_s, {})},
            {});
        QCOMPARE(model.rowCount(), 3);
        QVERIFY(!model.restoredAt(entries[0]).isValid());
        QVERIFY(model.restoredAt(entries[1]).isValid());
        QVERIFY(!model.restoredAt(entries[2]).isValid()); // it was tried in vain
        QCOMPARE(model.rowOf(entries[2].id), 2);
        model.setVault(entries, {}, {u"mx2"_s});
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.rowOf(entries[2].id), -1);
    }

    void showsWhatIsSaved()
    {
        save(3);
        VaultFeed feed(directory());
        VaultView view(feed);
        view.resize(900, 600);
        view.show();
        QVERIFY(!view.message()->isLoaded());
        QVERIFY(load(feed));
        QCOMPARE(view.table()->model()->rowCount(), 3);
        auto *restore = view.findChild<QPushButton *>(u"restoreVaultButton"_s);
        QVERIFY(!restore->isEnabled());
        QVERIFY(restore->toolTip().contains(u"Nothing is selected."_s));
        view.table()->selectRow(1);
        QTRY_VERIFY(view.message()->isLoaded());
        QSignalSpy asked(&view, &VaultView::restoreRequested);
        view.setObstacle(u"The disk is full."_s);
        QVERIFY(!restore->isEnabled());
        view.setObstacle({});
        QTest::mouseClick(restore, Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(view.selected().size(), 1);
        // Another reading of the vault keeps selection and message.
        save(1);
        QVERIFY(load(feed));
        QCOMPARE(view.table()->model()->rowCount(), 4);
        QCOMPARE(view.selected().size(), 1);
        QVERIFY(view.message()->isLoaded());
    }

    void aDamagedCopyIsSaidToBe()
    {
        const auto entries = save(1);
        VaultFeed feed(directory());
        VaultView view(feed);
        view.show();
        QVERIFY(load(feed));
        QFile file(entries[0].file);
        QVERIFY(file.open(QFile::ReadWrite));
        QVERIFY(file.seek(file.size() - 12) && file.write("damage") == 6);
        file.close();
        view.table()->selectRow(0);
        QTest::qWait(300);
        QVERIFY(!view.message()->isLoaded());
    }

    void keepsWhatTheRetentionSays()
    {
        const auto entries = save(4);
        VaultFeed feed(directory());
        VaultView view(feed);
        view.show();
        QVERIFY(load(feed));
        QSignalSpy cleaned(&feed, &VaultFeed::cleaned);
        const QDateTime now = QDateTime::currentDateTimeUtc();
        feed.clean(now.addDays(1000)); // nothing is set
        QTest::qWait(100);
        QCOMPARE(cleaned.size(), 0);
        view.findChild<QSpinBox *>(u"vaultDays"_s)->setValue(30);
        QVERIFY(VaultRetention::stored() == (VaultRetention{30, 0}));
        feed.clean(now.addSecs(600)); // too early behind the setting
        QTest::qWait(100);
        feed.clean(now.addDays(29));
        QTest::qWait(100);
        QCOMPARE(cleaned.size(), 0);
        QCOMPARE(files(), 4);
        feed.clean(now.addDays(31));
        QTRY_COMPARE(cleaned.size(), 1);
        QCOMPARE(cleaned[0][0].toLongLong(), 4);
        QCOMPARE(files(), 0);
        QTRY_COMPARE(view.table()->model()->rowCount(), 0);
    }

    void saysWhyNothingCanBeRestored()
    {
        const auto entries = save(2);
        Fleet fleet(Journal(m_directory->filePath(u"journal"_s)));
        RestoreDialog dialog(
            fleet, directory(), {{entries[0]}, {entries[1], QDateTime::currentDateTimeUtc()}});
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        const auto *table = dialog.findChild<QTreeView *>(u"restoreTable"_s);
        const auto *rows = qobject_cast<const QStandardItemModel *>(table->model());
        QCOMPARE(rows->rowCount(), 2);
        QVERIFY(rows->item(0, 3)->text().contains(u"mx1 is not in the list"_s));
        QVERIFY(rows->item(0)->checkState() == Qt::Checked);
        QVERIFY(rows->item(1)->checkState() == Qt::Unchecked); // it was restored before
        const auto *restore = dialog.findChild<QPushButton *>(u"confirmRestore"_s);
        QVERIFY(!restore->isEnabled());
        QVERIFY(!restore->toolTip().isEmpty());
    }

private:
    QString directory() const { return m_directory->filePath(u"vault"_s); }
    qsizetype files() const { return QDir(directory()).entryList(QDir::Files).size(); }

    /// Copies of as many messages of one server.
    QList<VaultEntry> save(int count) const
    {
        auto vault = Vault::open(directory());
        const auto message = parseMessage(captured("3.10/postcat-plain.txt"), {}, 0);
        if (!vault || !message)
            qFatal("no vault or no message");
        QList<VaultEntry> entries;
        for (int i = 0; i < count; ++i) {
            const auto stored
                = vault->store({u"mx1"_s, u"mx1"_s, {"-", "/etc/postfix"}, u"an-operation"_s},
                    {queueId(i), 1'700'000'000 + i, 900, i == 0 ? hostileText : "a@b.example"_ba},
                    *message);
            if (!stored || !vault->sync())
                qFatal("the vault cannot be written");
            entries.append(*stored);
        }
        return entries;
    }

    static Operation restoreOf(const VaultEntry &entry, const QString &error, const QString &note)
    {
        Operation operation;
        operation.header = madejournal::headerOf({.messages = 0});
        operation.header.request
            = Request{RequestKind::Restore, entry.identity.id.toString() + u' ' + entry.id};
        operation.state = OperationState::Ended;
        operation.endedAt = QDateTime::currentDateTimeUtc();
        operation.error = error;
        operation.note = note;
        return operation;
    }

    static bool load(VaultFeed &feed)
    {
        QSignalSpy changed(&feed, &VaultFeed::changed);
        feed.load();
        return changed.wait();
    }

    std::unique_ptr<QTemporaryDir> m_directory;
};

QTEST_MAIN(TestVaultView)
#include "tst_vaultview.moc"
