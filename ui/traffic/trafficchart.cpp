// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/traffic/trafficchart.h"

#include "ui/style/colours.h"

#include <QChart>
#include <QDateTime>
#include <QDateTimeAxis>
#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QLineSeries>
#include <QLocale>
#include <QMouseEvent>
#include <QValueAxis>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int nameWidth = 124; ///< px to the right of the lines
constexpr int dragStart = 6; ///< px
constexpr qint64 narrowest = 300; ///< seconds that can be zoomed in to

QString timeFormat(qint64 span)
{
    return span <= 2 * 86400 ? u"HH:mm"_s : span <= 14 * 86400 ? u"ddd HH:mm"_s : u"d MMM"_s;
}

QString stepText(qint64 start, qint64 step)
{
    const QLocale locale;
    const QDateTime from = QDateTime::fromSecsSinceEpoch(start);
    const QString day = locale.toString(from.date(), QLocale::ShortFormat);
    if (step >= 86400)
        return day;
    const QDateTime to = from.addSecs(step);
    return u"%1 %2–%3"_s.arg(day, from.toString(u"HH:mm"_s), to.toString(u"HH:mm"_s));
}

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
    chart()->setMargins({4, 8, nameWidth, 0});
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->setBackgroundRoundness(0);
    chart()->addAxis(m_times, Qt::AlignBottom);
    chart()->addAxis(m_values, Qt::AlignLeft);
    m_times->setTickCount(7);
    m_values->setTickType(QValueAxis::TicksDynamic);
    dress();
}

/// The palette's colours; the lines have those of their curves.
void TrafficChart::dress()
{
    const QColor faint = colours::separator(palette());
    const QColor text = colours::dimmed(palette());
    chart()->setBackgroundBrush(palette().color(QPalette::Base));
    chart()->setBackgroundPen(Qt::NoPen);
    setBackgroundBrush(palette().color(QPalette::Base));
    for (QAbstractAxis *axis :
        {static_cast<QAbstractAxis *>(m_times), static_cast<QAbstractAxis *>(m_values)}) {
        axis->setLabelsColor(text);
        axis->setLabelsFont(font());
        axis->setLinePenColor(faint);
        axis->setGridLineColor(faint);
    }
    m_times->setGridLineVisible(false);
    m_values->setLineVisible(false);
    const QList<QAbstractSeries *> lines = chart()->series();
    for (qsizetype i = 0; i < lines.size() && size_t(i) < m_curves.curves.size(); ++i)
        static_cast<QLineSeries *>(lines[i])->setPen(
            QPen(lineColour(m_curves.curves[size_t(i)], palette()), 1.6));
}

void TrafficChart::setCurves(const TrafficCurves &curves, qint64 from, qint64 to)
{
    m_curves = curves;
    m_from = from;
    m_to = to;
    m_curve = std::clamp<qsizetype>(
        m_curve, 0, std::max<qsizetype>(0, qsizetype(curves.curves.size()) - 1));
    chart()->removeAllSeries();
    for (const TrafficCurve &curve : curves.curves) {
        auto *line = new QLineSeries;
        for (size_t i = 0; i < curve.values.size(); ++i)
            if (!std::isnan(curve.values[i]))
                line->append(double(curves.starts[i] + curves.step / 2) * 1000, curve.values[i]);
        chart()->addSeries(line);
        line->attachAxis(m_times);
        line->attachAxis(m_values);
    }
    scaleAxes();
    dress();
    viewport()->update();
}

void TrafficChart::scaleAxes()
{
    m_times->setRange(QDateTime::fromSecsSinceEpoch(m_from), QDateTime::fromSecsSinceEpoch(m_to));
    m_times->setFormat(timeFormat(m_to - m_from));
    double most = m_curves.unit == "%"_L1 ? 100 : 0;
    for (const TrafficCurve &curve : m_curves.curves)
        for (const double value : curve.values)
            most = std::isnan(value) ? most : std::max(most, value);
    // Three or four lines, at 1, 2 or 5 times a power of ten.
    const double power = std::pow(10, std::floor(std::log10(std::max(most, 0.01) / 3)));
    const double part = std::max(most, 0.01) / 3 / power;
    const double tick = power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
    m_values->setTickAnchor(0);
    m_values->setTickInterval(tick);
    m_values->setRange(0, std::max(tick, std::ceil(most / tick) * tick));
    m_values->setLabelFormat(tick >= 1 ? u"%.0f"_s : u"%.2g"_s);
}

QPointF TrafficChart::pointOf(qsizetype curve, qsizetype index) const
{
    const double value = m_curves.curves[size_t(curve)].values[size_t(index)];
    const qint64 time = m_curves.starts[size_t(index)] + m_curves.step / 2;
    const QList<QAbstractSeries *> lines = chart()->series();
    return chart()->mapToPosition(
        {double(time) * 1000, std::isnan(value) ? 0 : value}, lines.value(curve));
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
    const auto [low, high] = std::minmax(*m_pressed, event->position().x());
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

void TrafficChart::changeEvent(QEvent *event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        dress();
}

// --- what stands over the lines ---

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

void TrafficChart::drawForeground(QPainter *painter, const QRectF &)
{
    if (m_curves.isEmpty())
        return;
    painter->save();
    painter->setFont(font());
    drawNames(*painter);
    if (m_pressed) {
        QColor band = palette().color(QPalette::Highlight);
        band.setAlphaF(0.25F);
        const QRectF plot = chart()->plotArea();
        painter->fillRect(
            QRectF(QPointF(*m_pressed, plot.top()), QPointF(m_dragged, plot.bottom())).normalized(),
            band);
    }
    drawCursor(*painter);
    painter->restore();
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
    const double height = painter.fontMetrics().height();
    double bottom = plot.bottom() + height / 2;
    for (auto place = places.rbegin(); place != places.rend(); ++place) {
        place->first = std::min(place->first, bottom - height / 2);
        bottom = place->first - height / 2;
    }
    for (const auto &[y, curve] : places) {
        painter.setPen(lineColour(m_curves.curves[size_t(curve)], palette()));
        painter.drawText(QRectF(plot.right() + 8, y - height / 2, nameWidth - 8, height),
            Qt::AlignLeft | Qt::AlignVCenter, m_curves.curves[size_t(curve)].name);
    }
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
    drawReadout(painter, x);
}

/// Beside the crosshair, on the side where there is room.
void TrafficChart::drawReadout(QPainter &painter, double x) const
{
    const QStringList lines = readout();
    const QFontMetrics metrics = painter.fontMetrics();
    int width = 0;
    for (const QString &line : lines)
        width = std::max(width, metrics.horizontalAdvance(line));
    const QRectF plot = chart()->plotArea();
    QRectF box(x + 12, plot.top() + 4, width + 16, metrics.height() * lines.size() + 8);
    if (box.right() > plot.right())
        box.moveRight(x - 12);
    painter.setPen(colours::separator(palette()));
    painter.setBrush(palette().color(QPalette::ToolTipBase));
    painter.drawRoundedRect(box, 3, 3);
    double y = box.top() + 4;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        painter.setPen(palette().color(QPalette::ToolTipText));
        painter.drawText(
            QRectF(box.left() + 8, y, width, metrics.height()), Qt::AlignLeft, lines[i]);
        y += metrics.height();
    }
}

}
