// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostwindow.h"

#include "ui/queue/messageselection.h"
#include "ui/queue/queuepage.h"
#include "ui/queue/queueview.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace spoolscope {

void chooseFromMenu(QWidget *viewport, const QPoint &position, const QString &text, bool isThere)
{
    QContextMenuEvent event(QContextMenuEvent::Mouse, position, viewport->mapToGlobal(position));
    QCoreApplication::sendEvent(viewport, &event);
    QTRY_VERIFY(QApplication::activePopupWidget());
    const QPointer<QWidget> menu = QApplication::activePopupWidget();
    const QList<QAction *> entries = menu->actions();
    const auto entry = std::ranges::find(entries, text, &QAction::text);
    QCOMPARE(entry != entries.end(), isThere);
    if (isThere) {
        QVERIFY((*entry)->isEnabled());
        (*entry)->trigger();
    }
    menu->close();
    QTRY_VERIFY(!menu);
}

void chooseForServer(const MainWindow &window, const QString &text, bool isThere)
{
    auto *tree = window.findChild<QTreeView *>(u"fleet"_s);
    const QModelIndex server = tree->model()->index(0, 0, tree->model()->index(0, 0));
    chooseFromMenu(tree->viewport(), tree->visualRect(server).center(), text, isThere);
}

void HostWindow::startLab(int hosts, int messages)
{
    m_lab = LabFixture::start(hosts, messages);
}

void HostWindow::openWindow()
{
    m_home = std::make_unique<ScratchHome>();
    m_fleet = std::make_unique<Fleet>(journal());
    m_window = std::make_unique<MainWindow>(*m_fleet, std::nullopt);
    m_window->resize(1280, 800);
    m_window->show();
}

void HostWindow::closeWindow()
{
    m_window.reset();
    m_fleet.reset();
}

void HostWindow::activate() const
{
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void HostWindow::select(int count) const
{
    activate();
    page().view()->setFocus();
    page().view()->pickRow(0);
    for (int i = 1; i < count; ++i)
        QTest::keyClick(page().view(), Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(page().selection().count(), count);
}

}
