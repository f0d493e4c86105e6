// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/fleet.h"
#include "ui/fleet/fleetscope.h"

#include <QTimer>
#include <QWidget>

#include <memory>

class QAction;
class QLineEdit;
class QStackedLayout;

namespace spoolscope {

class EmptyState;
class MessageSelection;
class QueueActions;
class QueueFeed;
class QueueFooter;
class QueueModel;
class QueueView;

/// The queue of the scope: the table, what stands in its place when it is empty, and the bar below.
class QueuePage final : public QWidget
{
    Q_OBJECT

public:
    QueuePage(Fleet &fleet, QAction *addServer, QWidget *parent = nullptr);

    void setScope(const FleetScope &scope);
    void refresh();
    void focusFilter();
    void selectEverything();
    QString currentDestination() const; ///< the domain of the current message's first recipient
    bool isSettled() const; ///< all rows that arrived are sorted, filtered and on screen

    QLineEdit *filterEdit() const { return m_filter; } ///< for the toolbar
    QueueView *view() const { return m_view; }
    const QueueModel &model() const { return *m_model; }
    const MessageSelection &selection() const { return *m_selection; }
    QueueActions *actions() const { return m_actions; }
    /// What the table's menu ends with.
    void offer(const QList<QAction *> &actions) { m_offered = actions; }

signals:
    void currentChanged(spoolscope::Server *server,
        std::shared_ptr<const spoolscope::QueueSnapshot> snapshot, quint32 row);
    void currentCleared();
    void inspectRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeFilter();
    void connectSignals();
    void currentRowChanged(int row);
    void updateTable();
    void updateScope();
    void updateEmptyState();
    void explainNoRows();
    void keepPlace();
    void showMenu(const QPoint &position);

    Fleet &m_fleet;
    QueueModel *m_model;
    MessageSelection *m_selection;
    QueueFeed *m_feed;
    QueueActions *m_actions;
    QAction *m_addServer;
    QAction *m_clearFilter;
    QAction *m_retry;
    QLineEdit *m_filter = nullptr;
    QueueView *m_view = nullptr;
    EmptyState *m_empty;
    QueueFooter *m_footer;
    QStackedLayout *m_stack;
    QList<QAction *> m_offered;
    QTimer m_typing;
    QTimer m_tick;
    QTimer m_tableLater;
    int m_place = -1; ///< row of the current message, for when it leaves
    bool m_sourcesChanged = false; ///< since the last arrangement
};

}
