// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/traffic/trafficbar.h"
#include "ui/traffic/trafficcurves.h"
#include "ui/traffic/trafficdesk.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QStackedLayout;
class QTabBar;

namespace spoolscope {

class EmptyState;
class Job;
class TrafficChart;
class TrafficExporter;
class TrafficLists;

/// How much mail the servers of the scope took and delivered, and what of it failed, over time; the
/// most frequent clients, senders and so on beside it. A value sink: it is told of its sources and
/// of their growth, and reads no log itself.
class TrafficPage final : public QWidget
{
    Q_OBJECT

public:
    explicit TrafficPage(QWidget *parent = nullptr);
    ~TrafficPage() override;

    /// Those of the scope, and what became of them. `since`: from where on they were read and are
    /// followed, seconds since 1970; 0: they are whole, and nothing comes any more.
    void setSources(const ShownLogs &sources, qint64 since = 0);
    void linesAdded(); ///< to any of them; cheap, however often it is told
    void setSpan(TrafficSpan span);
    void showGraph(TrafficGraph graph); ///< in the lower chart
    void focusChart();
    bool isSettled() const; ///< what was told is on screen, and files are written

    TrafficChart *mailChart() const { return m_mail; }
    TrafficChart *detailChart() const { return m_detail; }
    TrafficLists *lists() const { return m_lists; }
    TrafficExporter *exporter() const { return m_exporter; }
    TrafficDesk *desk() const { return m_desk; }

signals:
    void watched(); ///< it came to be seen
    /// In the language of the log page's filter.
    void linesRequested(const QString &filter);
    void readBackRequested(qint64 seconds); ///< how far the logs are to be read
    void jobStarted(spoolscope::Job *job); ///< deletes itself after finished()
    void noticed(const QString &text);
    void failed(const QString &text);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *makeContent();
    QWidget *makeCharts();
    void connectParts();
    void connectChart(TrafficChart *chart, TrafficChart *other);
    const TrafficSeries &series() const;
    qint64 end() const;
    bool isLive() const;
    void followSpan();
    void zoomTo(qint64 from, qint64 to);
    void showRange();
    void draw();
    void updateLists();
    void updateTotals();
    void updateOffer();
    void updateTroubles();
    void updateEmptyState();
    TrafficGraph graph() const;

    TrafficDesk *m_desk;
    TrafficExporter *m_exporter;
    TrafficBar *m_bar;
    TrafficChart *m_mail;
    TrafficChart *m_detail;
    TrafficLists *m_lists;
    QTabBar *m_tabs;
    QLabel *m_troubles; ///< below; hidden where there are none
    QLabel *m_nothing; ///< where the lower chart has no line
    QStackedLayout *m_details = nullptr;
    EmptyState *m_empty;
    QStackedLayout *m_stack = nullptr;
    QTimer m_minute; ///< the end of what is shown moves on with the time
    qint64 m_since = 0;
    TrafficSpan m_span = TrafficSpan::SixHours;
    bool m_isZoomed = false;
    TrafficRange m_range; ///< on screen
};

}
