// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/fleet.h"
#include "ui/fleet/fleetscope.h"
#include "ui/queue/serialworker.h"
#include "ui/shape/shapeexport.h"

#include <QTimer>
#include <QWidget>

class QLineEdit;
class QStackedLayout;

namespace spoolscope {

class EmptyState;
class QueueFeed;
class QueueFooter;
class ShapeBar;
class ShapeDesk;
class ShapeTimeline;
class ShapeView;

/// What qshape(1) prints, of the whole scope and to click on: which domains, how long ago, how
/// much.
class ShapePage final : public QWidget
{
    Q_OBJECT

public:
    ShapePage(Fleet &fleet, QAction *addServer, QWidget *parent = nullptr);
    ~ShapePage() override;

    void setScope(const FleetScope &scope);
    void refresh();
    void focusSearch();
    void exportTo(const QString &file, ShapeFormat format);
    bool isSettled() const; ///< what is known and asked for is on screen, and files are written

    ShapeDesk *desk() const { return m_desk; }
    ShapeView *view() const { return m_view; }
    ShapeBar *bar() const { return m_bar; }
    ShapeTimeline *timeline() const { return m_timeline; }

signals:
    void filterRequested(const QString &filter); ///< in the language of docs/filter.md
    void noticed(const QString &text);
    void failed(const QString &text);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeLayout();
    void connectFeeds();
    void connectParts();
    void takePicture();
    void updateFooter();
    void updateTimeline();
    void updateEmptyState();
    void explainNothing();
    void explainNoCells();
    QString contentText() const;
    void choose(const ShapeCells &cells);
    void askWhereToSave(ShapeFormat format);
    void leaveSearch();
    int serversShown() const;
    QString serverNames() const;

    Fleet &m_fleet;
    QAction *m_addServer;
    QAction *m_retry;
    QAction *m_clearSearch;
    QAction *m_allQueues;
    QueueFeed *m_all; ///< of the whole fleet, whatever the scope: every listing is recorded
    QueueFeed *m_feed;
    ShapeDesk *m_desk;
    ShapeBar *m_bar;
    ShapeView *m_view;
    EmptyState *m_empty;
    ShapeTimeline *m_timeline;
    QueueFooter *m_footer;
    QStackedLayout *m_stack = nullptr;
    QTimer m_tick;
    int m_writing = 0; ///< files
    SerialWorker m_worker; ///< last: waits for its thread before the rest goes
};

}
