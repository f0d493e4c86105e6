// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/groupkey.h"
#include "core/servers/fleet.h"
#include "ui/fleet/fleetscope.h"
#include "ui/queue/queuesource.h"

#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>

class KMessageWidget;
class QAction;
class QMenu;
class QStackedLayout;
class QToolButton;

namespace spoolscope {

class EmptyState;
class FacetPanel;
class FilterEdit;
class GroupMenu;
class GroupPanel;
class MatchFinder;
class MessageSelection;
class OriginFeed;
class OriginNote;
class QueueActions;
class QueueFeed;
class QueueFooter;
class QueueModel;
class QueueView;

/// The queue of the scope: the table, its groups or what stands in their place when it is empty,
/// and the bar below.
class QueuePage final : public QWidget
{
    Q_OBJECT

public:
    QueuePage(Fleet &fleet, QAction *addServer, QWidget *parent = nullptr);

    void setScope(const FleetScope &scope);
    void refresh();
    void focusFilter();
    void setFilter(const Filter &filter); ///< as if it were typed
    void showFacets(bool isShown);
    void selectEverything();
    void invertSelection();
    void focusTable();
    QString currentDestination() const; ///< the domain of the current message's first recipient
    bool isSettled() const; ///< all rows that arrived are sorted, filtered and on screen

    FilterEdit *filterEdit() const { return m_filter; } ///< for the toolbar
    FacetPanel *facets() const { return m_facets; }
    GroupPanel *groups() const { return m_groups; }
    GroupMenu *groupMenu() const { return m_groupMenu; }
    QToolButton *groupButton() const { return m_groupButton; } ///< for the toolbar
    QueueView *view() const { return m_view; }
    const QueueModel &model() const { return *m_model; }
    const MessageSelection &selection() const { return *m_selection; }
    QueueActions *actions() const { return m_actions; }
    OriginFeed *origins() const { return m_origins; }
    /// What reads where messages came from; offered where that is asked and not known.
    void setOriginStep(QAction *step);
    bool wantsOrigins() const; ///< a column, the filter or the groups are about it
    /// What the table's menu ends with.
    void offer(const QList<QAction *> &actions) { m_offered = actions; }

signals:
    void currentChanged(spoolscope::Server *server,
        std::shared_ptr<const spoolscope::QueueSnapshot> snapshot, quint32 row);
    void currentCleared();
    void inspectRequested();
    void originsWanted(); ///< wantsOrigins() has become true

private:
    /// A message, wherever it is shown.
    struct Place
    {
        const QueueSource *source;
        quint32 row;
    };
    void makeFilter();
    void makeGroups();
    void makeLayout();
    void updateGrouping();
    void showOnly(const Filter &filter);
    bool isGrouped() const;
    QWidget *table() const; ///< the rows or the groups
    std::optional<Place> currentPlace() const;
    void showCurrent();
    void useFilter(const Filter &filter);
    void showFault();
    void showAdvice();
    void selectRows(const SharedSources &sources, const std::vector<RowRef> &rows);
    void connectSignals();
    void currentRowChanged(int row);
    void updateTable();
    void updateScope();
    void updateEmptyState();
    void keepPlace();
    void showMenu(const QPoint &position);

    Fleet &m_fleet;
    QueueModel *m_model;
    MessageSelection *m_selection;
    QueueFeed *m_feed;
    OriginFeed *m_origins;
    QueueActions *m_actions;
    QAction *m_addServer;
    QAction *m_clearFilter;
    QAction *m_retry;
    FilterEdit *m_filter;
    FacetPanel *m_facets;
    MatchFinder *m_finder;
    GroupMenu *m_groupMenu;
    GroupPanel *m_groups;
    QToolButton *m_groupButton;
    KMessageWidget *m_fault;
    KMessageWidget *m_advice;
    OriginNote *m_originNote;
    QueueView *m_view = nullptr;
    EmptyState *m_empty;
    QueueFooter *m_footer;
    QStackedLayout *m_stack;
    QList<QAction *> m_offered;
    QTimer m_tick;
    QTimer m_tableLater;
    int m_place = -1; ///< row of the current message, for when it leaves
    bool m_sourcesChanged = false; ///< since the last arrangement
    /// From where "show only these" came: going back to that filter leads to the groups again.
    std::optional<std::pair<Filter, GroupKey>> m_cameFrom;
};

}
