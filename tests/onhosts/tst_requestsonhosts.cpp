// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "oneserverwindow.h"

#include "core/servers/fleet.h"
#include "tests/ui/finders.h"
#include "ui/filter/filteredit.h"
#include "ui/fleet/rightsdialog.h"
#include "ui/mainwindow.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/queueactions.h"
#include "ui/queue/queueheader.h"
#include "ui/queue/queuemodel.h"
#include "ui/queue/queuepage.h"
#include "ui/queue/queueview.h"

#include <QApplication>
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
#include <QTest>
#include <QTreeView>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// What is asked of a server rather than done to chosen messages, by mouse in the real window on a
/// real host: flush, retry of a destination, files of messages, rights and the read-only switch.
class TestRequestsOnHosts : public QObject, OneServerWindow
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        startLab(2, 200);
    }

    void init() { openWindow(); }

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

    /// What is said of flushing is not what is said of a destination.
    void anotherChoiceClearsTheOutcomes()
    {
        connectServer();
        const QPointer<QDialog> dialog = openFlush(u"flushQueue"_s);
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
        const QPointer<QDialog> dialog = openFlush(u"flushQueue"_s);
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
        const QPointer<QDialog> retry = openFlush(u"retryDestination"_s);
        auto *destination = retry->findChild<QLineEdit *>(u"flushDestination"_s);
        QVERIFY(destination->text().contains(u'.'));
        flush = retry->findChild<QPushButton *>(u"flushButton"_s);
        QVERIFY(flush->isEnabled());
        destination->setText(u"-f"_s);
        QVERIFY(!flush->isEnabled());
        QVERIFY(!flush->toolTip().isEmpty());
        destination->setText(u"other.example"_s);
        QTest::mouseClick(flush, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(state(retry).contains(u"fast_flush_domains"_s), patience);
        retry->close();
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
        const QPointer<QDialog> dialog = openFlush(u"flushQueue"_s);
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

    QDialog *openFlush(const QString &action) const
    {
        m_window->findChild<QAction *>(action)->trigger();
        [&] { QTRY_VERIFY(find<QDialog>(u"flushDialog"_s)); }();
        return find<QDialog>(u"flushDialog"_s);
    }

    static QString state(const QDialog *dialog)
    {
        const auto *rows = qobject_cast<const QStandardItemModel *>(
            dialog->findChild<QTreeView *>(u"flushTable"_s)->model());
        return rows->item(0, 2)->text();
    }
};

QTEST_MAIN(TestRequestsOnHosts)
#include "tst_requestsonhosts.moc"
