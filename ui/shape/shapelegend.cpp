// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shape/shapelegend.h"

#include "ui/shape/heatscale.h"
#include "ui/style/colours.h"
#include "ui/style/flatheader.h"
#include "ui/style/humanize.h"

#include <QPainter>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int longest = 120; ///< pixels of the scale
constexpr int barHeight = 8;
constexpr int gap = 6;

}

ShapeLegend::ShapeLegend(QWidget *parent) : QWidget(parent)
{
}

void ShapeLegend::setScale(qint64 largest, bool isLog)
{
    m_largest = largest;
    m_isLog = isLog;
    const QString much = humanize::count(largest);
    setToolTip(isLog ? tr("Colours by magnitude, from 1 to %1").arg(much)
                     : tr("Colours in proportion, from 0 to %1").arg(much));
    setAccessibleName(toolTip());
    update();
}

void ShapeLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Window));
    painter.fillRect(QRect(0, height() - 1, width(), 1), colours::separator(palette()));
    if (m_largest == 0)
        return;
    const QString little = m_isLog ? u"1"_s : u"0"_s, much = humanize::count(m_largest);
    const int before = fontMetrics().horizontalAdvance(little) + gap;
    const int behind = fontMetrics().horizontalAdvance(much) + gap;
    const int room = width() - 2 * FlatHeader::margin - before - behind;
    const QRect bar(FlatHeader::margin + before, (height() - barHeight) / 2,
        std::min(longest, room), barHeight);
    if (bar.width() <= 0)
        return;
    paintHeatScale(&painter, bar, palette());
    painter.setPen(colours::dimmed(palette()));
    painter.drawText(QRect(FlatHeader::margin, 0, before, height() - 1),
        Qt::AlignLeft | Qt::AlignVCenter, little);
    painter.drawText(QRect(bar.right() + 1 + gap, 0, behind, height() - 1),
        Qt::AlignLeft | Qt::AlignVCenter, much);
}

void paintHeatScale(QPainter *painter, const QRect &rect, const QPalette &palette)
{
    constexpr int steps = 40;
    for (int step = 0; step < steps; ++step) {
        const int left = rect.left() + rect.width() * step / steps;
        const int end = rect.left() + rect.width() * (step + 1) / steps;
        painter->fillRect(QRect(left, rect.top(), end - left, rect.height()),
            heat::colour(double(step) / (steps - 1), palette));
    }
}

}
