// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/traffic/trafficcurves.h"

#include <QtCharts/QChartView>

class QDateTimeAxis;
class QLineSeries;
class QValueAxis;

namespace spoolscope {

/// Lines over time, each with its name at its end. A crosshair says the exact values; dragging and
/// the wheel choose a range, a click the lines of a step. By keys: left and right move the
/// crosshair, up and down choose the curve, Return asks for the lines, + and - zoom, 0 shows all.
class TrafficChart final : public QChartView
{
    Q_OBJECT

public:
    explicit TrafficChart(QWidget *parent = nullptr);

    /// `from` and `to`: the range on screen, seconds since 1970.
    void setCurves(const TrafficCurves &curves, qint64 from, qint64 to);
    const TrafficCurves &curves() const { return m_curves; }
    void setCursorTime(qint64 time); ///< where the crosshair stands; 0: nowhere
    qint64 cursorTime() const { return m_cursor; }
    /// What the crosshair says, one line each.
    QStringList readout() const;
    QRectF readoutBox() const; ///< where that stands in the view; null: nowhere
    QPointF placeOf(qint64 time) const; ///< in the view, in the middle of the height

signals:
    void cursorMoved(qint64 time); ///< 0: left
    void rangeChosen(qint64 from, qint64 to);
    void rangeReset();
    /// `key`: of the curve that is nearest.
    void stepChosen(qint64 from, qint64 to, const QString &key);

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;

private:
    void addLines(qsizetype curve);
    void dress();
    void scaleAxes();
    void placePlot();
    int nameWidth() const; ///< px to the right of the lines
    void moveCursor(qint64 time);
    void zoom(qint64 around, double factor);
    void chooseStep(qint64 time, qsizetype curve);
    qsizetype nearestCurve(double y) const;
    qint64 timeAt(double x) const;
    QPointF pointOf(qsizetype curve, qsizetype index) const;
    void drawValues(QPainter &painter) const;
    void drawTimes(QPainter &painter) const;
    void drawDrag(QPainter &painter) const;
    void drawNames(QPainter &painter) const;
    void drawCursor(QPainter &painter) const;
    void drawReadout(QPainter &painter) const;

    TrafficCurves m_curves;
    std::vector<qsizetype> m_curveOfLine; ///< for each series of the chart
    qint64 m_from = 0, m_to = 0;
    qint64 m_cursor = 0;
    qsizetype m_curve = 0; ///< that keys chose
    std::optional<double> m_pressed; ///< where a drag began
    double m_dragged = 0;
    double m_tick = 1; ///< from one line across to the next
    QDateTimeAxis *m_times;
    QValueAxis *m_values;
};

}
