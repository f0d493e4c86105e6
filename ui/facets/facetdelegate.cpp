// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/facets/facetdelegate.h"

#include "ui/facets/facetmodel.h"
#include "ui/style/colours.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QPainter>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int bar = 2; ///< height of the share
constexpr int icon = 16;

}

QSize FacetDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(index.parent().isValid() ? metrics::tableRowHeight(option.fontMetrics)
                                            : metrics::treeRowHeight(option.fontMetrics));
    return size;
}

void FacetDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->font.setFeature(QFont::Tag("tnum"), 1);
    option->textElideMode = Qt::ElideMiddle;
    const bool isHeading = !index.parent().isValid();
    const bool isMore = index.data(FacetModel::IsMoreRole).toBool();
    if ((isHeading && index.column() == FacetModel::CountColumn) || isMore)
        option->palette.setColor(QPalette::Text, colours::dimmed(option->palette));
    const QModelIndex value = index.siblingAtColumn(FacetModel::ValueColumn);
    const int mark = isHeading || isMore ? -1 : value.data(FacetModel::MarkRole).toInt();
    if (mark == int(FacetMark::Included))
        option->font.setWeight(QFont::DemiBold);
    if (mark == int(FacetMark::Excluded)) {
        option->font.setStrikeOut(index.column() == FacetModel::ValueColumn);
        option->palette.setColor(QPalette::Text, colours::dimmed(option->palette));
    }
    if (mark >= 0 && index.column() == FacetModel::ValueColumn) {
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->decorationSize = {icon, icon};
        option->icon
            = themedIcon(mark == int(FacetMark::Included) ? u"emblem-ok"_s : u"dialog-cancel"_s);
    }
    option->fontMetrics = QFontMetrics(option->font);
}

void FacetDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    const bool isValue = index.parent().isValid() && !index.data(FacetModel::IsMoreRole).toBool();
    if (!isValue || index.column() != FacetModel::ValueColumn)
        return;
    // The share runs below both columns.
    const int room = option.widget ? option.rect.width() : 0;
    const auto length = int(room * index.data(FacetModel::ShareRole).toDouble());
    const QRect line(option.rect.left() + 4, option.rect.bottom() - bar + 1, length, bar);
    painter->fillRect(line,
        colours::mixed(
            option.palette.color(QPalette::Base), option.palette.color(QPalette::Highlight), 0.55));
}

}
