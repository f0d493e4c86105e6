// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/groups/groupview.h"

#include "ui/groups/groupdelegate.h"
#include "ui/groups/groupmodel.h"
#include "ui/groups/groupselector.h"
#include "ui/style/flatheader.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>

#include <algorithm>
#include <utility>

namespace spoolscope {

using namespace Qt::StringLiterals;

using Kind = GroupModel::Kind;

namespace {

constexpr int leastForShare = 80; ///< digits side by side

}

GroupView::GroupView(GroupModel &model, GroupSelector &selector, QWidget *parent)
    : QTreeView(parent), m_model(model), m_selector(selector)
{
    setObjectName(u"groups"_s);
    setAccessibleName(tr("Groups of messages"));
    setModel(&model);
    setItemDelegate(new GroupDelegate(selector, this));
    makeHeader();
    setSelectionMode(QAbstractItemView::NoSelection);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    // The delegate draws the signs, on the row's own background.
    setRootIsDecorated(false);
    setIndentation(0);
    setExpandsOnDoubleClick(false);
    setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    setContextMenuPolicy(Qt::CustomContextMenu);
    connect(this, &QTreeView::expanded, &model, &GroupModel::open);
    connect(this, &QTreeView::collapsed, &model, &GroupModel::close);
    connect(&selector, &GroupSelector::changed, viewport(), qOverload<>(&QWidget::update));
}

void GroupView::makeHeader()
{
    auto *header = new FlatHeader(this);
    setHeader(header);
    header->setStretchLastSection(false);
    header->setSectionsMovable(false);
    header->setSectionResizeMode(int(GroupColumn::Value), QHeaderView::Stretch);
    const int digit = fontMetrics().horizontalAdvance(u'0');
    for (const auto &[column, width] :
        {std::pair(GroupColumn::Messages, 11), std::pair(GroupColumn::Share, 18),
            std::pair(GroupColumn::Size, 10), std::pair(GroupColumn::Oldest, 13)})
        header->resizeSection(int(column), width * digit + 2 * FlatHeader::margin);
    header->setSortIndicatorShown(true);
    header->setSortIndicator(int(GroupColumn::Messages), Qt::DescendingOrder);
}

/// Where there is little room the values need it more than the bars.
void GroupView::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    const int column = int(GroupColumn::Share);
    const bool isNarrow
        = viewport()->width() < leastForShare * fontMetrics().horizontalAdvance(u'0');
    if (isColumnHidden(column) != isNarrow)
        setColumnHidden(column, isNarrow);
}

void GroupView::take(const std::shared_ptr<const GroupArrangement> &next)
{
    const QModelIndex current = currentIndex();
    const int place = current.parent().isValid() ? current.parent().row() : current.row();
    const bool isSameKey = next->counts->key == m_model.counts().key;
    const bool isSameOrder = next->order == m_model.arrangement().order;
    const QPersistentModelIndex top
        = verticalScrollBar()->value() > 0 && isSameOrder ? indexAt({0, 0}) : QModelIndex();
    m_model.setArrangement(next);
    if (isSameKey && place >= 0 && !currentIndex().isValid() && m_model.rowCount() > 0)
        setCurrent(m_model.index(std::min(place, m_model.rowCount() - 1), 0));
    if (top.isValid())
        scrollTo(top, QAbstractItemView::PositionAtTop);
}

void GroupView::setCurrent(const QModelIndex &index)
{
    selectionModel()->setCurrentIndex(index.siblingAtColumn(0), QItemSelectionModel::NoUpdate);
    if (index.isValid())
        scrollTo(index.siblingAtColumn(0));
}

void GroupView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    viewport()->update();
    emit currentMoved(current);
}

/// Without QAbstractItemView's choice of a current row: nobody asked for it.
void GroupView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event); // NOLINT(bugprone-parent-virtual-call): on purpose
    viewport()->update();
}

// --- what is selected ---

bool GroupView::isChosen(const QModelIndex &index) const
{
    const QueueGroup *group = m_model.group(index);
    const auto message = m_model.message(index);
    return (group && m_selector.isPicked(group->value))
        || (message && m_selector.isSelected(*message));
}

/// The groups and messages on screen from one row to another, in whichever order.
GroupChoice GroupView::choice(const QModelIndex &from, const QModelIndex &to) const
{
    const auto place = [](const QModelIndex &index) {
        const QModelIndex parent = index.parent();
        return parent.isValid() ? std::pair(parent.row(), index.row()) : std::pair(index.row(), -1);
    };
    const auto first = std::min(place(from), place(to));
    const auto last = std::max(place(from), place(to));
    GroupChoice choice;
    for (int row = first.first; row <= last.first; ++row) {
        const QModelIndex top = m_model.index(row, 0);
        const QueueGroup *group = m_model.group(top);
        if (group && std::pair(row, -1) >= first)
            choice.values.append(group->value);
        const int count = m_model.rowCount(top); // of what is open
        for (int child = 0; child < count && std::pair(row, child) <= last; ++child)
            if (const auto ref = m_model.message(m_model.index(child, 0, top));
                ref && std::pair(row, child) >= first)
                choice.messages.push_back(*ref);
    }
    return choice;
}

void GroupView::pick(const QModelIndex &index, Qt::KeyboardModifiers modifiers)
{
    const bool isRange = modifiers & Qt::ShiftModifier && m_anchor.isValid();
    const bool isAdding = modifiers & Qt::ControlModifier;
    m_followsCurrent = !isRange && !isAdding;
    setCurrent(index);
    if (isRange) {
        const GroupChoice range = choice(m_anchor, index);
        isAdding ? m_selector.add(range) : m_selector.replace(range);
        return;
    }
    m_anchor = index.siblingAtColumn(0);
    if (isAdding)
        toggle(index);
    else
        m_selector.replace(choice(index, index));
}

void GroupView::toggle(const QModelIndex &index)
{
    const GroupChoice one = choice(index, index);
    isChosen(index) ? m_selector.remove(one) : m_selector.add(one);
}

void GroupView::activate(const QModelIndex &index)
{
    switch (m_model.kind(index)) {
    case Kind::Group:
        emit showRequested();
        return;
    case Kind::Message:
        emit inspectRequested();
        return;
    case Kind::More:
        emit moreRequested(index.parent());
        return;
    case Kind::Rest:
    case Kind::Nothing:
        return;
    }
}

// --- the mouse ---

void GroupView::mousePressEvent(QMouseEvent *event)
{
    const QPoint position = event->position().toPoint();
    const QModelIndex index = indexAt(position).siblingAtColumn(0);
    event->accept();
    if (!index.isValid()) {
        if (event->button() == Qt::LeftButton && event->modifiers() == Qt::NoModifier)
            m_selector.clear();
        return;
    }
    const bool isOnSign = m_model.kind(index) == Kind::Group
        && position.x() < visualRect(index).left() + FlatHeader::margin + GroupDelegate::signRoom;
    if (event->button() == Qt::RightButton) {
        // The menu is about the selection; beside it, about the row under the pointer.
        if (isChosen(index))
            setCurrent(index);
        else
            pick(index, Qt::NoModifier);
    } else if (event->button() == Qt::LeftButton && isOnSign) {
        setCurrent(index);
        setExpanded(index, !isExpanded(index));
    } else if (event->button() == Qt::LeftButton && m_model.kind(index) == Kind::More) {
        activate(index);
    } else if (event->button() == Qt::LeftButton) {
        pick(index, event->modifiers());
        m_isDragging = true;
    }
}

void GroupView::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton)) {
        QTreeView::mouseMoveEvent(event);
        return;
    }
    const QModelIndex index = indexAt(event->position().toPoint()).siblingAtColumn(0);
    if (m_isDragging && index.isValid() && index != currentIndex())
        pick(index, Qt::ShiftModifier);
}

void GroupView::mouseReleaseEvent(QMouseEvent *event)
{
    m_isDragging = false;
    event->accept();
}

void GroupView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QPoint position = event->position().toPoint();
    const QModelIndex index = indexAt(position).siblingAtColumn(0);
    const bool isOnSign
        = position.x() < visualRect(index).left() + FlatHeader::margin + GroupDelegate::signRoom;
    if (m_model.kind(index) == Kind::Group && isOnSign)
        mousePressEvent(event);
    else if (event->button() == Qt::LeftButton)
        activate(index);
}

// --- the keyboard ---

void GroupView::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex current = currentIndex();
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    switch (event->key()) {
    case Qt::Key_Down:
        return moveTo(
            current.isValid() ? moveCursor(MoveDown, modifiers) : m_model.index(0, 0), modifiers);
    case Qt::Key_Up:
        return moveTo(moveCursor(MoveUp, modifiers), modifiers);
    case Qt::Key_PageDown:
        return moveTo(moveCursor(MovePageDown, modifiers), modifiers);
    case Qt::Key_PageUp:
        return moveTo(moveCursor(MovePageUp, modifiers), modifiers);
    case Qt::Key_Home:
        return moveTo(moveCursor(MoveHome, modifiers), modifiers);
    case Qt::Key_End:
        return moveTo(moveCursor(MoveEnd, modifiers), modifiers);
    case Qt::Key_Right:
        return stepIn(current);
    case Qt::Key_Left:
        return stepOut(current);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return activate(current);
    case Qt::Key_Escape:
        m_sinceLetter.invalidate(); // and what is typed next is another search
        m_followsCurrent = true;
        return m_selector.clear();
    case Qt::Key_Space:
        if (!current.isValid())
            return;
        m_anchor = current;
        // The first Space keeps the row that was selected in passing.
        if (!std::exchange(m_followsCurrent, false) || !isChosen(current))
            toggle(current);
        return;
    default:
        if (modifiers.testAnyFlags(Qt::ControlModifier | Qt::AltModifier))
            event->ignore();
        else
            QTreeView::keyPressEvent(event);
    }
}

void GroupView::moveTo(const QModelIndex &index, Qt::KeyboardModifiers modifiers)
{
    if (!index.isValid())
        return;
    if (modifiers & Qt::ShiftModifier && !m_anchor.isValid())
        m_anchor = currentIndex().isValid() ? currentIndex() : index;
    if (modifiers & Qt::ShiftModifier)
        pick(index, modifiers);
    else if (m_followsCurrent && !(modifiers & Qt::ControlModifier))
        pick(index, Qt::NoModifier);
    else
        setCurrent(index);
}

void GroupView::stepIn(const QModelIndex &index)
{
    if (m_model.kind(index) != Kind::Group)
        return;
    if (!isExpanded(index))
        expand(index);
    else if (m_model.rowCount(index) > 0)
        moveTo(m_model.index(0, 0, index), {});
}

void GroupView::stepOut(const QModelIndex &index)
{
    if (index.parent().isValid())
        moveTo(index.parent(), {});
    else if (index.isValid())
        collapse(index);
}

/// Letters typed in one go are looked for together; the same search again goes on.
void GroupView::keyboardSearch(const QString &text)
{
    const bool isFurther = m_sinceLetter.isValid()
        && m_sinceLetter.elapsed() < QApplication::keyboardInputInterval();
    m_sinceLetter.start();
    m_sought = isFurther ? m_sought + text : text;
    QModelIndex from = currentIndex();
    if (!isFurther && from.isValid())
        from = m_model.index((from.parent().isValid() ? from.parent().row() : from.row()) + 1, 0);
    if (const QModelIndex found = m_model.search(m_sought, from); found.isValid())
        moveTo(found, {});
}

}
