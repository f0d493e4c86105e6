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
#include <QFontDatabase>
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

QueueDelegate::~QueueDelegate() = default;

const QueueDelegate::Inks &QueueDelegate::inks(const QPalette &palette) const
{
    if (m_inks.palette == palette.cacheKey())
        return m_inks;
    m_inks.palette = palette.cacheKey();
    m_inks.dimmed = colours::dimmed(palette);
    m_inks.separator = colours::separator(palette);
    m_inks.current
        = colours::mixed(palette.color(QPalette::Base), palette.color(QPalette::Highlight), 0.14);
    for (const QueueName queue : allQueues)
        m_inks.queues[size_t(queue)] = colours::chip(queue, palette);
    return m_inks;
}

ShapedTexts &QueueDelegate::texts(const QFont &font, QueueColumn column) const
{
    if (!m_texts || m_texts->of != font) {
        QFont proportional = font;
        QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        fixed.setPointSizeF(font.pointSizeF());
        for (QFont *one : {&proportional, &fixed})
            one->setFeature(QFont::Tag("tnum"), 1);
        m_texts.reset(new Texts{font, ShapedTexts(proportional), ShapedTexts(fixed)});
    }
    return column == QueueColumn::Id ? m_texts->fixed : m_texts->proportional;
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
    drawBackground(painter, item, view && view->currentIndex().row() == index.row());
    drawCell(painter, item, index);
    painter->restore();
}

void QueueDelegate::drawBackground(
    QPainter *painter, const QStyleOptionViewItem &option, bool isCurrent) const
{
    const Inks &colours = inks(option.palette);
    const QRect &rect = option.rect;
    const bool isSelected = option.state & QStyle::State_Selected;
    const auto group = option.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    if (isSelected)
        painter->fillRect(rect, option.palette.brush(group, QPalette::Highlight));
    else if (isCurrent)
        painter->fillRect(rect, colours.current);
    const QColor highlight = option.palette.color(group, QPalette::Highlight);
    const QColor line = isSelected
        ? colours::mixed(highlight, option.palette.color(group, QPalette::HighlightedText), 0.18)
        : colours.separator;
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), line);
    if (!isCurrent)
        return;
    // The current row by shape as well: a line above and below it.
    const QColor edge
        = isSelected ? option.palette.color(group, QPalette::HighlightedText) : highlight;
    painter->fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), edge);
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), edge);
}

void QueueDelegate::drawCell(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto column = QueueColumn(index.column());
    const bool isSelected = option.state & QStyle::State_Selected;
    const auto group = option.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    const QColor ink
        = option.palette.color(group, isSelected ? QPalette::HighlightedText : QPalette::Text);
    const QColor faint = isSelected ? ink : inks(option.palette).dimmed;
    ShapedTexts &shaped = texts(option.font, column);
    painter->setFont(shaped.font());
    QRect rect = option.rect.adjusted(margin, 0, -margin, -1);
    // All cells of a row stand on one line, whichever their font.
    const QFontMetrics &common = m_texts->proportional.metrics();
    const int top = rect.top() + (rect.height() - common.height()) / 2 + common.ascent()
        - shaped.metrics().ascent();

    if (column == QueueColumn::Queue) {
        const int queue = index.data(QueueModel::QueueNameRole).toInt();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(isSelected ? ink : inks(option.palette).queues[size_t(queue)]);
        painter->drawRoundedRect(
            QRectF(rect.left(), rect.center().y() - chip / 2 + 1, chip, chip), 2, 2);
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
    painter->drawStaticText(left, top, text.glyphs);
    if (moreWidth > 0 && moreWidth <= rect.width()) {
        const int behind = left + text.width + margin;
        painter->setPen(faint);
        painter->drawStaticText(behind, top, shaped.elided(more, moreWidth, Qt::ElideNone).glyphs);
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
