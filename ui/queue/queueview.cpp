// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/queueview.h"

#include "ui/queue/chosenrows.h"
#include "ui/queue/copiedtext.h"
#include "ui/queue/draggedids.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/queuedelegate.h"
#include "ui/queue/queueheader.h"
#include "ui/queue/queuemodel.h"
#include "ui/style/metrics.h"

#include <QApplication>
#include <QDrag>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace spoolscope {

using namespace Qt::StringLiterals;

QueueView::QueueView(QueueModel &model, MessageSelection &selection, QWidget *parent)
    : QTableView(parent), m_model(model), m_selection(selection), m_header(new QueueHeader(this))
{
    setObjectName(u"queue"_s);
    setAccessibleName(tr("Messages"));
    setHorizontalHeader(m_header);
    keepSectionsLight();
    setModel(&model);
    m_header->restore(); // it needs the columns
    // All rows are alike: the hidden header would look through a million of them for some that are
    // not, and make them anew, whenever their order changes.
    disconnect(&model, &QAbstractItemModel::layoutAboutToBeChanged, verticalHeader(), nullptr);
    disconnect(&model, &QAbstractItemModel::layoutChanged, verticalHeader(), nullptr);
    // Of its own, as it is reset with the header's rows, and the current row must stay.
    verticalHeader()->setSelectionModel(new QItemSelectionModel(&model, verticalHeader()));
    auto *delegate = new QueueDelegate(model, selection, this);
    setItemDelegate(delegate);
    QTimer::singleShot(0, this, [this, delegate] { delegate->warmUp(font(), devicePixelRatio()); });
    setSelectionMode(QAbstractItemView::NoSelection);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setAutoScroll(true);
    updateMetrics();
    connect(m_header, &QueueHeader::orderChanged, &model, &QueueModel::setOrder);
    model.setOrder(m_header->order());
    connect(&selection, &MessageSelection::changed, this, [this] {
        if (m_selection.count() > 1)
            m_followsCurrent = false;
        else if (m_selection.isEmpty())
            m_followsCurrent = true;
        viewport()->update();
    });
}

/// Of a million rows most may go at once, always the last, and the hidden header would look at each
/// one that goes. It is told before that by a connection made before its own: it keeps those that
/// stay, and has nothing to do when it hears of rows that it has no longer.
void QueueView::keepSectionsLight()
{
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this,
        [this](const QModelIndex &, int first, int last) {
            const int gone = last - first + 1;
            if (gone > first)
                verticalHeader()->reset();
        });
}

void QueueView::updateMetrics()
{
    const int height = metrics::tableRowHeight(fontMetrics());
    verticalHeader()->setMinimumSectionSize(height);
    verticalHeader()->setDefaultSectionSize(height);
}

void QueueView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        updateMetrics();
}

/// Without QAbstractItemView's choice of a current row: it would open a message nobody asked for.
void QueueView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event); // NOLINT(bugprone-parent-virtual-call): on purpose
    viewport()->update();
}

bool QueueView::isSelected(int row) const
{
    return m_selection.contains(m_model.ref(row));
}

void QueueView::setCurrentRow(int row)
{
    const int column = currentIndex().isValid() ? currentIndex().column() : 0;
    const int visual = m_header->isSectionHidden(column)
        ? m_header->logicalIndex(m_header->firstVisible())
        : column;
    selectionModel()->setCurrentIndex(m_model.index(row, visual), QItemSelectionModel::NoUpdate);
    if (row >= 0)
        scrollTo(m_model.index(row, visual));
}

void QueueView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    viewport()->update();
    if (current.row() != previous.row() || !previous.isValid())
        emit currentRowChanged(current.row());
}

// --- the mouse ---

void QueueView::mousePressEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    if (!index.isValid()) {
        if (event->button() == Qt::LeftButton && event->modifiers() == Qt::NoModifier)
            m_selection.clear();
        return;
    }
    if (event->button() == Qt::RightButton) {
        // The menu is about the selection; beside it, about the row under the pointer.
        if (!isSelected(index.row()))
            pick(index.row(), Qt::NoModifier);
        else
            setCurrentRow(index.row());
    } else if (event->button() == Qt::LeftButton && event->modifiers() == Qt::NoModifier
        && isSelected(index.row())) {
        m_pressedSelected = event->position().toPoint();
    } else if (event->button() == Qt::LeftButton) {
        pick(index.row(), event->modifiers());
        m_isDragging = true;
        m_dragRow = index.row();
    }
    event->accept();
}

void QueueView::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton))
        return;
    const QPoint position = event->position().toPoint();
    if (m_isDragging)
        dragTo(position);
    else if (m_pressedSelected
        && (position - *m_pressedSelected).manhattanLength() >= QApplication::startDragDistance())
        dragAway();
}

void QueueView::mouseReleaseEvent(QMouseEvent *event)
{
    m_isDragging = false;
    // A click after all.
    if (const auto pressed = std::exchange(m_pressedSelected, {})) {
        if (const QModelIndex index = indexAt(*pressed); index.isValid())
            pick(index.row(), Qt::NoModifier);
    }
    event->accept();
}

/// The selection as it is now: a refresh in the meantime does not change what is dragged.
void QueueView::dragAway()
{
    m_pressedSelected.reset();
    if (isTooLongForIds(m_selection.count())) {
        emit dragRefused();
        return;
    }
    auto *drag = new QDrag(this);
    drag->setMimeData(new DraggedIds(m_selection.sources(), chosenRows(m_selection)));
    QLabel label(tr("%Ln message(s)", nullptr, int(m_selection.count())));
    label.setTextFormat(Qt::PlainText);
    label.setMargin(4);
    drag->setPixmap(label.grab());
    drag->exec(Qt::CopyAction);
}

void QueueView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && indexAt(event->position().toPoint()).isValid())
        emit inspectRequested();
}

void QueueView::dragTo(const QPoint &position)
{
    // Past an edge the table scrolls on, a row at a time.
    QScrollBar *bar = verticalScrollBar();
    if (position.y() < 0)
        bar->setValue(bar->value() - 1);
    else if (position.y() >= viewport()->height())
        bar->setValue(bar->value() + 1);
    const int y = std::clamp(position.y(), 0, viewport()->height() - 1);
    const int row = rowAt(y) >= 0 ? rowAt(y) : m_model.rowCount() - 1;
    if (row < 0 || row == m_dragRow)
        return;
    m_dragRow = row;
    const int anchor = m_anchor.isValid() ? m_anchor.row() : row;
    selectRange(anchor, row, false);
    setCurrentRow(row);
}

/// What a click with these modifiers does, as in every list.
void QueueView::pick(int row, Qt::KeyboardModifiers modifiers)
{
    const bool isRange = modifiers & Qt::ShiftModifier && m_anchor.isValid();
    const bool isAdding = modifiers & Qt::ControlModifier;
    m_followsCurrent = !isRange && !isAdding;
    if (isRange) {
        selectRange(m_anchor.row(), row, isAdding);
    } else {
        m_anchor = m_model.index(row, 0);
        const RowRef ref = m_model.ref(row);
        if (isAdding)
            m_selection.toggle(ref);
        else
            m_selection.replace({&ref, 1});
    }
    setCurrentRow(row);
}

void QueueView::selectRange(int from, int to, bool inAddition)
{
    const std::vector<RowRef> range = refs(std::min(from, to), std::max(from, to));
    if (inAddition)
        m_selection.select(range);
    else
        m_selection.replace(range);
}

std::vector<RowRef> QueueView::refs(int from, int to) const
{
    const auto &rows = m_model.arrangement().rows;
    return {rows.begin() + from, rows.begin() + to + 1};
}

void QueueView::selectEverything()
{
    m_followsCurrent = false;
    m_selection.replace(m_model.arrangement().rows);
}

void QueueView::invertSelection()
{
    std::vector<RowRef> others;
    for (const RowRef ref : m_model.arrangement().rows) {
        if (!m_selection.contains(ref))
            others.push_back(ref);
    }
    m_followsCurrent = false;
    m_selection.replace(others);
}

// --- the keyboard ---

void QueueView::keyPressEvent(QKeyEvent *event)
{
    const int row = currentIndex().row();
    const int page = std::max(1, viewport()->height() / verticalHeader()->defaultSectionSize() - 1);
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    switch (event->key()) {
    case Qt::Key_J:
    case Qt::Key_Down:
        moveTo(row + 1, modifiers);
        return;
    case Qt::Key_K:
    case Qt::Key_Up:
        moveTo(row - 1, modifiers);
        return;
    case Qt::Key_PageDown:
        moveTo(row + page, modifiers);
        return;
    case Qt::Key_PageUp:
        moveTo(row - page, modifiers);
        return;
    case Qt::Key_Home:
        moveTo(0, modifiers);
        return;
    case Qt::Key_End:
        moveTo(m_model.rowCount() - 1, modifiers);
        return;
    case Qt::Key_Escape:
        m_selection.clear();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (row >= 0)
            emit inspectRequested();
        return;
    case Qt::Key_Space:
        if (row < 0)
            return;
        m_anchor = m_model.index(row, 0);
        // The first Space keeps the row that was selected in passing.
        if (!std::exchange(m_followsCurrent, false) || !isSelected(row))
            m_selection.toggle(m_model.ref(row));
        return;
    case Qt::Key_Left:
    case Qt::Key_Right: {
        QScrollBar *bar = horizontalScrollBar();
        bar->setValue(bar->value() + (event->key() == Qt::Key_Left ? -40 : 40));
        return;
    }
    default:
        event->ignore();
    }
}

void QueueView::moveTo(int row, Qt::KeyboardModifiers modifiers)
{
    const int last = m_model.rowCount() - 1;
    if (last < 0)
        return;
    row = std::clamp(row, 0, last);
    if (modifiers & Qt::ShiftModifier) {
        if (!m_anchor.isValid())
            m_anchor = currentIndex().isValid() ? currentIndex() : m_model.index(row, 0);
        m_followsCurrent = false;
        selectRange(m_anchor.row(), row, modifiers & Qt::ControlModifier);
    } else if (m_followsCurrent && !(modifiers & Qt::ControlModifier)) {
        const RowRef ref = m_model.ref(row);
        m_anchor = m_model.index(row, 0);
        m_selection.replace({&ref, 1});
    } else {
        m_anchor = m_model.index(row, 0);
    }
    setCurrentRow(row);
}

}
