// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What stands around and over the lines of a chart.

#include "ui/style/colours.h"
#include "ui/traffic/trafficchart.h"
#include "ui/traffic/trafficticks.h"

#include <QDateTime>
#include <QLocale>
#include <QPainter>
#include <QtCharts/QChart>
#include <QtCharts/QValueAxis>

#include <algorithm>
#include <cmath>
#include <ranges>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr double tickLength = 4; ///< px
constexpr double dot = 8; ///< px, beside a line of the readout
constexpr double readoutInset = dot + 6; ///< px, of the lines that have one

QString stepText(qint64 start, qint64 step)
{
    const QLocale locale;
    const QDateTime from = QDateTime::fromSecsSinceEpoch(start);
    QString day = locale.toString(from.date(), QLocale::ShortFormat);
    if (step >= 86400)
        return day;
    const QDateTime to = from.addSecs(step);
    return u"%1 %2–%3"_s.arg(day, from.toString(u"HH:mm"_s), to.toString(u"HH:mm"_s));
}

}

QStringList TrafficChart::readout() const
{
    const qsizetype index = m_curves.indexAt(m_cursor);
    if (index < 0)
        return {};
    QStringList lines{stepText(m_curves.starts[size_t(index)], m_curves.step)};
    for (const TrafficCurve &curve : m_curves.curves)
        lines.append(u"%1 %2"_s.arg(curve.name, m_curves.valueText(curve.values[size_t(index)])));
    return lines;
}

void TrafficChart::drawBackground(QPainter *painter, const QRectF &rect)
{
    QChartView::drawBackground(painter, rect);
    painter->save();
    painter->setFont(font());
    drawValues(*painter);
    painter->restore();
}

/// Under the curves: lines across at round values, with what they are.
void TrafficChart::drawValues(QPainter &painter) const
{
    const QRectF plot = chart()->plotArea();
    const QFontMetrics metrics = painter.fontMetrics();
    const QLocale locale;
    const int count = int(std::lround(m_values->max() / m_tick));
    for (int i = 0; i <= count; ++i) {
        const double y = plot.bottom() - plot.height() * i / std::max(1, count);
        painter.setPen(colours::separator(palette()));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        painter.setPen(colours::dimmed(palette()));
        painter.drawText(QRectF(0, y - metrics.height() / 2.0, plot.left() - 8, metrics.height()),
            Qt::AlignRight | Qt::AlignVCenter,
            locale.toString(m_tick * i, 'g', QLocale::FloatingPointShortest));
    }
}

void TrafficChart::drawForeground(QPainter *painter, const QRectF &)
{
    painter->save();
    painter->setFont(font());
    drawTimes(*painter);
    if (!m_curves.isEmpty()) {
        drawNames(*painter);
        drawDrag(*painter);
        drawCursor(*painter);
    }
    painter->restore();
}

void TrafficChart::drawTimes(QPainter &painter) const
{
    const QRectF plot = chart()->plotArea();
    const QFontMetrics metrics = painter.fontMetrics();
    const int room = metrics.horizontalAdvance(u"MMM 0000"_s) + 16;
    const QColor faint = colours::separator(palette());
    painter.setPen(hasFocus() ? QPen(palette().color(QPalette::Highlight), 2) : QPen(faint, 1));
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    for (const TrafficTick &tick :
        trafficTicks(m_from, m_to, std::max(1, int(plot.width()) / room))) {
        const double x = placeOf(tick.time).x();
        painter.setPen(faint);
        painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + tickLength));
        QRectF place(0, plot.bottom() + tickLength + 2, metrics.horizontalAdvance(tick.text) + 1,
            metrics.height());
        place.moveCenter({x, place.center().y()});
        painter.setPen(colours::dimmed(palette()));
        painter.drawText(place, Qt::AlignCenter, tick.text);
    }
}

/// At the lines' ends, moved apart where they would overlap.
void TrafficChart::drawNames(QPainter &painter) const
{
    const QRectF plot = chart()->plotArea();
    std::vector<std::pair<double, qsizetype>> places;
    for (qsizetype i = 0; i < qsizetype(m_curves.curves.size()); ++i) {
        qsizetype last = qsizetype(m_curves.starts.size()) - 1;
        while (last > 0 && std::isnan(m_curves.curves[size_t(i)].values[size_t(last)]))
            --last;
        places.emplace_back(pointOf(i, last).y(), i);
    }
    std::ranges::sort(places);
    const QFontMetrics metrics = painter.fontMetrics();
    const double height = metrics.height();
    double bottom = plot.bottom() + height / 2;
    for (auto &place : std::views::reverse(places)) {
        place.first = std::min(place.first, bottom - height / 2);
        bottom = place.first - height / 2;
    }
    for (const auto &[y, curve] : places) {
        const TrafficCurve &named = m_curves.curves[size_t(curve)];
        painter.setPen(lineColour(named, palette()));
        painter.drawText(QRectF(plot.right() + 8, y - height / 2, nameWidth() - 8, height),
            Qt::AlignLeft | Qt::AlignVCenter,
            metrics.elidedText(named.name, Qt::ElideRight, nameWidth() - 8));
    }
}

void TrafficChart::drawDrag(QPainter &painter) const
{
    if (!m_pressed)
        return;
    QColor band = palette().color(QPalette::Highlight);
    band.setAlphaF(0.25F);
    const QRectF plot = chart()->plotArea();
    painter.fillRect(
        QRectF(QPointF(*m_pressed, plot.top()), QPointF(m_dragged, plot.bottom())).normalized()
            & plot,
        band);
}

void TrafficChart::drawCursor(QPainter &painter) const
{
    const qsizetype index = m_curves.indexAt(m_cursor);
    if (index < 0)
        return;
    const QRectF plot = chart()->plotArea();
    const double x = pointOf(0, index).x();
    painter.setPen(QPen(colours::dimmed(palette()), 1));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    for (qsizetype i = 0; i < qsizetype(m_curves.curves.size()); ++i) {
        if (std::isnan(m_curves.curves[size_t(i)].values[size_t(index)]))
            continue;
        painter.setPen(QPen(palette().color(QPalette::Base), 1.5));
        painter.setBrush(lineColour(m_curves.curves[size_t(i)], palette()));
        const double radius = hasFocus() && i == m_curve ? 5 : 3.5;
        painter.drawEllipse(pointOf(i, index), radius, radius);
    }
    drawReadout(painter);
}

/// Beside the crosshair, on the side where there is room; over it where there is none.
QRectF TrafficChart::readoutBox() const
{
    const qsizetype index = m_curves.indexAt(m_cursor);
    if (index < 0)
        return {};
    const QStringList lines = readout();
    const QFontMetrics metrics = fontMetrics();
    int width = 0;
    for (const QString &line : lines)
        width = std::max(width, metrics.horizontalAdvance(line));
    const QRectF plot = chart()->plotArea();
    const double x = pointOf(0, index).x();
    QRectF box(
        x + 12, plot.top() + 4, width + readoutInset + 16, metrics.height() * lines.size() + 8.0);
    if (box.right() > plot.right())
        box.moveRight(x - 12);
    if (box.left() < 0)
        box.moveLeft(std::clamp(x + 12, 0.0, std::max(0.0, viewport()->width() - box.width())));
    return box;
}

void TrafficChart::drawReadout(QPainter &painter) const
{
    const QStringList lines = readout();
    const QFontMetrics metrics = fontMetrics();
    const QRectF box = readoutBox();
    painter.setPen(colours::separator(palette()));
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawRoundedRect(box, 3, 3);
    double y = box.top() + 4;
    for (qsizetype i = 0; i < lines.size(); ++i, y += metrics.height()) {
        if (i > 0) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(lineColour(m_curves.curves[size_t(i) - 1], palette()));
            painter.drawEllipse(
                QPointF(box.left() + 8 + dot / 2, y + metrics.height() / 2.0), dot / 2, dot / 2);
        }
        painter.setPen(i == 0 ? colours::dimmed(palette()) : palette().color(QPalette::Text));
        painter.drawText(
            QRectF(box.left() + 8 + (i == 0 ? 0 : readoutInset), y, box.width(), metrics.height()),
            Qt::AlignLeft, lines[i]);
    }
}

}
