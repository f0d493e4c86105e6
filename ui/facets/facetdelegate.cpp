// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/facets/facetdelegate.h"

#include "ui/facets/facetmodel.h"
#include "ui/style/colours.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QApplication>
#include <QPainter>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int bar = 2; ///< height of the share
constexpr int icon = 16;

QStyle *styleOf(const QStyleOptionViewItem &option)
{
    return option.widget ? option.widget->style() : QApplication::style();
}

/// Beside a cell's text and its icon, as the style's own items have it.
int marginOf(const QStyleOptionViewItem &option)
{
    return styleOf(option)->pixelMetric(QStyle::PM_FocusFrameHMargin, &option, option.widget) + 1;
}

}

/// Only the counts are as wide as what is in them; of the others the view asks nothing but how high
/// they are, whenever a count changes.
QSize FacetDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int height = index.parent().isValid() ? metrics::tableRowHeight(option.fontMetrics)
                                                : metrics::treeRowHeight(option.fontMetrics);
    if (index.column() != FacetModel::CountColumn)
        return {icon, height};
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    const int width = m_texts.in(item.font).elided(item.text, 0, Qt::ElideNone).width;
    return {width + 2 * marginOf(item), height};
}

void FacetDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    m_inks.follow(option->palette);
    QStyledItemDelegate::initStyleOption(option, index);
    option->textElideMode = Qt::ElideMiddle;
    const bool isHeading = !index.parent().isValid();
    const bool isMore = index.data(FacetModel::IsMoreRole).toBool();
    if ((isHeading && index.column() == FacetModel::CountColumn) || isMore)
        option->palette.setColor(QPalette::Text, m_inks.dimmed());
    const QModelIndex value = index.siblingAtColumn(FacetModel::ValueColumn);
    const int mark = isHeading || isMore ? -1 : value.data(FacetModel::MarkRole).toInt();
    if (mark == int(FacetMark::Included))
        option->font.setWeight(QFont::DemiBold);
    if (mark == int(FacetMark::Excluded)) {
        option->font.setStrikeOut(index.column() == FacetModel::ValueColumn);
        option->palette.setColor(QPalette::Text, m_inks.dimmed());
    }
    if (mark >= 0 && index.column() == FacetModel::ValueColumn) {
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->decorationSize = {icon, icon};
        option->icon
            = themedIcon(mark == int(FacetMark::Included) ? u"emblem-ok"_s : u"dialog-cancel"_s);
    }
}

void FacetDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    drawCell(painter, item);
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

/// As the style would, which lays out a text three times for one painting.
void FacetDelegate::drawCell(QPainter *painter, const QStyleOptionViewItem &option) const
{
    const QStyle *style = styleOf(option);
    const int margin = marginOf(option);
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    painter->save();
    QRect rect = option.rect.adjusted(margin, 0, -margin, 0);
    if (option.features & QStyleOptionViewItem::HasDecoration) {
        option.icon.paint(
            painter, QRect(rect.left(), rect.top(), icon, rect.height()), Qt::AlignCenter);
        rect.setLeft(rect.left() + icon + 2 * margin);
    }
    ShapedTexts &texts = m_texts.in(option.font);
    const ShapedText &text = texts.elided(option.text, rect.width(), option.textElideMode);
    const bool isRight = option.displayAlignment & Qt::AlignRight;
    painter->setPen(CellInks::text(option));
    texts.draw(painter, isRight ? rect.right() + 1 - text.width : rect.left(),
        CellTexts::top(texts, option.fontMetrics, rect), text);
    painter->restore();
    if (!(option.state & QStyle::State_HasFocus))
        return;
    QStyleOptionFocusRect focus;
    static_cast<QStyleOption &>(focus) = option;
    focus.state |= QStyle::State_KeyboardFocusChange | QStyle::State_Item;
    focus.backgroundColor = option.palette.color(QPalette::Base);
    style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, option.widget);
}

}
