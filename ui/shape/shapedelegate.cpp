// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shape/shapedelegate.h"

#include "ui/shape/heatscale.h"
#include "ui/shape/shapemodel.h"
#include "ui/style/colours.h"
#include "ui/style/flatheader.h"
#include "ui/style/humanize.h"

#include <QAbstractItemView>
#include <QPainter>

#include <algorithm>

namespace spoolscope {

namespace {

constexpr int air = FlatHeader::margin; ///< between a number and the cell's end
constexpr int barHeight = 3;

template <typename T> std::optional<T> valueOf(const QModelIndex &index, int role)
{
    const QVariant value = index.data(role);
    return value.isValid() ? std::optional(value.value<T>()) : std::nullopt;
}

void drawFrame(QPainter *painter, const QRect &rect, const QColor &colour, int width)
{
    for (int i = 0; i < width; ++i) {
        painter->setPen(colour);
        painter->drawRect(rect.adjusted(i, i, -1 - i, -1 - i));
    }
}

/// Around all that is chosen: where the neighbour is chosen too, there is no line.
void drawOutline(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    if (!view)
        return;
    const auto isChosen = [&](int rows, int columns) {
        return view->selectionModel()->isSelected(
            index.siblingAtRow(index.row() + rows).siblingAtColumn(index.column() + columns));
    };
    const QRect rect = option.rect.adjusted(0, 0, -1, -1);
    const auto draw = [&](int inset, int width, const QColor &colour) {
        const QRect line = rect.adjusted(isChosen(0, -1) ? 0 : inset, isChosen(-1, 0) ? 0 : inset,
            isChosen(0, 1) ? 1 : -inset, isChosen(1, 0) ? 1 : -inset);
        if (!isChosen(-1, 0))
            painter->fillRect(QRect(line.left(), line.top(), line.width(), width), colour);
        if (!isChosen(1, 0))
            painter->fillRect(
                QRect(line.left(), line.bottom() + 1 - width, line.width(), width), colour);
        if (!isChosen(0, -1))
            painter->fillRect(QRect(line.left(), line.top(), width, line.height()), colour);
        if (!isChosen(0, 1))
            painter->fillRect(
                QRect(line.right() + 1 - width, line.top(), width, line.height()), colour);
    };
    const QColor ground = option.palette.color(QPalette::Base);
    const QColor highlight = option.palette.color(QPalette::Highlight);
    draw(0, 3, colours::readable(highlight, ground, ground));
    draw(3, 1, ground);
}

}

void paintShapeCell(
    QPainter *painter, const QRect &rect, const ShapeCellLook &look, const QPalette &palette)
{
    QColor ink = palette.color(QPalette::Text);
    if (look.place) {
        const QColor ground = heat::colour(*look.place, palette);
        // A pixel between two cells keeps them apart.
        painter->fillRect(rect.adjusted(0, 0, -1, -1), ground);
        ink = heat::ink(ground);
    } else if (look.share) {
        const int whole = rect.width() - 2 * air;
        const int width = std::max(1, qRound(whole * *look.share));
        painter->fillRect(
            QRect(rect.right() - air - width + 1, rect.bottom() - barHeight - 1, width, barHeight),
            colours::mixed(palette.color(QPalette::Base), palette.color(QPalette::Text), 0.4));
    }
    QFont font = painter->font();
    if (font.bold() != look.isBold) {
        font.setBold(look.isBold);
        painter->setFont(font);
    }
    painter->setPen(ink);
    painter->drawText(rect.adjusted(2, 0, -air, look.share ? -barHeight : 0),
        Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, look.text);
}

void ShapeDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setFont(option.font);
    ShapeCellLook look{index.data().toString(), valueOf<double>(index, ShapeModel::PlaceRole),
        valueOf<double>(index, ShapeModel::ShareRole), index.column() == ShapeModel::TotalColumn};
    if (QFontMetrics(option.font).horizontalAdvance(look.text) > option.rect.width() - air - 2)
        look.text = humanize::shortNumber(index.data(ShapeModel::CountRole).toLongLong());
    // The style gives what is chosen a ground that would hide how much it is.
    painter->fillRect(option.rect, option.palette.color(QPalette::Base));
    if (!look.place) {
        const QRect line(option.rect.left(), option.rect.bottom(), option.rect.width(), 1);
        painter->fillRect(line, colours::separator(option.palette));
    }
    paintShapeCell(painter, option.rect, look, option.palette);
    // A light and a dark line stand out from every colour there is.
    const QRect inside = option.rect.adjusted(0, 0, -1, -1);
    const QColor strong = option.palette.color(QPalette::Text);
    const QColor weak = option.palette.color(QPalette::Base);
    const auto keyboard = QStyle::State_HasFocus | QStyle::State_Active;
    if (option.state & QStyle::State_Selected)
        drawOutline(painter, option, index);
    if ((option.state & keyboard) == keyboard) {
        drawFrame(painter, inside, strong, 2);
        drawFrame(painter, inside.adjusted(2, 2, -2, -2), weak, 1);
    } else if (option.state & QStyle::State_MouseOver) {
        drawFrame(painter, inside, strong, 1);
        drawFrame(painter, inside.adjusted(1, 1, -1, -1), weak, 1);
    }
    painter->restore();
}

}
