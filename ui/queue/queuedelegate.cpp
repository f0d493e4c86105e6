// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/queuedelegate.h"

#include "ui/queue/messageselection.h"
#include "ui/queue/queuemodel.h"
#include "ui/style/colours.h"
#include "ui/style/flatheader.h"
#include "ui/style/metrics.h"
#include "ui/style/plaintext.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace spoolscope {

namespace {

constexpr int margin = FlatHeader::margin;
constexpr int chip = 8;

bool isNumber(QueueColumn column)
{
    return column == QueueColumn::Age || column == QueueColumn::Size
        || column == QueueColumn::NextTry || column == QueueColumn::Expires;
}

Qt::TextElideMode elision(QueueColumn column)
{
    const bool isAddress = column == QueueColumn::Sender || column == QueueColumn::Recipients
        || column == QueueColumn::User;
    return isAddress ? Qt::ElideMiddle : Qt::ElideRight;
}

}

QueueDelegate::QueueDelegate(
    const QueueModel &model, const MessageSelection &selection, QObject *parent)
    : QStyledItemDelegate(parent), m_model(model), m_selection(selection)
{
}

void QueueDelegate::follow(const QPalette &palette) const
{
    if (!m_inks.follow(palette))
        return;
    for (const QueueName queue : allQueues)
        m_chips[size_t(queue)] = colours::chip(queue, palette);
}

ShapedTexts &QueueDelegate::texts(const QFont &font, QueueColumn column) const
{
    return column == QueueColumn::Id ? m_texts.inFixed(font) : m_texts.in(font);
}

void QueueDelegate::warmUp(const QFont &font, qreal devicePixelRatio)
{
    for (const QueueColumn column : {QueueColumn::Id, QueueColumn::Sender})
        texts(font, column).warmUp(devicePixelRatio);
}

void QueueDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->state.setFlag(QStyle::State_Selected,
        size_t(index.row()) < m_model.arrangement().rows.size()
            && m_selection.contains(m_model.ref(index.row())));
}

void QueueDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    painter->save();
    follow(option.palette);
    m_inks.drawRow(painter, item, view && view->currentIndex().row() == index.row());
    drawCell(painter, item, index);
    painter->restore();
}

void QueueDelegate::drawCell(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto column = QueueColumn(index.column());
    const bool isSelected = option.state & QStyle::State_Selected;
    const QColor ink = CellInks::text(option);
    const QColor faint = isSelected ? ink : m_inks.dimmed();
    ShapedTexts &shaped = texts(option.font, column);
    QRect rect = option.rect.adjusted(margin, 0, -margin, -1);
    const int top = CellTexts::top(shaped, option.fontMetrics, rect);

    if (column == QueueColumn::Queue) {
        const int queue = index.data(QueueModel::QueueNameRole).toInt();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(isSelected ? ink : m_chips[size_t(queue)]);
        const QRect sign(rect.left(), rect.center().y() - chip / 2 + 1, chip, chip);
        painter->drawRoundedRect(sign, 2, 2);
        rect.setLeft(rect.left() + chip + margin);
    }
    QString more;
    int moreWidth = 0;
    if (column == QueueColumn::Recipients) {
        more = index.data(QueueModel::MoreRole).toString();
        moreWidth = more.isEmpty() ? 0 : shaped.metrics().horizontalAdvance(more) + margin;
    }
    const ShapedText &text
        = shaped.elided(option.text, std::max(0, rect.width() - moreWidth), elision(column));
    const int left = isNumber(column) ? rect.right() + 1 - text.width : rect.left();
    painter->setPen(option.text == QLatin1StringView("<>") ? faint : ink);
    shaped.draw(painter, left, top, text);
    if (moreWidth > 0 && moreWidth <= rect.width()) {
        const int behind = left + text.width + margin;
        painter->setPen(faint);
        shaped.draw(painter, behind, top, shaped.elided(more, moreWidth, Qt::ElideNone));
    }
}

QSize QueueDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    const auto column = QueueColumn(index.column());
    const QFontMetrics &measured = texts(item.font, column).metrics();
    int width = measured.horizontalAdvance(item.text) + 2 * margin + 2;
    const QString more = index.data(QueueModel::MoreRole).toString();
    if (!more.isEmpty())
        width += measured.horizontalAdvance(more) + margin;
    if (column == QueueColumn::Queue)
        width += chip + margin;
    return {width, metrics::tableRowHeight(measured)};
}

bool QueueDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
    const QStyleOptionViewItem &, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip)
        return false;
    QToolTip::showText(
        event->globalPos(), plaintext::toolTip(index.data(Qt::ToolTipRole).toString()), view);
    return true;
}

}
