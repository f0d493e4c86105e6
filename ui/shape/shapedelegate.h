// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QPersistentModelIndex>
#include <QStyledItemDelegate>

namespace spoolscope {

/// What a cell of the shape looks like, on the screen and in files.
struct ShapeCellLook
{
    QString text;
    std::optional<double> place; ///< on the colour scale
    std::optional<double> share; ///< of the bar below a total
    bool isBold = false;
};
void paintShapeCell(
    QPainter *painter, const QRect &rect, const ShapeCellLook &look, const QPalette &palette);

/// The cells of ShapeModel: the count on its colour, or with a bar below it for totals; a frame for
/// what is chosen, under the mouse, or where the keyboard is.
class ShapeDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override;
};

}
