// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/cellinks.h"

#include "ui/style/colours.h"

#include <QPainter>
#include <QStyleOptionViewItem>

namespace spoolscope {

namespace {

QPalette::ColorGroup groupOf(const QStyleOptionViewItem &option)
{
    return option.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
}

}

bool CellInks::follow(const QPalette &palette)
{
    if (m_palette == palette.cacheKey())
        return false;
    m_palette = palette.cacheKey();
    m_dimmed = colours::dimmed(palette);
    m_separator = colours::separator(palette);
    m_current
        = colours::mixed(palette.color(QPalette::Base), palette.color(QPalette::Highlight), 0.14);
    return true;
}

QColor CellInks::text(const QStyleOptionViewItem &option)
{
    const bool isSelected = option.state & QStyle::State_Selected;
    return option.palette.color(
        groupOf(option), isSelected ? QPalette::HighlightedText : QPalette::Text);
}

void CellInks::drawRow(QPainter *painter, const QStyleOptionViewItem &option, bool isCurrent) const
{
    const QRect &rect = option.rect;
    const bool isSelected = option.state & QStyle::State_Selected;
    const QColor highlight = option.palette.color(groupOf(option), QPalette::Highlight);
    if (isSelected)
        painter->fillRect(rect, highlight);
    else if (isCurrent)
        painter->fillRect(rect, m_current);
    const QRect bottom(rect.left(), rect.bottom(), rect.width(), 1);
    painter->fillRect(
        bottom, isSelected ? colours::mixed(highlight, text(option), 0.18) : m_separator);
    if (!isCurrent)
        return;
    const QRect top(rect.left(), rect.top(), rect.width(), 1);
    for (const QRect &edge : {top, bottom})
        painter->fillRect(edge, isSelected ? text(option) : highlight);
}

}
