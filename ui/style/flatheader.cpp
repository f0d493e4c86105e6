// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/flatheader.h"

#include "ui/style/colours.h"
#include "ui/style/metrics.h"

#include <QPainter>

#include <algorithm>

namespace spoolscope {

namespace {

constexpr int signSize = 8;

}

FlatHeader::FlatHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setHighlightSections(false);
    setStretchLastSection(true);
    setTextElideMode(Qt::ElideRight);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

QSize FlatHeader::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), metrics::bandHeight(fontMetrics())};
}

QSize FlatHeader::sectionSizeFromContents(int logicalIndex) const
{
    return QHeaderView::sectionSizeFromContents(logicalIndex) + QSize(2 * margin, 0);
}

Qt::Alignment FlatHeader::alignmentOf(int logicalIndex) const
{
    const QVariant own = model()->headerData(logicalIndex, orientation(), Qt::TextAlignmentRole);
    return own.isValid() ? Qt::Alignment(own.toInt()) : defaultAlignment();
}

void FlatHeader::paintEvent(QPaintEvent *event)
{
    QPainter(viewport()).fillRect(viewport()->rect(), palette().color(QPalette::Window));
    QHeaderView::paintEvent(event);
    const QRect line(0, viewport()->height() - 1, viewport()->width(), 1);
    QPainter(viewport()).fillRect(line, colours::separator(palette()));
}

void FlatHeader::paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const auto sorting = sortingOf(logicalIndex);
    const Qt::Alignment alignment = alignmentOf(logicalIndex);
    const QString title
        = model()->headerData(logicalIndex, Qt::Horizontal, Qt::DisplayRole).toString();
    QRect text = rect.adjusted(margin, 0, -margin, 0);
    painter->setPen(sorting ? palette().color(QPalette::WindowText) : colours::dimmed(palette()));
    if (sorting) {
        const int signWidth = signSize + (sorting->number > 0 ? numberWidth() : 0);
        // Beside the title, on the side where the column has room.
        const bool isRight = alignment & Qt::AlignRight;
        const int width
            = std::min(fontMetrics().horizontalAdvance(title), text.width() - signSize - signWidth);
        const int x = isRight ? text.right() - width - signWidth - 4 : text.left() + width + 6;
        drawSortSign(
            painter, QRectF(x, rect.center().y() - signSize / 2 + 1, signSize, signSize), *sorting);
        text.adjust(isRight ? signWidth : 0, 0, isRight ? 0 : -signWidth, 0);
    }
    painter->drawText(text, int(alignment) | Qt::TextSingleLine,
        fontMetrics().elidedText(title, Qt::ElideRight, text.width()));
    painter->setRenderHint(QPainter::Antialiasing, false);
    if (visualIndex(logicalIndex) + 1 < count())
        painter->fillRect(QRect(rect.right(), rect.top() + 8, 1, rect.height() - 16),
            colours::separator(palette()));
    painter->restore();
}

std::optional<FlatHeader::Sorting> FlatHeader::sortingOf(int logicalIndex) const
{
    if (!isSortIndicatorShown() || sortIndicatorSection() != logicalIndex)
        return std::nullopt;
    return Sorting{sortIndicatorOrder(), 0};
}

/// Of the digit beside the sign, with room around it.
int FlatHeader::numberWidth() const
{
    return fontMetrics().horizontalAdvance(u'0') + 6;
}

void FlatHeader::drawSortSign(QPainter *painter, const QRectF &rect, const Sorting &sorting) const
{
    const bool isUp = sorting.order == Qt::AscendingOrder;
    const qreal middle = rect.center().x(), height = rect.height() * 0.55;
    const qreal top = rect.center().y() - height / 2, bottom = top + height;
    QPen pen(
        palette().color(QPalette::WindowText), 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    painter->setPen(pen);
    painter->drawPolyline(QPolygonF({QPointF(rect.left(), isUp ? bottom : top),
        QPointF(middle, isUp ? top : bottom), QPointF(rect.right(), isUp ? bottom : top)}));
    painter->setPen(palette().color(QPalette::WindowText));
    if (sorting.number > 0)
        painter->drawText(QRectF(rect.right() + 2, 0, numberWidth(), viewport()->height()).toRect(),
            Qt::AlignLeft | Qt::AlignVCenter, QString::number(sorting.number));
}

}
