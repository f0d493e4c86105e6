// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/fleet/fleetdelegate.h"

#include "ui/style/colours.h"
#include "ui/style/metrics.h"
#include "ui/style/plaintext.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace spoolscope {

namespace {

constexpr int dotSize = 10;
constexpr int gap = 8;
constexpr int lockSize = 10;

QColor stateColour(FleetState state, const QPalette &palette)
{
    using colours::Meaning;
    switch (state) {
    case FleetState::Connected:
        return colours::of(Meaning::Ok, palette);
    case FleetState::Busy:
        return colours::of(Meaning::Notice, palette);
    case FleetState::Attention:
    case FleetState::Incomplete:
        return colours::of(Meaning::Warning, palette);
    case FleetState::Failed:
        return colours::of(Meaning::Critical, palette);
    case FleetState::Offline:
        break;
    }
    return colours::dimmed(palette);
}

}

void drawFleetState(QPainter *painter, const QRectF &rect, FleetState state,
    const QPalette &palette, const QColor &ink)
{
    const QColor colour = ink.isValid() ? ink : stateColour(state, palette);
    const QPointF centre = rect.center();
    const qreal radius = rect.width() / 2 - 1;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(colour, 1.6));
    painter->setBrush(Qt::NoBrush);
    const QRectF circle(centre - QPointF(radius, radius), QSizeF(2 * radius, 2 * radius));
    switch (state) {
    case FleetState::Offline:
        painter->drawEllipse(circle);
        break;
    case FleetState::Busy:
        painter->drawArc(circle, 45 * 16, 270 * 16);
        break;
    case FleetState::Attention:
        painter->setBrush(colour);
        painter->drawPolygon(QPolygonF({centre - QPointF(0, radius), centre + QPointF(radius, 0),
            centre + QPointF(0, radius), centre - QPointF(radius, 0)}));
        break;
    case FleetState::Connected:
        painter->setBrush(colour);
        painter->drawEllipse(circle);
        break;
    case FleetState::Incomplete:
        painter->drawEllipse(circle);
        painter->setBrush(colour);
        painter->drawChord(circle, 180 * 16, 180 * 16);
        break;
    case FleetState::Failed:
        painter->setBrush(colour);
        painter->setPen(QPen(colour, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->drawPolygon(QPolygonF({centre - QPointF(0, radius),
            centre + QPointF(radius, radius * 0.8), centre + QPointF(-radius, radius * 0.8)}));
        break;
    }
    painter->restore();
}

namespace {

/// A padlock of `size`, drawn with the pen's colour.
void drawLock(QPainter *painter, QPointF topLeft, qreal size)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate(topLeft);
    painter->scale(size / 10, size / 10);
    painter->setPen(QPen(painter->pen().color(), 1.3));
    painter->setBrush(Qt::NoBrush);
    painter->drawArc(QRectF(2.8, 0.8, 4.4, 6), 0, 180 * 16);
    painter->setBrush(painter->pen().color());
    painter->drawRoundedRect(QRectF(1.6, 4.4, 6.8, 4.8), 1, 1);
    painter->restore();
}

/// A word in a frame, if there is room for it; what room is left.
QRect drawTag(QPainter *painter, QRect room, const QString &word, const QColor &colour)
{
    QFont small = painter->font();
    small.setPointSizeF(small.pointSizeF() * 0.82);
    const QFontMetrics metrics(small);
    const QSize size(metrics.horizontalAdvance(word) + 8, metrics.height() + 2);
    if (size.width() > room.width())
        return room;
    const QRect frame(QPoint(room.left(), room.center().y() - size.height() / 2), size);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(small);
    painter->setPen(QPen(colour, 1));
    painter->drawRoundedRect(QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    painter->drawText(frame, Qt::AlignCenter, word);
    painter->restore();
    room.setLeft(frame.right() + 1 + gap / 2);
    return room;
}

}

/// Role and read-only beside the name; what room is left for words.
QRect FleetDelegate::drawMarks(QPainter *painter, QRect rect, const QModelIndex &index,
    const QPalette &palette, const QColor &ink) const
{
    const auto role = index.data(FleetModel::ServerRoleRole);
    const bool isProduction = role.isValid() && role.toInt() == int(ServerRole::Production);
    if (isProduction)
        rect = drawTag(painter, rect, tr("production"),
            ink.isValid() ? ink : colours::of(colours::Meaning::Warning, palette));
    else if (role.isValid() && role.toInt() == int(ServerRole::Test))
        rect = drawTag(painter, rect, tr("test"), ink.isValid() ? ink : colours::dimmed(palette));
    if (index.data(FleetModel::IsReadOnlyRole).toBool() && rect.width() >= lockSize) {
        painter->save();
        painter->setPen(ink.isValid() ? ink : colours::dimmed(palette));
        drawLock(painter, QPointF(rect.left(), rect.center().y() - lockSize / 2.0 + 0.5), lockSize);
        painter->restore();
        rect.setLeft(rect.left() + lockSize + gap);
    }
    return rect;
}

void FleetDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    const QString text = item.text;
    item.text.clear();
    const QStyle *style = item.widget ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    const bool isSelected = item.state & QStyle::State_Selected;
    const auto group = item.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    const QColor ink
        = item.palette.color(group, isSelected ? QPalette::HighlightedText : QPalette::Text);
    const QColor faint = isSelected ? ink : colours::dimmed(item.palette);
    QFont font = item.font;
    font.setFeature(QFont::Tag("tnum"), 1);
    painter->save();
    painter->setFont(font);
    QRect rect = item.rect.adjusted(gap / 2, 0, -gap, 0);
    if (index.column() == FleetModel::CountColumn) {
        painter->setPen(index.data(FleetModel::IsCompleteRole).toBool() ? ink : faint);
        painter->drawText(rect, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, text);
        painter->restore();
        return;
    }
    const auto state = FleetState(index.data(FleetModel::StateRole).toInt());
    const bool isGroup = index.data(FleetModel::ScopeRole).value<FleetScope>().group.size() > 0;
    const bool isWhole = isGroup || !index.parent().isValid();
    const QColor stripe
        = colours::named(index.data(FleetModel::ColourRole).toString(), item.palette);
    if (stripe.isValid())
        painter->fillRect(QRect(item.rect.left(), item.rect.top() + 3, metrics::serverStripe,
                              item.rect.height() - 6),
            stripe);
    if (!isWhole) {
        rect.setLeft(rect.left() + metrics::serverStripe);
        drawFleetState(painter,
            QRectF(rect.left(), rect.center().y() - dotSize / 2 + 0.5, dotSize, dotSize), state,
            item.palette, isSelected ? ink : QColor());
        rect.setLeft(rect.left() + dotSize + gap);
    }
    const QFontMetrics metrics(font);
    painter->setPen(ink);
    const QString name = metrics.elidedText(text, Qt::ElideRight, rect.width());
    painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, name);
    rect.setLeft(rect.left() + metrics.horizontalAdvance(name) + gap);
    rect = drawMarks(painter, rect, index, item.palette, isSelected ? ink : QColor());
    const QString why = index.data(FleetModel::StateTextRole).toString();
    if (!why.isEmpty() && rect.width() > metrics.averageCharWidth() * 4) {
        painter->setPen(faint);
        painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
            metrics.elidedText(why, Qt::ElideRight, rect.width()));
    }
    painter->restore();
}

QSize FleetDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(metrics::treeRowHeight(option.fontMetrics));
    if (index.column() == FleetModel::CountColumn)
        size.setWidth(option.fontMetrics.horizontalAdvance(index.data().toString()) + 2 * gap);
    return size;
}

bool FleetDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
    const QStyleOptionViewItem &, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip)
        return false;
    QToolTip::showText(
        event->globalPos(), plaintext::toolTip(index.data(Qt::ToolTipRole).toString()), view);
    return true;
}

}
