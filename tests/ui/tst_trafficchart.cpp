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
};

QTEST_MAIN(TestTrafficChart)
#include "tst_trafficchart.moc"
