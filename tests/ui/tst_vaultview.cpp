// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/fleet.h"
#include "madejournal.h"
#include "scratchhome.h"
#include "tests/core/captured.h"
#include "ui/message/messageview.h"
#include "ui/operations/restoredialog.h"
#include "ui/operations/vaultfeed.h"
#include "ui/operations/vaultmodel.h"
#include "ui/operations/vaultview.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>
#include <QTreeView>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// The vault's list on copies that were made for it, without any server.
class TestVaultView : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_home = std::make_unique<ScratchHome>(); }

    void modelKeepsTheContract()
    {
        const auto entries = save(5);
        VaultModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        Operation lost = restoreOf(entries[3], u"the link was lost"_s, {});
        lost.isUnknown = true;
        Operation interrupted = restoreOf(entries[4], {}, {});
        interrupted.state = OperationState::Interrupted;
        model.setVault(entries,
            {restoreOf(entries[1], {}, u"submitted again"_s),
                restoreOf(entries[2], u"refused"_s, {}), lost, interrupted,
                restoreOf(entries[4], {}, u"submitted again"_s)},
            {});
        QCOMPARE(model.rowCount(), 5);
        QVERIFY(!model.restored(entries[0]).time.isValid());
        QVERIFY(model.restored(entries[1]).isCertain);
        QVERIFY(!model.restored(entries[2]).time.isValid()); // it was tried in vain
        QVERIFY(model.restored(entries[3]).time.isValid());
        QVERIFY(!model.restored(entries[3]).isCertain);
        QVERIFY(
            model.index(3, VaultModel::RestoredColumn).data().toString().startsWith(u"perhaps"_s));
        QVERIFY(model.restored(entries[4]).isCertain); // the earlier one was
        QCOMPARE(model.rowOf(entries[2].id), 2);
        model.setVault(entries, {}, {u"mx2"_s});
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.rowOf(entries[2].id), -1);
    }

    void showsWhatIsSaved()
    {
        save(3);
        VaultFeed feed(m_home->vault());
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
        VaultFeed feed(m_home->vault());
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
        // One whose header cannot be read is counted and stays.
        QVERIFY(QFile::resize(entries[0].file, 10));
        QVERIFY(load(feed));
        QCOMPARE(view.table()->model()->rowCount(), 0);
        const auto labels = view.findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(
            labels, [](const QLabel *label) { return label->text().contains(u"1 unreadable"_s); }));
        QCOMPARE(files(), 1);
    }

    void keepsWhatTheRetentionSays()
    {
        const auto entries = save(4);
        VaultFeed feed(m_home->vault());
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
        Fleet fleet(m_home->journal());
        RestoreDialog dialog(fleet, m_home->vault(),
            {{entries[0]}, {entries[1], {QDateTime::currentDateTimeUtc(), true}}});
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
    qsizetype files() const { return QDir(m_home->vault()).entryList(QDir::Files).size(); }

    /// Copies of as many messages of one server.
    QList<VaultEntry> save(int count) const
    {
        auto vault = Vault::open(m_home->vault());
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
        operation.header.time = QDateTime::currentDateTimeUtc();
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

    std::unique_ptr<ScratchHome> m_home;
};

QTEST_MAIN(TestVaultView)
#include "tst_vaultview.moc"
