// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shape/shapetable.h"

#include "ui/shape/shapedelegate.h"
#include "ui/style/colours.h"
#include "ui/style/flatheader.h"
#include "ui/style/metrics.h"

#include <QKeyEvent>
#include <QPainter>

namespace spoolscope {

ShapeTable::ShapeTable(QWidget *parent) : QTableView(parent)
{
    auto *columns = new FlatHeader(this);
    columns->setStretchLastSection(false);
    columns->setSectionResizeMode(QHeaderView::Fixed);
    setHorizontalHeader(columns);
    setVerticalHeader(new DomainHeader(this));
    setItemDelegate(new ShapeDelegate(this));
    setSelectionMode(QAbstractItemView::ContiguousSelection);
    setSelectionBehavior(QAbstractItemView::SelectItems);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setShowGrid(false);
    setCornerButtonEnabled(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true); // the cell under the mouse has a frame
    watchHead(horizontalHeader());
    watchHead(verticalHeader());
}

void ShapeTable::watchHead(QHeaderView *head)
{
    head->setSectionsClickable(true);
    head->setHighlightSections(false);
    head->viewport()->installEventFilter(this);
}

QItemSelectionRange ShapeTable::chosenRange() const
{
    const QItemSelection selection = selectionModel()->selection();
    return selection.isEmpty() ? QItemSelectionRange() : selection.first();
}

void ShapeTable::mousePressEvent(QMouseEvent *event)
{
    m_isPressed
        = event->button() == Qt::LeftButton && indexAt(event->position().toPoint()).isValid();
    QTableView::mousePressEvent(event);
}

void ShapeTable::mouseReleaseEvent(QMouseEvent *event)
{
    QTableView::mouseReleaseEvent(event);
    if (event->button() == Qt::LeftButton && std::exchange(m_isPressed, false))
        emit chosen(false);
}

/// The head selects while the button is down, and tells nothing of where it is let go.
bool ShapeTable::eventFilter(QObject *watched, QEvent *event)
{
    const bool isHead
        = watched == horizontalHeader()->viewport() || watched == verticalHeader()->viewport();
    const auto isLeft
        = [&] { return static_cast<QMouseEvent *>(event)->button() == Qt::LeftButton; };
    if (isHead && event->type() == QEvent::MouseButtonPress && isLeft()) {
        m_isPressed = true;
    } else if (isHead && event->type() == QEvent::MouseButtonRelease && isLeft()
        && std::exchange(m_isPressed, false)) {
        const bool isColumn = watched == horizontalHeader()->viewport();
        // The head has its own turn first.
        QMetaObject::invokeMethod(
            this, [this, isColumn] { emit chosen(isColumn); }, Qt::QueuedConnection);
    }
    return QTableView::eventFilter(watched, event);
}

void ShapeTable::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex current = currentIndex();
    const bool isPlain = !(event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier));
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (current.isValid() && !selectionModel()->hasSelection())
            selectionModel()->select(current, QItemSelectionModel::Select);
        emit chosen(false);
        return;
    case Qt::Key_Escape:
        if (selectionModel()->hasSelection()) {
            clearSelection();
            return;
        }
        break;
    case Qt::Key_Up:
        if (isPlain && current.isValid() && current.row() == 0)
            emit leftAbove(current.column());
        break;
    case Qt::Key_Down:
        if (isPlain && current.isValid() && current.row() + 1 == model()->rowCount())
            emit leftBelow(current.column());
        break;
    default:
        break;
    }
    QTableView::keyPressEvent(event);
}

void ShapeTable::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    emit selectionMoved();
}

DomainHeader::DomainHeader(QWidget *parent) : QHeaderView(Qt::Vertical, parent)
{
    setSectionResizeMode(QHeaderView::Fixed); // thousands of rows are not measured
    setDefaultSectionSize(metrics::tableRowHeight(fontMetrics()));
    setTextElideMode(Qt::ElideMiddle);
}

void DomainHeader::paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const
{
    painter->save();
    const QPalette &colours = palette();
    const bool isCurrent = selectionModel() && selectionModel()->isRowSelected(logicalIndex);
    painter->fillRect(rect, colours.color(QPalette::Base));
    painter->fillRect(
        QRect(rect.left(), rect.bottom(), rect.width(), 1), colours::separator(colours));
    QFont own = font();
    own.setBold(m_isBold || isCurrent);
    painter->setFont(own);
    painter->setPen(colours.color(QPalette::Text));
    const QRect text = rect.adjusted(FlatHeader::margin, 0, -FlatHeader::margin, -1);
    const QString name = model()->headerData(logicalIndex, Qt::Vertical).toString();
    painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        QFontMetrics(own).elidedText(name, Qt::ElideMiddle, text.width()));
    painter->restore();
}

}
