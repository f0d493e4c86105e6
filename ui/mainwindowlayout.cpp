// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Where the parts of the window are, and that it is remembered.

#include "ui/facets/facetpanel.h"
#include "ui/fleet/fleetpanel.h"
#include "ui/mainwindow.h"
#include "ui/message/messageview.h"
#include "ui/queue/queuepage.h"
#include "ui/style/thinsplitter.h"

#include <QAction>
#include <QSettings>
#include <QTimer>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int inspectorBeside
    = 1180; ///< width of table and inspector from which they stand side by side

}

void MainWindow::restoreLayout()
{
    const QSettings settings;
    if (!restoreGeometry(settings.value(u"window/geometry"_s).toByteArray()))
        resize(1440, 900);
    if (!m_outer->restoreState(settings.value(u"window/outer"_s).toByteArray()))
        m_outer->setSizes({240, 1200});
    m_showMessage->setChecked(settings.value(u"window/message"_s, true).toBool());
    m_message->setVisible(m_showMessage->isChecked());
    m_showFacets->setChecked(settings.value(u"window/facets"_s, true).toBool());
    m_queue->showFacets(m_showFacets->isChecked());
    m_readOnly->setChecked(settings.value(u"window/readOnly"_s, false).toBool());
    m_autoRefresh->setChecked(settings.value(u"window/autoRefresh"_s, false).toBool());
    m_inner->setOrientation(Qt::Vertical); // placeInspector() sees a change in any case
    placeInspector();
}

void MainWindow::saveLayout() const
{
    QSettings settings;
    settings.setValue(u"window/geometry"_s, saveGeometry());
    settings.setValue(u"window/outer"_s, m_outer->saveState());
    settings.setValue(u"window/message"_s, m_showMessage->isChecked());
    settings.setValue(u"window/facets"_s, m_showFacets->isChecked());
    settings.setValue(
        m_inner->orientation() == Qt::Horizontal ? u"window/beside"_s : u"window/below"_s,
        m_inner->saveState());
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    // Once the panels beside the table have their new widths.
    QTimer::singleShot(0, this, &MainWindow::placeInspector);
}

/// Beside the table where there is room for both, else below it; each way has its own sizes.
void MainWindow::placeInspector()
{
    const int facets = m_showFacets->isChecked() ? m_queue->facets()->width() : 0;
    const int room = width() - m_panel->width() - facets;
    const Qt::Orientation wanted = room >= inspectorBeside ? Qt::Horizontal : Qt::Vertical;
    if (wanted == m_inner->orientation() && isVisible())
        return;
    QSettings settings;
    const auto key = [](Qt::Orientation orientation) {
        return orientation == Qt::Horizontal ? u"window/beside"_s : u"window/below"_s;
    };
    if (isVisible())
        settings.setValue(key(m_inner->orientation()), m_inner->saveState());
    m_inner->setOrientation(wanted);
    if (m_inner->restoreState(settings.value(key(wanted)).toByteArray()))
        return;
    if (wanted == Qt::Horizontal)
        m_inner->setSizes({room - 420, 420});
    else
        m_inner->setSizes({height() / 2, height() * 2 / 5});
}

}
