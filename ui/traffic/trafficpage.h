// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logcounters.h"
#include "ui/queue/latestworker.h"
#include "ui/traffic/trafficcurves.h"
#include "ui/traffic/trafficexport.h"

#include <QWidget>

class QButtonGroup;
class QComboBox;
class QLabel;
class QPushButton;
class QStackedLayout;
class QTabBar;
class QTableView;

namespace spoolscope {

class EmptyState;
class TopListModel;
class TrafficChart;

/// How much mail the servers of the scope took and delivered, and what of it failed, over time; the
/// most frequent clients, senders and so on beside it. A value sink: it reads no log itself.
class TrafficPage final : public QWidget
{
    Q_OBJECT

public:
    enum class Range { Hour, Day, Week, All };

    explicit TrafficPage(QWidget *parent = nullptr);
    ~TrafficPage() override;

    /// What was counted of all servers in the scope; may be null. `why`: what is said where
    /// nothing was, in a sentence; empty: how to get something.
    void setCounters(const std::shared_ptr<const CountedTraffic> &counted, const QString &why = {});
    void setRange(Range range);
    void showGraph(TrafficGraph graph); ///< in the lower chart
    void showList(TopList list);
    void exportTo(const QString &file, TrafficFormat format);
    bool isSettled() const; ///< what was told is on screen, and files are written

    TrafficChart *mailChart() const { return m_mail; }
    TrafficChart *detailChart() const { return m_detail; }
    QTableView *list() const { return m_list; }

signals:
    /// In the language of the log page's filter.
    void linesRequested(const QString &filter);
    void noticed(const QString &text);
    void failed(const QString &text);

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *makeBar();
    QWidget *makeCharts();
    QWidget *makeSide();
    void connectChart(TrafficChart *chart, TrafficChart *other);
    LatestWorker::Work count();
    void takeCounts(std::shared_ptr<const TrafficCounts> counts);
    void followRange();
    void zoomTo(qint64 from, qint64 to);
    void draw();
    void updateTotals();
    void updateList();
    void updateEmptyState();
    void openRow(const QModelIndex &index);
    void askWhereToSave(TrafficFormat format);
    TrafficGraph graph() const;

    std::shared_ptr<const CountedTraffic> m_counted;
    std::shared_ptr<const TrafficCounts> m_counts; ///< of all together
    QString m_why;
    Range m_range = Range::Day;
    bool m_isZoomed = false;
    qint64 m_from = 0, m_to = 0; ///< on screen
    int m_writing = 0; ///< files
    QButtonGroup *m_ranges = nullptr;
    QLabel *m_totals = nullptr;
    QPushButton *m_export = nullptr;
    TrafficChart *m_mail;
    TrafficChart *m_detail;
    QTabBar *m_tabs;
    QLabel *m_nothing; ///< where the lower chart has no line
    QStackedLayout *m_details = nullptr;
    QComboBox *m_lists;
    TopListModel *m_model;
    QTableView *m_list;
    EmptyState *m_empty;
    QStackedLayout *m_stack = nullptr;
    LatestWorker m_counter{[this] { return count(); }, 1000};
    SerialWorker m_writer; ///< last: waits for its thread before the rest goes
};

}
