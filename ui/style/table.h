// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStyledItemDelegate>

class QAbstractItemView;
class QTableView;
class QTreeView;

namespace spoolscope {

/// Cells with air at their sides and a fine line below, as the queue's table has them.
class TableDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// The look of a table of rows, with a FlatHeader and a TableDelegate.
void dressTable(QTableView *table);
void dressTable(QTreeView *table); ///< a tree that has no branches

/// Makes the frames of check boxes in a view stand out from it, in dark palettes as well.
void showCheckBoxes(QAbstractItemView *view);

}
