// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What LogView does with keys, mouse and the system's news.

#include "ui/logs/logview.h"
#include "ui/style/metrics.h"
#include "ui/style/plaintext.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace spoolscope {

void LogView::keyPressEvent(QKeyEvent *event)
{
    const bool extends = event->modifiers() & Qt::ShiftModifier;
    const auto page = std::max<qint64>(1, qint64(visibleCount()) - 1);
    const auto all = qint64(order().size());
    if (event->matches(QKeySequence::Copy)) {
        emit copyRequested();
        return;
    }
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_J:
        return moveBy(1, extends);
    case Qt::Key_Up:
    case Qt::Key_K:
        return moveBy(-1, extends);
    case Qt::Key_PageDown:
        return moveBy(page, extends);
    case Qt::Key_PageUp:
        return moveBy(-page, extends);
    case Qt::Key_Home:
        return moveBy(-all, extends);
    case Qt::Key_End:
        moveBy(all, extends);
        return goToEnd();
    case Qt::Key_Left:
        return horizontalScrollBar()->triggerAction(QAbstractSlider::SliderSingleStepSub);
    case Qt::Key_Right:
        return horizontalScrollBar()->triggerAction(QAbstractSlider::SliderSingleStepAdd);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current)
            emit activated(*m_current);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void LogView::mousePressEvent(QMouseEvent *event)
{
    const auto place = placeAt(event->position().toPoint());
    if (!place)
        return;
    const LogStretch chosen = selection();
    // The menu is about what is chosen; beside it, about the line under the pointer.
    const bool isChosen = *place >= chosen.begin && *place < chosen.end;
    if (event->button() == Qt::LeftButton || (event->button() == Qt::RightButton && !isChosen))
        select(*place, event->modifiers() & Qt::ShiftModifier);
}

void LogView::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton) || order().size() == 0)
        return;
    const int y = int(event->position().y());
    if (y < 0 || y >= viewport()->height()) // past an edge it scrolls on, a line at a time
        return moveBy(y < 0 ? -1 : 1, true);
    if (const auto place = placeAt(event->position().toPoint()); place && place != m_current)
        select(*place, true);
}

void LogView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const auto place = placeAt(event->position().toPoint());
    if (place && event->button() == Qt::LeftButton)
        emit activated(*place);
}

void LogView::scrollContentsBy(int, int)
{
    viewport()->update();
    m_header->update();
    emit scrolled();
}

void LogView::resizeEvent(QResizeEvent *event)
{
    const bool follows = isAtEnd();
    QAbstractScrollArea::resizeEvent(event);
    m_header->setGeometry(0, 0, width(), metrics::bandHeight(fontMetrics()));
    updateBars();
    if (follows)
        goToEnd();
}

void LogView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange
        || event->type() == QEvent::StyleChange)
        updateLook();
}

bool LogView::event(QEvent *event)
{
    // Ctrl+C and Ctrl+A are this view's while it has the focus, whatever shortcut they are
    // elsewhere.
    if (event->type() == QEvent::ShortcutOverride) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Copy) || key->matches(QKeySequence::SelectAll))
            event->accept();
    }
    return QAbstractScrollArea::event(event);
}

QString LogView::tipAt(const QPoint &point)
{
    const auto place = placeAt(point);
    if (!place)
        return {};
    return columnAt(point.x()) == Column::Time ? m_lines.tip(*place) : m_lines.whole(*place);
}

bool LogView::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QAbstractScrollArea::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    QToolTip::showText(help->globalPos(), plaintext::toolTip(tipAt(help->pos())), viewport());
    return true;
}

}
