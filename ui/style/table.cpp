// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/table.h"

#include "ui/style/colours.h"
#include "ui/style/flatheader.h"
#include "ui/style/metrics.h"

#include <QHeaderView>
#include <QPainter>
#include <QTableView>
#include <QTreeView>

#include <algorithm>

namespace spoolscope {

void TableDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    const QStyle *style = item.widget->style();
    // The row's background as wide as the cell, and what it shows further in.
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &item, painter, item.widget);
    if (!(item.state & QStyle::State_Selected)) {
        const QRect line(item.rect.left(), item.rect.bottom(), item.rect.width(), 1);
        painter->fillRect(line, colours::separator(option.palette));
    }
    // The style adds this much by itself.
    const int inset = FlatHeader::margin
        - style->pixelMetric(QStyle::PM_FocusFrameHMargin, &item, item.widget) - 1;
    item.rect.adjust(inset, 0, -inset, -1);
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
}

QSize TableDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize size = QStyledItemDelegate::sizeHint(option, index);
    return {size.width() + 2 * FlatHeader::margin,
        std::max(size.height() + 1, metrics::tableRowHeight(option.fontMetrics))};
}

void dressTable(QTableView *table)
{
    table->setHorizontalHeader(new FlatHeader(table));
    table->setItemDelegate(new TableDelegate(table));
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setShowGrid(false);
    table->setTextElideMode(Qt::ElideMiddle);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->setFrameShape(QFrame::NoFrame);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(metrics::tableRowHeight(table->fontMetrics()));
}

void dressTable(QTreeView *table)
{
    table->setHeader(new FlatHeader(table));
    table->setItemDelegate(new TableDelegate(table));
    table->setRootIsDecorated(false);
    table->setUniformRowHeights(true);
    table->setTextElideMode(Qt::ElideMiddle);
    table->setFrameShape(QFrame::NoFrame);
}

void showCheckBoxes(QAbstractItemView *view)
{
    // Fusion draws the frame of a check box darker than Window, which in a dark palette is the same
    // as the view's own background.
    constexpr double frameShare = 0.55; // of the text's colour
    const QPalette before = view->palette();
    QPalette palette = before;
    palette.setColor(QPalette::Window,
        colours::mixed(palette.color(QPalette::Base), palette.color(QPalette::Text), frameShare));
    view->setPalette(palette);
    QPalette untouched = before;
    untouched.setBrush(QPalette::Window, before.brush(QPalette::Window)); // else it is inherited
    for (QHeaderView *header : view->findChildren<QHeaderView *>())
        header->setPalette(untouched);
}

}
