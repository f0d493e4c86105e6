// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/trace/tracedelegate.h"

#include "ui/style/colours.h"
#include "ui/style/flatheader.h"
#include "ui/trace/tracemodel.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace spoolscope {

namespace {

constexpr int gutter = 24; ///< for the beads
constexpr int bead = 9;
constexpr int air = 6; ///< above and below the lines

QColor inkOf(const QStyleOptionViewItem &item, QPalette::ColorRole role)
{
    return item.palette.color(
        item.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive, role);
}

/// Told apart by shape as well: a disc is good, a ring waits, a square is the end of it.
void drawBead(QPainter *painter, const QPointF &centre, const QVariant &meaning,
    const QPalette &palette, const QColor &back)
{
    const QRectF rect(centre.x() - bead / 2.0, centre.y() - bead / 2.0, bead, bead);
    painter->setPen(Qt::NoPen);
    if (!meaning.isValid()) {
        painter->setBrush(colours::dimmed(palette));
        painter->drawEllipse(rect.adjusted(2, 2, -2, -2));
        return;
    }
    painter->setBrush(back);
    painter->drawEllipse(rect.adjusted(-2, -2, 2, 2));
    const auto value = colours::Meaning(meaning.toInt());
    const QColor colour = colours::of(value, palette);
    if (value == colours::Meaning::Warning) {
        painter->setPen(QPen(colour, 2));
        painter->setBrush(back);
        painter->drawEllipse(rect.adjusted(1, 1, -1, -1));
        return;
    }
    painter->setBrush(colour);
    if (value == colours::Meaning::Critical)
        painter->drawRoundedRect(rect, 1.5, 1.5);
    else
        painter->drawEllipse(rect);
}

void drawLine(QPainter *painter, const QRect &rect, const QString &text,
    Qt::Alignment alignment = Qt::AlignLeft, Qt::TextElideMode elide = Qt::ElideRight)
{
    const QString elided = painter->fontMetrics().elidedText(text, elide, rect.width());
    const Qt::Alignment side = alignment & Qt::AlignHorizontal_Mask;
    painter->drawText(rect, int(side) | Qt::AlignVCenter | Qt::TextSingleLine, elided);
}

int firstLineHeight(const QFontMetrics &font)
{
    return font.height();
}

}

void TraceDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    item.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &item, painter, item.widget);
    const bool isSelected = item.state & QStyle::State_Selected;
    const QColor back = inkOf(item, isSelected ? QPalette::Highlight : QPalette::Base);
    const QColor text = inkOf(item, isSelected ? QPalette::HighlightedText : QPalette::Text);
    if (!isSelected) {
        painter->fillRect(QRect(item.rect.left(), item.rect.bottom(), item.rect.width(), 1),
            colours::separator(option.palette));
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (index.column() != TraceModel::What) { // beside the first line of what happened
        painter->setFont(item.font);
        painter->setPen(text);
        const QRect line(item.rect.left() + FlatHeader::margin, item.rect.top() + air,
            item.rect.width() - 2 * FlatHeader::margin, item.fontMetrics.height());
        drawLine(painter, line, item.text, item.displayAlignment, Qt::ElideMiddle);
        painter->restore();
        return;
    }
    const QFontMetrics metrics = item.fontMetrics;
    const int middle = item.rect.top() + air + firstLineHeight(metrics) / 2;
    const int x = item.rect.left() + gutter / 2;
    const bool isFirst = index.row() == 0;
    const bool isLast = index.row() == index.model()->rowCount() - 1;
    painter->fillRect(QRect(QPoint(x, isFirst ? middle : item.rect.top()),
                          QPoint(x, isLast ? middle : item.rect.bottom())),
        isSelected ? text : colours::mixed(back, text, 0.3));
    QPalette onRow = option.palette;
    onRow.setColor(QPalette::Base, back);
    onRow.setColor(QPalette::Window, back);
    drawBead(painter, QPointF(x + 0.5, middle), index.data(TraceModel::MeaningRole), onRow, back);

    painter->setFont(item.font);
    painter->setPen(text);
    QRect line(item.rect.left() + gutter, item.rect.top() + air,
        item.rect.width() - gutter - FlatHeader::margin, metrics.height());
    drawLine(painter, line, index.data(Qt::DisplayRole).toString());
    const QString reply = index.data(TraceModel::ReplyRole).toString();
    if (!reply.isEmpty()) {
        painter->setPen(isSelected ? text : colours::dimmed(option.palette));
        drawLine(painter, line.translated(0, metrics.lineSpacing()), reply);
    }
    painter->restore();
}

QSize TraceDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = TableDelegate::sizeHint(option, index);
    if (index.column() == TraceModel::What) {
        const bool hasReply = !index.data(TraceModel::ReplyRole).toString().isEmpty();
        size.setWidth(size.width() + gutter);
        size.setHeight(option.fontMetrics.height()
            + (hasReply ? option.fontMetrics.lineSpacing() : 0) + 2 * air + 1);
    }
    return size;
}

}
