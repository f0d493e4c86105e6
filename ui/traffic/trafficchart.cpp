// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/traffic/trafficchart.h"

#include "ui/style/colours.h"

#include <QDateTime>
#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QWheelEvent>
#include <QtCharts/QChart>
#include <QtCharts/QDateTimeAxis>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

#include <algorithm>
#include <cmath>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int dragStart = 6; ///< px
constexpr qint64 narrowest = 300; ///< seconds that can be zoomed in to

}

TrafficChart::TrafficChart(QWidget *parent)
    : QChartView(new QChart, parent)
    , m_times(new QDateTimeAxis(this))
    , m_values(new QValueAxis(this))
{
    setRenderHint(QPainter::Antialiasing);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setFrameShape(QFrame::NoFrame);
    setMinimumHeight(130);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    chart()->legend()->hide();
    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->addAxis(m_times, Qt::AlignBottom);
    chart()->addAxis(m_values, Qt::AlignLeft);
    // Marks at round times and values are drawn, as are the lines across.
    for (QAbstractAxis *axis :
        {static_cast<QAbstractAxis *>(m_times), static_cast<QAbstractAxis *>(m_values)}) {
        axis->setLabelsVisible(false);
        axis->setGridLineVisible(false);
        axis->setLineVisible(false);
    }
    chart()->setBackgroundVisible(false);
    dress();
}

/// The palette's colours; the lines have those of their curves.
void TrafficChart::dress()
{
    setBackgroundBrush(palette().color(QPalette::Base));
    const QList<QAbstractSeries *> lines = chart()->series();
    for (qsizetype i = 0; i < lines.size(); ++i)
        static_cast<QLineSeries *>(lines[i])->setPen(
            QPen(lineColour(m_curves.curves[size_t(m_curveOfLine[size_t(i)])], palette()), 1.6));
}

/// Where there is nothing to tell for a while, the line is broken. Not at every single step: on a
/// quiet server that would be dots.
void TrafficChart::addLines(qsizetype index)
{
    const TrafficCurve &curve = m_curves.curves[size_t(index)];
    const size_t longestGap = std::max<size_t>(2, curve.values.size() / 12);
    QLineSeries *line = nullptr;
    size_t last = 0;
    for (size_t i = 0; i < curve.values.size(); ++i) {
        if (std::isnan(curve.values[i]))
            continue;
        if (!line || i - last > longestGap) {
            line = new QLineSeries;
            line->setMarkerSize(4);
            chart()->addSeries(line);
            m_curveOfLine.push_back(index);
            line->attachAxis(m_times);
            line->attachAxis(m_values);
        }
        line->append(
            (double(m_curves.starts[i]) + double(m_curves.step) / 2) * 1000, curve.values[i]);
        line->setPointsVisible(line->count() == 1); // else nothing of it is seen
        last = i;
    }
}

void TrafficChart::setCurves(const TrafficCurves &curves, qint64 from, qint64 to)
{
    m_curves = curves;
    m_from = from;
    m_to = to;
    m_curve = std::clamp<qsizetype>(
        m_curve, 0, std::max<qsizetype>(0, qsizetype(curves.curves.size()) - 1));
    chart()->removeAllSeries();
    m_curveOfLine.clear();
    for (qsizetype i = 0; i < qsizetype(curves.curves.size()); ++i)
        addLines(i);
    scaleAxes();
    dress();
    viewport()->update();
}

void TrafficChart::scaleAxes()
{
    m_times->setRange(QDateTime::fromSecsSinceEpoch(m_from), QDateTime::fromSecsSinceEpoch(m_to));
    double most = m_curves.unit == "%"_L1 ? 100 : 0;
    for (const TrafficCurve &curve : m_curves.curves)
        for (const double value : curve.values)
            most = std::isnan(value) ? most : std::max(most, value);
    // Three or four lines, at 1, 2 or 5 times a power of ten.
    const double power = std::pow(10, std::floor(std::log10(std::max(most, 0.01) / 3)));
    const double part = std::max(most, 0.01) / 3 / power;
    m_tick = power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
    m_values->setRange(0, std::max(m_tick, std::ceil(most / m_tick) * m_tick));
}

QPointF TrafficChart::pointOf(qsizetype curve, qsizetype index) const
{
    const double value = m_curves.curves[size_t(curve)].values[size_t(index)];
    const qint64 time = m_curves.starts[size_t(index)] + m_curves.step / 2;
    const QRectF plot = chart()->plotArea();
    const double share = std::isnan(value) ? 0 : value / m_values->max();
    return {placeOf(time).x(), plot.bottom() - share * plot.height()};
}

qint64 TrafficChart::timeAt(double x) const
{
    const QRectF plot = chart()->plotArea();
    const double share = std::clamp((x - plot.left()) / std::max(1.0, plot.width()), 0.0, 1.0);
    return m_from + qint64(share * double(m_to - m_from));
}

QPointF TrafficChart::placeOf(qint64 time) const
{
    const QRectF plot = chart()->plotArea();
    const double share = double(time - m_from) / double(std::max<qint64>(1, m_to - m_from));
    return {plot.left() + share * plot.width(), plot.center().y()};
}

qsizetype TrafficChart::nearestCurve(double y) const
{
    const qsizetype index = m_curves.indexAt(m_cursor);
    qsizetype nearest = 0;
    for (qsizetype i = 1; index >= 0 && i < qsizetype(m_curves.curves.size()); ++i)
        if (std::abs(pointOf(i, index).y() - y) < std::abs(pointOf(nearest, index).y() - y))
            nearest = i;
    return nearest;
}

void TrafficChart::setCursorTime(qint64 time)
{
    m_cursor = m_curves.indexAt(time) >= 0 ? time : 0;
    viewport()->update();
}

void TrafficChart::moveCursor(qint64 time)
{
    setCursorTime(time);
    setAccessibleDescription(readout().join(u", "_s));
    emit cursorMoved(m_cursor);
}

void TrafficChart::zoom(qint64 around, double factor)
{
    const qint64 span = std::max(narrowest, qint64(double(m_to - m_from) * factor));
    const double share = double(around - m_from) / double(std::max<qint64>(1, m_to - m_from));
    const qint64 from = around - qint64(share * double(span));
    emit rangeChosen(from, from + span);
}

void TrafficChart::chooseStep(qint64 time, qsizetype curve)
{
    const qsizetype index = m_curves.indexAt(time);
    if (index < 0 || size_t(curve) >= m_curves.curves.size())
        return;
    const qint64 start = m_curves.starts[size_t(index)];
    emit stepChosen(start, start + m_curves.step, m_curves.curves[size_t(curve)].key);
}

// --- mouse and keys ---

void TrafficChart::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_curves.isEmpty())
        return;
    m_pressed = event->position().x();
    m_dragged = *m_pressed;
}

void TrafficChart::mouseMoveEvent(QMouseEvent *event)
{
    if (m_pressed)
        m_dragged = event->position().x();
    const bool isInside = chart()->plotArea().adjusted(-4, -8, 4, 8).contains(event->position());
    moveCursor(isInside || m_pressed ? timeAt(event->position().x()) : 0);
}

void TrafficChart::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_pressed || event->button() != Qt::LeftButton)
        return;
    const double low = std::min(*m_pressed, event->position().x());
    const double high = std::max(*m_pressed, event->position().x());
    m_pressed.reset();
    viewport()->update();
    moveCursor(timeAt(event->position().x()));
    if (high - low < dragStart)
        return chooseStep(m_cursor, nearestCurve(event->position().y()));
    const qint64 from = timeAt(low);
    emit rangeChosen(from, std::max(timeAt(high), from + narrowest));
}

void TrafficChart::mouseDoubleClickEvent(QMouseEvent *)
{
    emit rangeReset();
}

void TrafficChart::wheelEvent(QWheelEvent *event)
{
    event->accept();
    if (m_curves.isEmpty() || event->angleDelta().y() == 0)
        return;
    zoom(timeAt(event->position().x()), std::pow(0.8, event->angleDelta().y() / 120.0));
}

void TrafficChart::leaveEvent(QEvent *event)
{
    QChartView::leaveEvent(event);
    moveCursor(0);
}

void TrafficChart::keyPressEvent(QKeyEvent *event)
{
    const qint64 last = m_curves.isEmpty() ? 0 : m_curves.starts.back();
    const qint64 cursor = m_cursor ? m_cursor : last;
    const auto curves = qsizetype(m_curves.curves.size());
    if (m_curves.isEmpty())
        return QChartView::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Left:
        return moveCursor(std::max(m_curves.starts.front(), cursor - m_curves.step));
    case Qt::Key_Right:
        return moveCursor(std::min(last, cursor + m_curves.step));
    case Qt::Key_Up:
    case Qt::Key_Down:
        m_curve = (m_curve + (event->key() == Qt::Key_Up ? curves - 1 : 1)) % curves;
        return moveCursor(cursor);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return chooseStep(cursor, m_curve);
    case Qt::Key_Plus:
        return zoom(cursor, 0.5);
    case Qt::Key_Minus:
        return zoom(cursor, 2);
    case Qt::Key_0:
        emit rangeReset();
        return;
    default:
        QChartView::keyPressEvent(event);
    }
}

void TrafficChart::focusInEvent(QFocusEvent *event)
{
    QChartView::focusInEvent(event);
    viewport()->update();
}

void TrafficChart::focusOutEvent(QFocusEvent *event)
{
    QChartView::focusOutEvent(event);
    viewport()->update();
}

void TrafficChart::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    placePlot();
}

/// At the same place in every chart of a width, whatever its labels are: one crosshair for all.
void TrafficChart::placePlot()
{
    const QFontMetrics metrics = fontMetrics();
    const int left = metrics.horizontalAdvance(u"00000"_s) + 20;
    const int right = nameWidth() + 8;
    const int bottom = metrics.height() + 14;
    chart()->setPlotArea(
        QRectF(left, 10, std::max(1, width() - left - right), std::max(1, height() - 10 - bottom)));
}

int TrafficChart::nameWidth() const
{
    return fontMetrics().averageCharWidth() * 17;
}

void TrafficChart::changeEvent(QEvent *event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        dress();
    if (event->type() == QEvent::FontChange)
        placePlot();
}

}
