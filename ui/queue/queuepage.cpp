// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/queuepage.h"

#include "core/postfix/flushcommand.h"
#include "ui/facets/facetmodel.h"
#include "ui/facets/facetpanel.h"
#include "ui/filter/filteredit.h"
#include "ui/groups/groupfeed.h"
#include "ui/groups/groupmenu.h"
#include "ui/groups/grouppanel.h"
#include "ui/groups/groupselector.h"
#include "ui/groups/groupview.h"
#include "ui/queue/emptystate.h"
#include "ui/queue/matchfinder.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/norows.h"
#include "ui/queue/originfeed.h"
#include "ui/queue/originnote.h"
#include "ui/queue/queueactions.h"
#include "ui/queue/queuefeed.h"
#include "ui/queue/queuefooter.h"
#include "ui/queue/queueheader.h"
#include "ui/queue/queuemodel.h"
#include "ui/queue/queueview.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"
#include "ui/style/thinsplitter.h"

#include <KMessageWidget>

#include <QAction>
#include <QDateTime>
#include <QHeaderView>
#include <QMenu>
#include <QSettings>
#include <QShortcut>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <utility>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

const QString facetSizesKey = u"queue/facetSizes"_s;

}

QueuePage::QueuePage(Fleet &fleet, QAction *addServer, QWidget *parent)
    : QWidget(parent)
    , m_fleet(fleet)
    , m_model(new QueueModel(this))
    , m_selection(new MessageSelection(this))
    , m_feed(new QueueFeed(fleet, this))
    , m_origins(new OriginFeed(this))
    , m_actions(new QueueActions(fleet, *m_selection, this))
    , m_addServer(addServer)
    , m_clearFilter(new QAction(themedIcon(u"edit-clear"_s), tr("Clear Filter"), this))
    , m_retry(new QAction(themedIcon(u"view-refresh"_s), tr("Try Again"), this))
    , m_filter(new FilterEdit(this))
    , m_facets(new FacetPanel(this))
    , m_finder(new MatchFinder(this))
    , m_groupMenu(new GroupMenu(this))
    , m_groups(new GroupPanel(*m_selection, this))
    , m_groupButton(new QToolButton(this))
    , m_fault(plaintext::makeMessage(this))
    , m_advice(plaintext::makeMessage(this))
    , m_originNote(new OriginNote(*m_model, this))
    , m_empty(new EmptyState(this))
    , m_footer(new QueueFooter(this))
    , m_stack(new QStackedLayout)
{
    m_view = new QueueView(*m_model, *m_selection, this);
    makeFilter();
    makeLayout();
    connectSignals();
    makeGroups();
    m_feed->setOrigins(m_origins);
    m_feed->setScope({});
    updateScope();
    updateTable();
}

void QueuePage::makeGroups()
{
    m_groupButton->setObjectName(u"groupByButton"_s);
    m_groupButton->setIcon(m_groupMenu->icon());
    m_groupButton->setCheckable(true);
    m_groupButton->setAccessibleName(tr("Group by"));
    m_groupButton->setMenu(m_groupMenu);
    m_groupButton->setPopupMode(QToolButton::InstantPopup);
    m_view->header()->offer(m_groupMenu->menuAction());
    QHeaderView *header = m_groups->view()->header();
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this,
        [this, header](const QPoint &at) { m_groupMenu->popup(header->mapToGlobal(at)); });
    auto *choose = new QShortcut(Qt::CTRL | Qt::Key_G, this);
    choose->setContext(Qt::WidgetWithChildrenShortcut);
    connect(choose, &QShortcut::activated, this,
        [this] { m_groupMenu->popup(m_stack->currentWidget()->mapToGlobal(QPoint(8, 8))); });
    connect(m_groupMenu, &GroupMenu::keyChanged, this, &QueuePage::updateGrouping);
    connect(m_model, &QueueModel::arranged, &m_groups->feed(),
        [this] { m_groups->feed().setTable(m_model->shared()); });
    connect(&m_groups->selector(), &GroupSelector::changed, this, &QueuePage::updateTable);
    connect(m_groups, &GroupPanel::currentChanged, this, &QueuePage::showCurrent);
    connect(m_groups, &GroupPanel::inspectRequested, this, &QueuePage::inspectRequested);
    connect(m_groups, &GroupPanel::filterRequested, m_filter, &FilterEdit::setFilter);
    connect(m_groups, &GroupPanel::showRequested, this, &QueuePage::showOnly);
    connect(m_groups->view(), &QWidget::customContextMenuRequested, this, &QueuePage::showMenu);
    updateGrouping();
}

void QueuePage::makeFilter()
{
    m_filter->setObjectName(u"filter"_s);
    m_filter->setValues([this](FilterField field) { return m_facets->values(field); });
    connect(m_filter, &FilterEdit::filterChanged, this, &QueuePage::useFilter);
    connect(m_filter, &FilterEdit::faultChanged, this, &QueuePage::showFault);
    connect(m_filter, &FilterEdit::leaveRequested, this, [this] {
        if (table()->isVisible())
            focusTable();
        else
            setFocus(); // the table is hidden and cannot take it
    });
    connect(m_facets, &FacetPanel::filterRequested, m_filter, &FilterEdit::setFilter);
    connect(m_facets, &FacetPanel::selectionRequested, this,
        [this](const Filter &filter) { m_finder->find(m_model->arrangement().sources, filter); });
    connect(m_finder, &MatchFinder::found, this, &QueuePage::selectRows);
    connect(m_clearFilter, &QAction::triggered, this, [this] { setFilter(Filter::everything()); });
}

void QueuePage::makeLayout()
{
    for (KMessageWidget *message : {m_fault, m_advice}) {
        message->setWordWrap(true);
        message->hide();
    }
    m_fault->setMessageType(KMessageWidget::Warning);
    m_fault->setCloseButtonVisible(false);
    m_advice->setMessageType(KMessageWidget::Information);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_groups);
    m_stack->addWidget(m_empty);
    auto *table = new QWidget(this);
    auto *beside = new QVBoxLayout(table);
    beside->setContentsMargins({});
    beside->setSpacing(0);
    beside->addWidget(m_fault);
    beside->addWidget(m_advice);
    beside->addWidget(m_originNote->bar());
    beside->addLayout(m_stack, 1);
    auto *splitter = new ThinSplitter(Qt::Horizontal, this);
    splitter->addWidget(m_facets);
    splitter->addWidget(table);
    splitter->setStretchFactor(1, 1);
    splitter->setChildrenCollapsible(false);
    m_facets->setMinimumWidth(180);
    table->setMinimumWidth(320);
    const QByteArray state = QSettings().value(facetSizesKey).toByteArray();
    if (!splitter->restoreState(state))
        splitter->setSizes({232, 1000});
    connect(splitter, &QSplitter::splitterMoved, this,
        [splitter] { QSettings().setValue(facetSizesKey, splitter->saveState()); });
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(splitter, 1);
    column->addWidget(m_footer);
}

void QueuePage::connectSignals()
{
    connect(m_model, &QueueModel::sourcesChanging, this, [this](const SharedSources &sources) {
        m_sourcesChanged = true;
        m_selection->setSources(sources);
        m_facets->feed().setSources(sources);
    });
    connect(m_model, &QueueModel::arranged, this, &QueuePage::keepPlace);
    connect(m_model, &QueueModel::arranged, this, &QueuePage::updateTable);
    connect(m_originNote, &OriginNote::changed, this, &QueuePage::updateEmptyState);
    connect(m_feed, &QueueFeed::sourcesChanged, m_model, &QueueModel::setSources);
    connect(m_feed, &QueueFeed::rowsAdded, m_model, &QueueModel::rowsAdded);
    connect(m_feed, &QueueFeed::rowsAdded, &m_facets->feed(), &FacetFeed::rowsAdded);
    connect(m_feed, &QueueFeed::rowsAdded, m_origins, &OriginFeed::lookAgain);
    connect(m_view->header(), &QHeaderView::sectionResized, this, [this](int column, int before) {
        if (before == 0 && isOriginColumn(QueueColumn(column)))
            emit originsWanted();
    });
    connect(m_footer, &QueueFooter::selectAllRequested, this, &QueuePage::selectEverything);
    connect(m_feed, &QueueFeed::statusChanged, this, &QueuePage::updateScope);
    connect(m_footer, &QueueFooter::cancelRequested, m_feed, &QueueFeed::cancelListings);
    connect(m_retry, &QAction::triggered, m_feed, &QueueFeed::refresh);
    connect(m_view, &QueueView::currentRowChanged, this, &QueuePage::currentRowChanged);
    connect(m_view, &QueueView::inspectRequested, this, &QueuePage::inspectRequested);
    connect(m_view, &QWidget::customContextMenuRequested, this, &QueuePage::showMenu);
    // A drag over many rows changes the selection with every move: count once afterwards.
    m_tableLater.setSingleShot(true);
    m_tableLater.setInterval(20);
    connect(m_selection, &MessageSelection::changed, this, [this] {
        if (!m_tableLater.isActive())
            m_tableLater.start();
    });
    connect(&m_tableLater, &QTimer::timeout, this, &QueuePage::updateTable);
    m_tick.start(1000);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        m_footer->setScope(m_feed->status(), now);
        if (now / 1000 % 10 == 0) {
            m_model->setNow(now / 1000);
            m_groups->setNow(now / 1000);
        }
    });
}

void QueuePage::setScope(const FleetScope &scope)
{
    m_feed->setScope(scope);
    m_actions->update();
}

void QueuePage::refresh()
{
    m_feed->refresh();
}

void QueuePage::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void QueuePage::selectEverything()
{
    if (isGrouped())
        m_groups->selector().selectAll();
    else
        m_view->selectEverything();
    focusTable();
}

void QueuePage::invertSelection()
{
    if (m_groups->selector().isFinding())
        return; // what is selected, and so what is not, is not known yet
    m_groups->selector().forget();
    m_view->invertSelection();
}

void QueuePage::focusTable()
{
    table()->setFocus();
}

bool QueuePage::isSettled() const
{
    return !m_model->isArranging() && m_filter->isSettled() && !m_finder->isFinding()
        && m_groups->isSettled() && m_origins->isSettled() && !m_originNote->isCounting();
}

void QueuePage::currentRowChanged(int row)
{
    if (row >= 0)
        m_place = row;
    if (!isGrouped())
        showCurrent();
}

std::optional<QueuePage::Place> QueuePage::currentPlace() const
{
    if (isGrouped()) {
        const auto ref = m_groups->currentMessage();
        return ref ? std::optional(Place{&m_groups->sources()[ref->source], ref->row})
                   : std::nullopt;
    }
    const QModelIndex index = m_view->currentIndex();
    if (!index.isValid())
        return {};
    const RowRef ref = m_model->ref(index.row());
    return Place{&m_model->arrangement().source(ref), ref.row};
}

void QueuePage::showCurrent()
{
    const auto place = currentPlace();
    if (!place)
        emit currentCleared();
    else if (Server *server = m_fleet.server(place->source->key.server))
        emit currentChanged(server, place->source->snapshot, place->row);
}

QString QueuePage::currentDestination() const
{
    const auto place = currentPlace();
    if (!place || place->source->snapshot->recipientCount(place->row) == 0)
        return {};
    const QueueSnapshot &snapshot = *place->source->snapshot;
    const auto address = snapshot.text(snapshot.recipient(place->row, 0).address);
    const auto at = address.lastIndexOf('@');
    // A stranger wrote it: only what Postfix would take is offered.
    const auto site = FlushSite::parse(at < 0 ? QByteArrayView() : address.sliced(at + 1));
    return site ? QString::fromLatin1(site->bytes()) : QString();
}

/// Where the current message left the queue, the one that took its place is next.
void QueuePage::keepPlace()
{
    const bool hasLeft = std::exchange(m_sourcesChanged, false) && m_place >= 0
        && !m_view->currentIndex().isValid() && m_model->rowCount() > 0;
    if (hasLeft)
        m_view->setCurrentRow(std::min(m_place, m_model->rowCount() - 1));
    else if (m_view->currentIndex().isValid())
        m_place = m_view->currentIndex().row();
}

void QueuePage::updateTable()
{
    TableStatus status;
    const auto &rows = m_model->arrangement().rows;
    status.total = m_model->messageCount();
    status.matching = qint64(rows.size());
    status.isFiltered = !m_model->arrangement().filter.isEverything();
    status.selected = m_selection->count();
    status.selectedBytes = m_selection->bytes();
    status.selectedServers = m_selection->serverCount();
    status.isSelecting = m_groups->selector().isFinding();
    if (status.selected > 0 && status.isFiltered)
        status.hidden = status.selected - m_selection->countWithin(rows);
    m_footer->setTable(status);
    updateEmptyState();
}

void QueuePage::updateScope()
{
    m_footer->setScope(m_feed->status(), QDateTime::currentMSecsSinceEpoch());
    updateTable();
}

void QueuePage::updateEmptyState()
{
    const bool isEmpty
        = m_model->rowCount() == 0 && !(m_model->isArranging() && m_model->messageCount() > 0);
    if (isEmpty)
        explainNoRows(*m_empty,
            {.scope = m_feed->status(),
                .messages = m_model->messageCount(),
                .hasServers = !m_fleet.servers().isEmpty(),
                .isOriginUnknown = m_originNote->messages() > 0,
                .addServer = m_addServer,
                .clearFilter = m_clearFilter,
                .readOrigins = m_originNote->step(),
                .retry = m_retry});
    QWidget *wanted = isEmpty ? m_empty : table();
    if (m_stack->currentWidget() == wanted)
        return;
    // Also behind a menu, which has the focus now and gives it back.
    const QWidget *current = m_stack->currentWidget(), *focused = window()->focusWidget();
    const bool hadFocus = focused && (focused == current || current->isAncestorOf(focused));
    m_stack->setCurrentWidget(wanted);
    if (hadFocus)
        wanted->setFocus();
}

void QueuePage::setOriginStep(QAction *step)
{
    m_originNote->setStep(step);
}

bool QueuePage::wantsOrigins() const
{
    constexpr std::array columns{QueueColumn::Client, QueueColumn::User, QueueColumn::Subject};
    const auto key = m_groupMenu->key();
    return mentionsOrigin(m_filter->filter().root()) || (key && isOfOrigin(*key))
        || std::ranges::any_of(columns,
            [this](QueueColumn column) { return !m_view->header()->isSectionHidden(int(column)); });
}

void QueuePage::showMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    if (isGrouped())
        m_groups->addActions(*menu);
    menu->addActions(m_actions->everyday());
    menu->addSeparator();
    menu->addActions(m_actions->others());
    menu->addSeparator();
    menu->addActions(m_offered);
    const QAbstractScrollArea *view = m_view;
    if (isGrouped())
        view = m_groups->view();
    menu->popup(view->viewport()->mapToGlobal(position));
}

// --- groups ---

bool QueuePage::isGrouped() const
{
    return m_groupMenu->key().has_value();
}

QWidget *QueuePage::table() const
{
    return isGrouped() ? static_cast<QWidget *>(m_groups) : m_view;
}

void QueuePage::updateGrouping()
{
    m_cameFrom.reset();
    const auto key = m_groupMenu->key();
    m_groups->selector().forget();
    m_groups->feed().setKey(key);
    m_groupButton->setChecked(key.has_value());
    m_groupButton->setToolTip(plaintext::toolTip(key
            ? tr("Grouped by: %1 (Ctrl+G)").arg(m_groupMenu->actionOf(key)->text())
            : tr("Show the messages in groups (Ctrl+G)")));
    updateTable();
    showCurrent();
    if (wantsOrigins())
        emit originsWanted();
}

/// Leaves the groups for the messages of some.
void QueuePage::showOnly(const Filter &filter)
{
    const std::pair from(m_filter->filter(), *m_groupMenu->key());
    m_groupMenu->choose({});
    setFilter(filter);
    m_cameFrom = from;
}

// --- the filter ---

void QueuePage::setFilter(const Filter &filter)
{
    m_filter->setFilter(filter);
}

void QueuePage::useFilter(const Filter &filter)
{
    m_model->setFilter(filter);
    m_facets->setFilter(filter);
    m_groups->setFilter(filter);
    if (m_cameFrom && m_cameFrom->first == filter)
        m_groupMenu->choose(m_cameFrom->second);
    showAdvice();
    if (wantsOrigins())
        emit originsWanted();
}

void QueuePage::showFault()
{
    const auto &fault = m_filter->fault();
    m_fault->setVisible(fault && !m_filter->isOffering());
    if (fault)
        m_fault->setText(m_filter->filter().isEverything()
                ? tr("No filter is applied: %1.").arg(fault->message)
                : tr("The filter before it is still applied: %1.").arg(fault->message));
}

/// Where the filter is about one trouble, what is known about it.
void QueuePage::showAdvice()
{
    const FacetFilter facets(m_filter->filter());
    const ReasonCause *cause = nullptr;
    for (const GroupKey key : {GroupKey::Cause, GroupKey::Cluster}) {
        const QByteArrayList &values = facets.values(key, FacetMark::Included);
        if (values.size() == 1)
            cause = m_facets->model().texts().causeOf(key, values.first());
    }
    m_advice->setVisible(cause != nullptr);
    if (cause)
        m_advice->setText(tr("%1: %2\n%3", "title, explanation, remedy")
                .arg(cause->title, cause->explanation, cause->remedy));
}

void QueuePage::showFacets(bool isShown)
{
    m_facets->setVisible(isShown);
}

void QueuePage::selectRows(const SharedSources &sources, const std::vector<RowRef> &rows)
{
    // A listing came in between: the numbers of its rows mean other messages.
    if (sources != m_model->arrangement().sources)
        return;
    m_groups->selector().forget();
    m_selection->replace(rows);
}

}
