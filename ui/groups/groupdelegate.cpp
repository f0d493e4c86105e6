// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/groups/groupdelegate.h"

#include "ui/groups/groupmodel.h"
#include "ui/groups/groupselector.h"
#include "ui/style/colours.h"
#include "ui/style/flatheader.h"
#include "ui/style/metrics.h"

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
    m_inks.follow(option.palette);
    m_inks.drawRow(
        painter, item, tree && tree->currentIndex().siblingAtColumn(0) == index.siblingAtColumn(0));
    QRect rect = item.rect.adjusted(margin, 0, -margin, -1);
    const bool isFaint = kind == GroupModel::Kind::More || kind == GroupModel::Kind::Rest;
    const bool isSelected = item.state & QStyle::State_Selected;
    painter->setPen(isFaint && !isSelected ? m_inks.dimmed() : CellInks::text(item));
    if (column == GroupColumn::Value) {
        if (kind == GroupModel::Kind::Group)
            drawSign(painter, QRect(rect.left(), rect.top(), signRoom, rect.height()),
                tree && tree->isExpanded(index));
        rect.setLeft(rect.left() + signRoom * (index.parent().isValid() ? 2 : 1));
    }
    if (kind == GroupModel::Kind::Message && column < GroupColumn::Size) {
        drawMessage(painter, item, index);
    } else {
        drawText(painter, item, rect, item.text, m_texts.in(item.font), Qt::ElideMiddle);
    }
    if (column == GroupColumn::Share && kind == GroupModel::Kind::Group) {
        const int widest
            = m_texts.in(item.font).elided(u"> 99 %"_s, rect.width(), Qt::ElideNone).width;
        rect.setRight(rect.right() - widest - margin);
        drawShare(painter, item, rect, index.data(GroupModel::ShareRole).toDouble());
    }
    painter->restore();
}

/// Its width, of a text that begins or ends where the cell does.
int GroupDelegate::drawText(QPainter *painter, const QStyleOptionViewItem &option,
    const QRect &rect, const QString &text, ShapedTexts &texts, Qt::TextElideMode elision) const
{
    const ShapedText &shaped = texts.elided(text, rect.width(), elision);
    const bool isRight = option.displayAlignment & Qt::AlignRight;
    texts.draw(painter, isRight ? rect.right() + 1 - shaped.width : rect.left(),
        CellTexts::top(texts, option.fontMetrics, rect), shaped);
    return shaped.width;
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
    QStyleOptionViewItem left(option);
    left.displayAlignment = Qt::AlignLeft;
    ShapedTexts &ids = m_texts.inFixed(option.font);
    const int widest = idLength * ids.metrics().horizontalAdvance(u'0');
    const int idWidth = drawText(
        painter, left, rect, index.data(GroupModel::IdRole).toString(), ids, Qt::ElideRight);
    rect.setLeft(rect.left() + std::max(idWidth, widest) + margin);
    drawText(painter, left, rect, index.data(GroupModel::PeopleRole).toString(),
        m_texts.in(option.font), Qt::ElideMiddle);
}

void GroupDelegate::drawShare(
    QPainter *painter, const QStyleOptionViewItem &option, const QRect &rect, double share) const
{
    const bool isSelected = option.state & QStyle::State_Selected;
    const auto group = option.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    const QColor highlight = option.palette.color(group, QPalette::Highlight);
    const QColor back = isSelected ? highlight : option.palette.color(QPalette::Base);
    const QColor front = isSelected ? CellInks::text(option) : highlight;
    const QRect room(rect.left(), rect.center().y() - bar / 2 + 1, rect.width(), bar);
    if (room.width() < 2 * bar)
        return;
    painter->fillRect(room, colours::mixed(back, front, 0.12));
    const int length = std::clamp(int(room.width() * share), 1, room.width());
    painter->fillRect(QRect(room.topLeft(), QSize(length, bar)), colours::mixed(back, front, 0.6));
}

}
