// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostwindow.h"

#include "core/servers/fleet.h"
#include "core/servers/serverstore.h"
#include "ui/filter/filteredit.h"
#include "ui/fleet/hostkeydialog.h"
#include "ui/mainwindow.h"
#include "ui/message/messageview.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/queuemodel.h"
#include "ui/queue/queuepage.h"
#include "ui/queue/queueview.h"

#include <QComboBox>
#include <QDialog>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <set>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// The main job, by mouse and keyboard, in the real window on real hosts: the fleet's queue, a
/// message read, the spam run selected, the plan seen, confirmed and carried out.
class TestWindowOnHosts : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        m_lab = LabFixture::start(2, 400);
    }

    void asksAboutAnUnknownHostKey()
    {
        QTemporaryDir directory;
        ServerDefinition server = m_lab->server(0);
        server.endpoint.knownHostsFile = directory.filePath(u"known_hosts"_s);
        Fleet fleet;
        MainWindow window(fleet, std::nullopt);
        window.show();
        Server *added = fleet.add(server);
        fleet.connectAll();
        QTRY_COMPARE_WITH_TIMEOUT(int(added->state()), int(ServerState::AwaitingHostKey), patience);
        QVERIFY(!QFile::exists(server.endpoint.knownHostsFile));

        // Cancel is the default and leaves everything as it was.
        chooseForServer(window, u"Check Host Key…"_s);
        QTRY_VERIFY(window.findChild<HostKeyDialog *>());
        QTest::keyClick(window.findChild<HostKeyDialog *>(), Qt::Key_Return);
        QTRY_VERIFY(!window.findChild<HostKeyDialog *>());
        QCOMPARE(int(added->state()), int(ServerState::AwaitingHostKey));
        QVERIFY(!QFile::exists(server.endpoint.knownHostsFile));

        chooseForServer(window, u"Check Host Key…"_s);
        QTRY_VERIFY(window.findChild<HostKeyDialog *>());
        auto *dialog = window.findChild<HostKeyDialog *>();
        const QString fingerprint = QString::fromLatin1(added->hostKeyOffer()->fingerprint);
        QVERIFY(fingerprint.startsWith(u"SHA256:"_s));
        const auto labels = dialog->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(
            labels, [&](const QLabel *label) { return label->text().startsWith(fingerprint); }));
        const auto buttons = dialog->findChildren<QPushButton *>();
        const auto trust = std::ranges::find(buttons, u"Trust This Key"_s, &QPushButton::text);
        QVERIFY(trust != buttons.end());
        QTest::mouseClick(*trust, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(int(added->state()), int(ServerState::Connected), patience);
        QVERIFY(QFile(server.endpoint.knownHostsFile).size() > 0);
    }

    void refusesAChangedHostKey()
    {
        QTemporaryDir directory;
        ServerDefinition server = m_lab->server(0);
        QFile known(directory.filePath(u"known_hosts"_s));
        QFile labs(m_lab->knownHostsFile());
        QVERIFY(labs.open(QIODevice::ReadOnly) && known.open(QIODevice::WriteOnly));
        // The key of the other host under the name of this one.
        const QByteArrayList lines = labs.readAll().split('\n');
        const auto other = std::ranges::find_if(lines, [this](const QByteArray &line) {
            return line.contains(m_lab->server(1).endpoint.host.toUtf8());
        });
        QVERIFY(other != lines.end());
        known.write(server.endpoint.host.toUtf8() + other->sliced(other->indexOf(' ')) + '\n');
        known.close();
        server.endpoint.knownHostsFile = known.fileName();
        Fleet fleet;
        MainWindow window(fleet, std::nullopt);
        window.show();
        const Server *added = fleet.add(server);
        fleet.connectAll();
        QTRY_COMPARE_WITH_TIMEOUT(int(added->state()), int(ServerState::Failed), patience);
        QCOMPARE(int(added->error()->kind), int(ErrorKind::HostKey));
        // Nothing in the window offers to trust it.
        chooseForServer(window, u"Check Host Key…"_s, false);
        QVERIFY(!window.findChild<HostKeyDialog *>());
    }

    void holdsAMessageByItsMenu()
    {
        Fleet fleet;
        MainWindow window(fleet, std::nullopt);
        window.resize(1280, 800);
        window.show();
        fleet.add(m_lab->server(1));
        fleet.connectAll();
        QueuePage &page = *window.queuePage();
        const auto before = m_lab->queueFiles(1);
        QTRY_COMPARE_WITH_TIMEOUT(page.model().rowCount(), int(before.size()), patience);
        QTest::keyClicks(page.filterEdit(), u"queue:deferred"_s);
        QTRY_VERIFY_WITH_TIMEOUT(
            page.isSettled() && page.model().rowCount() < int(before.size()), patience);
        const QByteArray id = page.model().key(0).id.toByteArray();
        const QPoint row = page.view()->visualRect(page.model().index(0, 0)).center();
        QTest::mouseClick(page.view()->viewport(), Qt::RightButton, {}, row);
        chooseFromMenu(page.view()->viewport(), row, u"&Hold"_s);
        QTRY_VERIFY(window.findChild<QDialog *>(u"planDialog"_s));
        auto *dialog = window.findChild<QDialog *>(u"planDialog"_s);
        QTRY_VERIFY(dialog->findChild<QPushButton *>(u"confirmButton"_s)->isEnabled());
        QTest::mouseClick(dialog->findChild<QPushButton *>(u"confirmButton"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_lab->queueFiles(1).contains("hold/" + id), patience);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->findChild<QPushButton *>(u"closeButton"_s)
                && dialog->findChild<QPushButton *>(u"closeButton"_s)->isVisible(),
            patience);
        QTest::mouseClick(dialog->findChild<QPushButton *>(u"closeButton"_s), Qt::LeftButton);
        QCOMPARE(m_lab->queueFiles(1).size(), before.size());
    }

    /// A connection that breaks takes nothing off the screen; what is there is called old until the
    /// server is back by itself and was listed again.
    void keepsWhatItListedWhenTheConnectionBreaks()
    {
        Fleet fleet;
        MainWindow window(fleet, std::nullopt);
        window.resize(1280, 800);
        window.show();
        const Server *server = fleet.add(m_lab->server(1));
        fleet.connectAll();
        QueuePage &page = *window.queuePage();
        const int before = int(m_lab->queueFiles(1).size());
        QTRY_COMPARE_WITH_TIMEOUT(page.model().rowCount(), before, patience);
        QTRY_VERIFY_WITH_TIMEOUT(page.isSettled(), patience);
        const auto isCalledOld = [&window] {
            const auto labels = window.findChildren<QLabel *>();
            return std::ranges::any_of(labels, [](const QLabel *label) {
                return label->isVisible() && label->text() == u"older listing"_s;
            });
        };
        QVERIFY(!isCalledOld());

        m_lab->killConnections(1);
        QTRY_VERIFY_WITH_TIMEOUT(server->state() != ServerState::Connected, patience);
        QVERIFY(server->willReconnect());
        QTRY_VERIFY(isCalledOld());
        QCOMPARE(page.model().rowCount(), before);
        QVERIFY(m_lab->fill(1, 20, 77));

        QTRY_VERIFY_WITH_TIMEOUT(server->state() == ServerState::Connected, patience);
        const int after = int(m_lab->queueFiles(1).size());
        QVERIFY(after > before);
        QTRY_COMPARE_WITH_TIMEOUT(page.model().rowCount(), after, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!isCalledOld(), patience);
    }

    void deletesTheSpamRun()
    {
        Fleet fleet;
        MainWindow window(fleet, std::nullopt);
        window.resize(1280, 800);
        window.show();
        for (int host = 0; host < 2; ++host)
            fleet.add(m_lab->server(host));
        fleet.connectAll();

        QueuePage &page = *window.queuePage();
        const auto everything = filesOfAllHosts();
        QTRY_COMPARE_WITH_TIMEOUT(page.model().rowCount(), int(everything.size()), patience);
        QTRY_VERIFY_WITH_TIMEOUT(page.isSettled(), patience);

        // A click on a row opens its message.
        QTest::mouseClick(page.view()->viewport(), Qt::LeftButton, {},
            page.view()->visualRect(page.model().index(2, 0)).center());
        QTRY_VERIFY_WITH_TIMEOUT(window.messageView()->isLoaded(), patience);

        // The filter leaves one sender's mail; Ctrl+A takes that and no other.
        QTest::keyClicks(page.filterEdit(), u"info@kontor-brandt.example"_s);
        QTRY_VERIFY_WITH_TIMEOUT(
            page.isSettled() && page.model().rowCount() < int(everything.size()), patience);
        const int matching = page.model().rowCount();
        QVERIFY(matching > 20);
        page.view()->setFocus();
        QTest::keyClick(page.view(), Qt::Key_A, Qt::ControlModifier);
        QTRY_COMPARE(page.selection().count(), matching);
        const auto chosen = selectedMessages(page.selection());
        QCOMPARE(int(chosen.size()), matching);

        QTest::keyClick(page.view(), Qt::Key_Delete, Qt::ShiftModifier);
        QTRY_VERIFY(window.findChild<QDialog *>(u"planDialog"_s));
        auto *dialog = window.findChild<QDialog *>(u"planDialog"_s);
        QVERIFY(!dialog->findChild<QPushButton *>(u"confirmButton"_s)->isEnabled());
        // Nothing destructive is the default: Return closes the plan and changes nothing.
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_VERIFY(!window.findChild<QDialog *>(u"planDialog"_s));
        QCOMPARE(filesOfAllHosts(), everything);

        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        page.view()->setFocus();
        QTest::keyClick(page.view(), Qt::Key_Delete, Qt::ShiftModifier);
        QTRY_VERIFY(window.findChild<QDialog *>(u"planDialog"_s));
        dialog = window.findChild<QDialog *>(u"planDialog"_s);
        auto *confirm = dialog->findChild<QPushButton *>(u"confirmButton"_s);
        auto *edit = dialog->findChild<QLineEdit *>(u"confirmEdit"_s);
        QVERIFY(confirm && edit);
        QTest::keyClicks(edit, QString::number(matching));
        dialog->findChild<QComboBox *>(u"reasonEdit"_s)->setEditText(u"spam run"_s);
        QTRY_VERIFY_WITH_TIMEOUT(confirm->isEnabled(), patience);
        QTest::mouseClick(confirm, Qt::LeftButton);

        QTRY_VERIFY_WITH_TIMEOUT(dialog->findChild<QTableView *>(u"resultTable"_s)
                && dialog->findChild<QTableView *>(u"resultTable"_s)->isVisible(),
            patience);
        auto *table = dialog->findChild<QTableView *>(u"resultTable"_s);
        QCOMPARE(table->model()->rowCount(), matching);

        auto expected = everything;
        for (const auto &message : chosen)
            expected.erase(message);
        QCOMPARE(filesOfAllHosts(), expected);

        QTest::mouseClick(dialog->findChild<QPushButton *>(u"closeButton"_s), Qt::LeftButton);
        // The window lists again by itself; nothing of the spam run is left to select.
        QTRY_COMPARE_WITH_TIMEOUT(page.model().rowCount(), 0, patience);
        page.filterEdit()->clear();
        QTRY_COMPARE_WITH_TIMEOUT(page.model().rowCount(), int(expected.size()), patience);
        QCOMPARE(page.selection().count(), 0);
    }

private:
    using Message = std::pair<QString, QByteArray>; ///< host and instance, queue ID

    std::set<Message> filesOfAllHosts() const
    {
        std::set<Message> messages;
        for (int host = 0; host < 2; ++host) {
            for (int instance = 0; instance < m_lab->instanceCount(host); ++instance) {
                for (const QByteArray &file : m_lab->queueFiles(host, instance))
                    messages.emplace(place(host, instance), file.sliced(file.lastIndexOf('/') + 1));
            }
        }
        return messages;
    }

    QString place(int host, int instance) const
    {
        return m_lab->name(host) + QString::number(instance);
    }

    std::set<Message> selectedMessages(const MessageSelection &selection) const
    {
        std::set<Message> messages;
        for (size_t i = 0; i < selection.sources().size(); ++i) {
            const QueueSnapshot &snapshot = *selection.sources()[i].snapshot;
            const int host = snapshot.instance().server == m_lab->server(0).id ? 0 : 1;
            const int instance = snapshot.instance().configDirectory == "/etc/postfix" ? 0 : 1;
            for (const QueueSnapshot::Row row : selection.rows(quint32(i)))
                messages.emplace(place(host, instance), snapshot.id(row).toByteArray());
        }
        return messages;
    }

    std::unique_ptr<LabFixture> m_lab;
};

QTEST_MAIN(TestWindowOnHosts)
#include "tst_windowonhosts.moc"
