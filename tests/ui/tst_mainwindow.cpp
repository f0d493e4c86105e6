// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/filter/filteredit.h"
#include "ui/fleet/fleetmodel.h"
#include "ui/fleet/serverdialog.h"
#include "ui/fleet/serverkeeper.h"
#include "ui/fleet/sshimportdialog.h"
#include "ui/mainwindow.h"
#include "ui/message/messageview.h"
#include "ui/queue/queueactions.h"
#include "ui/queue/queuepage.h"
#include "ui/queue/queueview.h"
#include "ui/style/plaintext.h"

#include <KMessageWidget>

#include <QAction>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QSplitter>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace spoolscope;

namespace {

ServerDefinition server(const QString &id)
{
    ServerDefinition definition;
    definition.id = id;
    definition.name = id;
    definition.endpoint.host = u"127.0.0.1"_s;
    definition.endpoint.port = 9;
    return definition;
}

QPushButton *acceptButton(const QDialog &dialog)
{
    for (QPushButton *button : dialog.findChildren<QPushButton *>())
        if (button->text() == "Add"_L1)
            return button;
    return nullptr;
}

}

class TestMainWindow : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void init()
    {
        m_settings = std::make_unique<QTemporaryDir>();
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings->path());
    }

    void keysReachTheFilter()
    {
        Fleet fleet;
        fleet.add(server(u"mx1"_s));
        MainWindow window(fleet, {});
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        FilterEdit *filter = window.queuePage()->filterEdit();
        QTRY_VERIFY(!filter->hasFocus());
        QTest::keyClick(&window, Qt::Key_Slash);
        QTRY_VERIFY(filter->hasFocus());
        QTest::keyClicks(filter, u"a/b"_s);
        QCOMPARE(filter->text(), u"a/b"_s);
        QTest::keyClick(filter, Qt::Key_Escape);
        QCOMPARE(filter->text(), QString());
        QVERIFY(!filter->hasFocus());
        QTest::keyClick(&window, Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(filter->hasFocus());
    }

    void refreshingAutomaticallyIsRemembered()
    {
        Fleet fleet;
        {
            const MainWindow window(fleet, {});
            auto *action = window.findChild<QAction *>(u"refreshAutomatically"_s);
            QVERIFY(action && action->isCheckable() && action->isEnabled());
            QVERIFY(!action->isChecked());
            QVERIFY(!action->toolTip().isEmpty());
            action->trigger();
        }
        const MainWindow next(fleet, {});
        QVERIFY(next.findChild<QAction *>(u"refreshAutomatically"_s)->isChecked());
    }

    void disabledActionsSayWhy()
    {
        Fleet fleet;
        const MainWindow window(fleet, {});
        for (const Action action : allActions) {
            const QAction *shown = window.queuePage()->actions()->of(action);
            QVERIFY(!shown->isEnabled());
            QVERIFY(shown->toolTip().contains(u"No message is selected."_s));
        }
        QVERIFY(!window.queuePage()->actions()->freeze(Action::Delete));
    }

    void theMessageGoesWhereThereIsRoom()
    {
        Fleet fleet;
        MainWindow window(fleet, {});
        window.resize(1700, 900);
        window.show();
        const auto *splitter = qobject_cast<QSplitter *>(window.messageView()->parentWidget());
        QVERIFY(splitter);
        QTRY_COMPARE(splitter->orientation(), Qt::Horizontal);
        window.resize(1280, 800);
        QTRY_COMPARE(splitter->orientation(), Qt::Vertical);
        window.resize(1700, 900);
        QTRY_COMPARE(splitter->orientation(), Qt::Horizontal);
        QTRY_VERIFY(splitter->sizes().at(0) > splitter->sizes().at(1));
    }

    void troubleIsSaidOnceAndGoesAway()
    {
        Fleet fleet;
        MainWindow window(fleet, {});
        window.show();
        const auto bars = [&] {
            QStringList texts;
            for (const KMessageWidget *bar : window.findChildren<KMessageWidget *>())
                if (bar->isVisible() && bar->text().startsWith(u"mx"_s))
                    texts += bar->text();
            return texts;
        };
        Server *failing = fleet.add(server(u"mx1"_s));
        failing->connectToServer();
        QTRY_COMPARE(bars().size(), 1);
        QVERIFY(bars().first().startsWith(u"mx1: "_s));
        failing->connectToServer();
        QTRY_COMPARE(failing->state(), ServerState::Failed);
        QCOMPARE(bars().size(), 1);
        for (const QString &id : {u"mx2"_s, u"mx3"_s, u"mx4"_s, u"mx5"_s})
            fleet.add(server(id))->connectToServer();
        QTRY_COMPARE(fleet.servers().last()->state(), ServerState::Failed);
        QTRY_COMPARE(bars().size(), 3); // the window is not filled with them
        while (!fleet.servers().isEmpty())
            fleet.remove(fleet.servers().first()->id());
        QTRY_COMPARE(bars().size(), 0);
    }

    void removingAServerCanBeUndone()
    {
        Fleet fleet;
        MainWindow window(fleet, ServerStore(m_settings->filePath(u"servers.json"_s)));
        fleet.add(server(u"mx1"_s));
        window.servers()->remove(u"mx1"_s);
        QVERIFY(fleet.servers().isEmpty());
        QVERIFY(ServerStore(m_settings->filePath(u"servers.json"_s)).load()->isEmpty());
        window.servers()->undoRemove();
        QCOMPARE(fleet.servers().size(), 1);
        QCOMPARE(ServerStore(m_settings->filePath(u"servers.json"_s)).load()->size(), 1);
    }

    void theServerDialogTakesOnlyWhatCanBeUsed()
    {
        ServerDialog dialog;
        dialog.show();
        const QList<QLineEdit *> entries = dialog.findChildren<QLineEdit *>();
        QLineEdit *host = entries.first();
        QVERIFY(!acceptButton(dialog)->isEnabled());
        QVERIFY(static_cast<QPushButton *>(acceptButton(dialog))->isDefault()); // what Enter does
        host->setText(u"-oProxyCommand=x"_s);
        QVERIFY(!acceptButton(dialog)->isEnabled());
        host->setText(u"root@mx1.example.com:2222"_s);
        emit host->editingFinished();
        QVERIFY(acceptButton(dialog)->isEnabled());
        const ServerDefinition entered = dialog.definition();
        QCOMPARE(entered.endpoint.host, u"mx1.example.com"_s);
        QCOMPARE(entered.endpoint.user, u"root"_s);
        QCOMPARE(entered.endpoint.port, 2222);
        QCOMPARE(entered.name, u"mx1.example.com"_s);
        QVERIFY(!entered.id.isEmpty());
    }

    void importsWhatSshConfigNames()
    {
        SshImportDialog dialog(
            {u"mx1"_s, u"mx2"_s, u"web1"_s, u"not a host"_s, u"<b>mx3</b>"_s}, {u"mx2"_s});
        dialog.show();
        const auto *add = dialog.findChild<QPushButton *>(u"addButton"_s);
        QVERIFY(!add->isEnabled());
        // Select All takes what the filter leaves, and neither servers nor what is no host.
        dialog.findChild<QLineEdit *>()->setText(u"mx"_s);
        for (QPushButton *button : dialog.findChildren<QPushButton *>())
            if (button->text() == u"Select All"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(add->isEnabled());
        const QList<ServerDefinition> chosen = dialog.chosen();
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.first().endpoint, SshEndpoint{.host = u"mx1"_s});
        QCOMPARE(chosen.first().name, u"mx1"_s);
        QVERIFY(!chosen.first().id.isEmpty());

        SshImportDialog nothing({}, {});
        nothing.show();
        QVERIFY(!nothing.findChild<QPushButton *>(u"addButton"_s)->isEnabled());
    }

    /// The style's own icon is dark, whatever the ground.
    void closeIconOfAMessageIsSeen()
    {
        const QPalette before = QApplication::palette();
        for (const auto &[text, ground] :
            {std::pair(Qt::white, Qt::black), {Qt::black, Qt::white}}) {
            QPalette palette;
            palette.setColor(QPalette::WindowText, text);
            palette.setColor(QPalette::Window, ground);
            QApplication::setPalette(palette);
            const std::unique_ptr<KMessageWidget> message(plaintext::makeMessage());
            message->setCloseButtonVisible(true);
            const auto buttons = message->findChildren<QToolButton *>();
            QCOMPARE(buttons.size(), 1);
            const QImage image = buttons.first()->icon().pixmap(16).toImage();
            int drawn = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    const QColor colour = image.pixelColor(x, y);
                    if (colour.alpha() < 200)
                        continue;
                    ++drawn;
                    QCOMPARE(colour.lightness() > 127, text == Qt::white);
                }
            }
            QVERIFY(drawn > 10);
        }
        QApplication::setPalette(before);
    }

private:
    std::unique_ptr<QTemporaryDir> m_settings;
};

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
