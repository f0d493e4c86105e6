// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/traffic/trafficchart.h"

#include <QTest>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>

#include <cmath>

using namespace spoolscope;
using namespace Qt::StringLiterals;

class TestTrafficChart final : public QObject
{
    Q_OBJECT

private slots:
    /// No line over a time of which nothing is known, and one value alone is seen as well.
    void breaksTheLineWhereNothingIs()
    {
        TrafficCurves curves;
        curves.unit = u"%"_s;
        TrafficCurve curve{u"clients"_s, u"sessions_in_tls"_s, Qt::blue, {}};
        for (qint64 i = 0; i < 60; ++i) {
            curves.starts.push_back(i * 60);
            const bool isKnown = i < 10 || (i > 20 && i < 30 && i % 2 == 0) || i == 50;
            curve.values.push_back(isKnown ? double(i) : std::nan(""));
        }
        curves.curves.push_back(curve);
        TrafficChart chart;
        chart.setCurves(curves, 0, 3600);
        QList<qsizetype> counts;
        QList<bool> arePoints;
        for (const QAbstractSeries *series : chart.chart()->series()) {
            const auto *line = qobject_cast<const QLineSeries *>(series);
            QVERIFY(line);
            counts.append(line->count());
            arePoints.append(line->pointsVisible());
        }
        QCOMPARE(counts, QList<qsizetype>({10, 4, 1}));
        QCOMPARE(arePoints, QList<bool>({false, false, true}));
    }

    /// Not cut off on either side, also where there is room on none.
    void saysTheValuesWithinTheView()
    {
        TrafficCurves curves;
        curves.unit = u"a minute"_s;
        TrafficCurve curve{u"delivered"_s, u"sent"_s, Qt::blue, {}};
        for (qint64 i = 0; i < 60; ++i) {
            curves.starts.push_back(3600 + i * 60);
            curve.values.push_back(double(i));
        }
        curves.curves.push_back(curve);
        TrafficChart chart;
        for (const int width : {300, 340, 700}) {
            chart.resize(width, 260);
            chart.show();
            QVERIFY(QTest::qWaitForWindowExposed(&chart));
            chart.setCurves(curves, 3600, 7200);
            QVERIFY(chart.readoutBox().isNull());
            for (const qint64 start : curves.starts) {
                chart.setCursorTime(start + 1);
                const QRectF box = chart.readoutBox();
                QVERIFY(box.width() > 100);
                QVERIFY2(QRectF(chart.viewport()->rect()).contains(box),
                    qPrintable(u"%1 at %2"_s.arg(width).arg(start)));
            }
            chart.setCursorTime(0);
        }
    }
};

QTEST_MAIN(TestTrafficChart)
#include "tst_trafficchart.moc"
