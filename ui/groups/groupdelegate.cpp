// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/groups/groupdelegate.h"

#include "ui/groups/groupmodel.h"
#include "ui/groups/groupselector.h"
#include "ui/style/colours.h"
#include "ui/style/flatheader.h"
#include "ui/style/metrics.h"

#include <QFontDatabase>
#include <QHeaderView>
#include <QPainter>
#include <QTreeView>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int margin = FlatHeader::margin;
constexpr int bar = 4; ///< height of the share
constexpr qreal sign = 7; ///< width of the sign
constexpr int idLength = 15; ///< digits of a long queue ID, mostly fewer

GroupModel::Kind kindOf(const QModelIndex &index)
{
    return GroupModel::Kind(index.data(GroupModel::KindRole).toInt());
}

QPalette::ColorGroup groupOf(const QStyleOptionViewItem &option)
{
    return option.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
}

QColor inkOf(const QStyleOptionViewItem &option)
{
    const bool isSelected = option.state & QStyle::State_Selected;
    return option.palette.color(
        groupOf(option), isSelected ? QPalette::HighlightedText : QPalette::Text);
}

}

GroupDelegate::GroupDelegate(const GroupSelector &selector, QObject *parent)
    : QStyledItemDelegate(parent), m_selector(selector)
{
}

QSize GroupDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {80, metrics::tableRowHeight(option.fontMetrics)};
}

void GroupDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const auto *model = qobject_cast<const GroupModel *>(index.model());
    if (!model)
        return;
    const QueueGroup *group = model->group(index);
    const auto message = model->message(index);
    option->state.setFlag(QStyle::State_Selected,
        (group && m_selector.isPicked(group->value))
            || (message && m_selector.isSelected(*message)));
    option->font.setFeature(QFont::Tag("tnum"), 1);
    option->fontMetrics = QFontMetrics(option->font);
}

void GroupDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    const auto *tree = qobject_cast<const QTreeView *>(option.widget);
    const GroupModel::Kind kind = kindOf(index);
    const auto column = GroupColumn(index.column());
    painter->save();
    drawBackground(painter, item, index);
    QRect rect = item.rect.adjusted(margin, 0, -margin, -1);
    const bool isFaint = kind == GroupModel::Kind::More || kind == GroupModel::Kind::Rest;
    const bool isSelected = item.state & QStyle::State_Selected;
    painter->setPen(isFaint && !isSelected ? colours::dimmed(option.palette) : inkOf(item));
    if (column == GroupColumn::Value) {
        if (kind == GroupModel::Kind::Group)
            drawSign(painter, QRect(rect.left(), rect.top(), signRoom, rect.height()),
                tree && tree->isExpanded(index));
        rect.setLeft(rect.left() + signRoom * (index.parent().isValid() ? 2 : 1));
    }
    painter->setFont(item.font);
    const QFontMetrics &metrics = item.fontMetrics;
    if (kind == GroupModel::Kind::Message && column < GroupColumn::Size)
        drawMessage(painter, item, index);
    else
        painter->drawText(rect, int(item.displayAlignment) | Qt::TextSingleLine,
            metrics.elidedText(item.text, Qt::ElideMiddle, rect.width()));
    if (column == GroupColumn::Share && kind == GroupModel::Kind::Group) {
        rect.setRight(rect.right() - metrics.horizontalAdvance(u"> 99 %"_s) - margin);
        drawShare(painter, item, rect, index.data(GroupModel::ShareRole).toDouble());
    }
    painter->restore();
}

void GroupDelegate::drawBackground(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *tree = qobject_cast<const QTreeView *>(option.widget);
    const bool isCurrent
        = tree && tree->currentIndex().siblingAtColumn(0) == index.siblingAtColumn(0);
    const bool isSelected = option.state & QStyle::State_Selected;
    const QRect &rect = option.rect;
    const QColor base = option.palette.color(QPalette::Base);
    const QColor highlight = option.palette.color(groupOf(option), QPalette::Highlight);
    if (isSelected)
        painter->fillRect(rect, highlight);
    else if (isCurrent)
        painter->fillRect(rect, colours::mixed(base, highlight, 0.14));
    const QRect top(rect.left(), rect.top(), rect.width(), 1);
    const QRect bottom(rect.left(), rect.bottom(), rect.width(), 1);
    painter->fillRect(bottom,
        isSelected ? colours::mixed(highlight, inkOf(option), 0.18)
                   : colours::separator(option.palette));
    if (!isCurrent)
        return;
    // The current row by shape as well: a line above and below it.
    for (const QRect &edge : {top, bottom})
        painter->fillRect(edge, isSelected ? inkOf(option) : highlight);
}

void GroupDelegate::drawSign(QPainter *painter, const QRect &rect, bool isOpen) const
{
    const QPointF centre(rect.left() + sign / 2 + 2, rect.center().y() + 0.5);
    const qreal half = sign / 2, depth = sign / 4;
    QPen pen(painter->pen().color(), 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(pen);
    if (isOpen)
        painter->drawPolyline(QPolygonF({centre + QPointF(-half, -depth),
            centre + QPointF(0, depth), centre + QPointF(half, -depth)}));
    else
        painter->drawPolyline(QPolygonF({centre + QPointF(-depth, -half),
            centre + QPointF(depth, 0), centre + QPointF(-depth, half)}));
    painter->restore();
}

/// Over the columns that say nothing of a message, of which each paints its part. The ID in a
/// column of its own, so that the addresses stand below each other.
void GroupDelegate::drawMessage(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *tree = qobject_cast<const QTreeView *>(option.widget);
    if (!tree)
        return;
    const QHeaderView &header = *tree->header();
    QRect rect = option.rect.adjusted(0, 0, 0, -1);
    rect.setLeft(header.sectionViewportPosition(int(GroupColumn::Value)) + margin + 2 * signRoom);
    rect.setRight(header.sectionViewportPosition(int(GroupColumn::Size)) - margin);
    painter->setClipRect(option.rect);
    const int flags = int(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine);
    const QString id = index.data(GroupModel::IdRole).toString();
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(option.font.pointSizeF());
    painter->setFont(fixed);
    const QFontMetrics metrics(fixed);
    painter->drawText(rect, flags, metrics.elidedText(id, Qt::ElideRight, rect.width()));
    const int idWidth
        = std::max(metrics.horizontalAdvance(id), idLength * metrics.horizontalAdvance(u'0'));
    rect.setLeft(rect.left() + idWidth + margin);
    painter->setFont(option.font);
    painter->drawText(rect, flags,
        option.fontMetrics.elidedText(
            index.data(GroupModel::PeopleRole).toString(), Qt::ElideMiddle, rect.width()));
}

void GroupDelegate::drawShare(
    QPainter *painter, const QStyleOptionViewItem &option, const QRect &rect, double share) const
{
    const bool isSelected = option.state & QStyle::State_Selected;
    const QColor highlight = option.palette.color(groupOf(option), QPalette::Highlight);
    const QColor back = isSelected ? highlight : option.palette.color(QPalette::Base);
    const QColor front = isSelected ? inkOf(option) : highlight;
    const QRect room(rect.left(), rect.center().y() - bar / 2 + 1, rect.width(), bar);
    if (room.width() < 2 * bar)
        return;
    painter->fillRect(room, colours::mixed(back, front, 0.12));
    const int length = std::clamp(int(room.width() * share), 1, room.width());
    painter->fillRect(QRect(room.topLeft(), QSize(length, bar)), colours::mixed(back, front, 0.6));
}

}
