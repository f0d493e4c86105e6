// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/mainwindow.h"

#include "ui/actions/messagesaver.h"
#include "ui/facets/facetpanel.h"
#include "ui/filter/filteredit.h"
#include "ui/filter/savedfilters.h"
#include "ui/fleet/fleetpanel.h"
#include "ui/fleet/serverkeeper.h"
#include "ui/groups/groupmenu.h"
#include "ui/jobs/jobstrip.h"
#include "ui/jobs/noticearea.h"
#include "ui/logs/fleetlogs.h"
#include "ui/logs/logpage.h"
#include "ui/logs/logtracepage.h"
#include "ui/logs/messagetrace.h"
#include "ui/message/messageview.h"
#include "ui/operations/journalfeed.h"
#include "ui/operations/operationsdesk.h"
#include "ui/operations/operationspage.h"
#include "ui/queue/originfeed.h"
#include "ui/queue/originreader.h"
#include "ui/queue/queueactions.h"
#include "ui/queue/queuecopier.h"
#include "ui/queue/queueexporter.h"
#include "ui/queue/queuefeed.h"
#include "ui/queue/queueheader.h"
#include "ui/queue/queuepage.h"
#include "ui/queue/queueview.h"
#include "ui/shape/shapepage.h"
#include "ui/shape/shapeview.h"
#include "ui/style/icons.h"
#include "ui/style/plaintextview.h"
#include "ui/style/thinsplitter.h"
#include "ui/traffic/trafficfeed.h"
#include "ui/traffic/trafficlists.h"
#include "ui/traffic/trafficpage.h"
#include "ui/windowpages.h"

#include <QAction>
#include <QApplication>
#include <QMenu>
#include <QSettings>
#include <QShortcut>
#include <QToolBar>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

/// What a part has to say is said in the window, and its jobs are in the strip.
template <typename Part> void attend(Part *part, NoticeArea *notices, JobStrip *jobs)
{
    QObject::connect(
        part, &Part::noticed, notices, [notices](const QString &text) { notices->post(text); });
    QObject::connect(part, &Part::failed, notices, &NoticeArea::postError);
    if constexpr (requires { &Part::jobStarted; })
        QObject::connect(part, &Part::jobStarted, jobs, &JobStrip::watch);
}

}

MainWindow::MainWindow(Fleet &fleet, std::optional<ServerStore> store, QWidget *parent)
    : QMainWindow(parent)
    , m_fleet(fleet)
    , m_keeper(new ServerKeeper(fleet, std::move(store), this))
    , m_desk(new OperationsDesk(fleet, this))
{
    setWindowTitle(QApplication::applicationDisplayName());
    new PlainClipboard(this);
    setContextMenuPolicy(Qt::NoContextMenu);
    setMinimumSize(720, 480);
    makeActions();
    makeContent();
    makeToolBar();
    connectSignals();
    connectDesk();
    restoreLayout();
    showPage(QueueTab);
    m_desk->feed().load();
}

MainWindow::~MainWindow()
{
    saveLayout();
}

QAction *MainWindow::makeAction(
    const QString &icon, const QString &text, const QKeySequence &shortcut)
{
    auto *action = new QAction(icon.isEmpty() ? QIcon() : themedIcon(icon), text, this);
    action->setShortcut(shortcut);
    addAction(action);
    return action;
}

void MainWindow::makeActions()
{
    m_refresh = makeAction(u"view-refresh"_s, tr("&Refresh"), QKeySequence(QKeySequence::Refresh));
    m_refresh->setShortcuts({Qt::Key_F5, Qt::CTRL | Qt::Key_R});
    m_refresh->setToolTip(tr("List the queue again (F5)"));
    m_autoRefresh = makeAction({}, tr("Refresh A&utomatically"));
    m_autoRefresh->setObjectName(u"refreshAutomatically"_s);
    m_autoRefresh->setCheckable(true);
    m_autoRefresh->setToolTip(
        tr("Count the queues in the background, and list those that changed"));
    m_addServer = makeAction(u"list-add"_s, tr("&Add Server…"), QKeySequence(QKeySequence::New));
    m_importServers = makeAction(u"document-import"_s, tr("&Import from SSH Config…"), {});
    m_importServers->setToolTip(tr("Add servers that ~/.ssh/config names"));
    m_selectAll = makeAction(u"edit-select-all"_s, tr("&Select All Matching"));
    m_invert = makeAction({}, tr("&Invert Selection"));
    m_invert->setObjectName(u"invertSelection"_s);
    m_invert->setToolTip(tr("Select exactly the shown messages that are not selected"));
    m_flush = new QAction(ownIcon(u"flush"_s), tr("&Flush Queue…"), this);
    m_flush->setObjectName(u"flushQueue"_s);
    m_flush->setToolTip(tr("Let Postfix try all deferred mail of the chosen servers now"));
    m_retryDestination = new QAction(ownIcon(u"flush"_s), tr("Retry Des&tination…"), this);
    m_retryDestination->setObjectName(u"retryDestination"_s);
    m_retryDestination->setToolTip(tr("Let Postfix try the mail for one destination now"));
    m_showMessage = makeAction(u"view-sidebar"_s, tr("Show &Message"), Qt::Key_F9);
    m_showMessage->setCheckable(true);
    m_showFacets = makeAction(u"view-filter"_s, tr("Show &Facets"), Qt::Key_F8);
    m_showFacets->setCheckable(true);
    m_showFacets->setToolTip(tr("What the messages have in common, beside the table (F8)"));
    m_readOnly = makeAction(u"object-locked"_s, tr("Read-&Only Mode"));
    m_readOnly->setObjectName(u"readOnlyMode"_s);
    m_readOnly->setCheckable(true);
    m_endReadOnly = makeAction(u"object-locked"_s, tr("Read-only"));
    m_endReadOnly->setToolTip(
        tr("Nothing is changed on any server. Click to allow changes again."));
    m_endReadOnly->setVisible(false);
    m_readOnly->setToolTip(tr("While this is on, nothing is changed on any server"));
    m_quit = makeAction(u"application-exit"_s, tr("&Quit"), QKeySequence(QKeySequence::Quit));
}

void MainWindow::makeContent()
{
    m_panel = new FleetPanel(m_fleet, m_addServer);
    m_queue = new QueuePage(m_fleet, m_addServer);
    m_export = new QueueExporter(m_fleet, m_queue->model(), m_queue->selection(), this);
    m_origins = new OriginReader(
        m_fleet, m_queue->model(), m_queue->selection(), *m_queue->origins(), this);
    m_copier = new QueueCopier(m_fleet, m_queue->model(), m_queue->selection(),
        *m_queue->view()->header(), m_queue->actions()->copyIds(), this);
    m_message = new MessageView;
    m_notices = new NoticeArea(m_fleet);
    m_jobs = new JobStrip(m_fleet);
    m_message->setMinimumSize(320, 200);
    m_queue->setMinimumSize(360, 200);

    m_inner = new ThinSplitter(Qt::Horizontal);
    m_inner->addWidget(m_queue);
    m_inner->addWidget(m_message);
    m_inner->setStretchFactor(0, 1);
    m_outer = new ThinSplitter(Qt::Horizontal);
    m_outer->addWidget(m_panel);
    makePages();
    m_outer->addWidget(m_pages);
    m_outer->setStretchFactor(1, 1);

    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_outer, 1);
    column->addWidget(m_notices);
    column->addWidget(m_jobs);
    setCentralWidget(content);
}

/// In the order of Page.
void MainWindow::makePages()
{
    m_shape = new ShapePage(m_fleet, m_addServer);
    m_traffic = new TrafficPage;
    m_logs = new LogTracePage(m_fleet);
    m_messageTrace = new MessageTrace(*m_logs);
    m_message->addView(m_messageTrace, tr("Trace"));
    addAction(m_messageTrace->action());
    m_trafficFeed = new TrafficFeed(m_fleet, *m_logs->logs(), *m_traffic);
    m_operations = new OperationsPage(m_desk->feed(), m_desk->vault());
    m_pages = new WindowPages;
    m_pages->add({m_inner, tr("Queue"), [this] { m_queue->focusTable(); },
        [this] { m_queue->refresh(); }, [this] { m_queue->focusFilter(); }});
    m_pages->add({m_shape, tr("Shape"), [this] { m_shape->view()->setFocus(); },
        [this] { m_shape->refresh(); }, [this] { m_shape->focusSearch(); }});
    m_pages->add({m_traffic, tr("Traffic"), [this] { m_traffic->focusChart(); },
        [this] { m_trafficFeed->refresh(); }, [this] { m_traffic->lists()->focusChoice(); }});
    m_pages->add({m_logs, tr("Logs"), [this] { m_logs->focusLines(); },
        [this] { m_logs->refresh(); }, [this] { m_logs->focusSearch(); }});
    const auto load = [this] { m_desk->feed().load(); };
    m_pages->add({m_operations, tr("Operations"),
        [this, load] {
            m_operations->list()->setFocus();
            load();
        },
        load, [this] { m_operations->focusSearch(); }});
}

void MainWindow::makeToolBar()
{
    m_toolBar = addToolBar(tr("Tools"));
    m_toolBar->setMovable(false);
    m_toolBar->setFloatable(false);
    m_toolBar->setIconSize({16, 16});
    m_toolBar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    QueueActions *actions = m_queue->actions();
    m_toolBar->addAction(m_refresh);
    m_toolBar->addSeparator();
    m_toolBar->addActions(actions->everyday());
    addActions(actions->everyday() + actions->others());

    auto *menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    menu->addAction(m_desk->undo());
    menu->addSeparator();
    menu->addActions(actions->others());
    menu->addSeparator();
    menu->addAction(m_flush);
    menu->addAction(m_retryDestination);
    menu->addSeparator();
    menu->addAction(m_selectAll);
    menu->addAction(m_invert);
    const QList<QAction *> taking{m_messageTrace->action(), m_origins->action(), actions->copyIds(),
        m_copier->copyRows(), m_copier->copyCommands(), actions->saveMessages(),
        m_export->action()};
    menu->addActions(taking);
    m_queue->offer(taking);
    menu->addSeparator();
    menu->addAction(m_autoRefresh);
    menu->addAction(m_showMessage);
    menu->addAction(m_showFacets);
    QAction *columns = menu->addAction(ownIcon(u"view-columns"_s), tr("Co&lumns…"));
    columns->setObjectName(u"columns"_s);
    connect(columns, &QAction::triggered, m_queue->view()->header(), &QueueHeader::showColumnMenu);
    menu->addMenu(m_queue->groupMenu());
    menu->addAction(m_addServer);
    menu->addAction(m_importServers);
    menu->addSeparator();
    menu->addAction(m_readOnly);
    menu->addSeparator();
    menu->addAction(m_quit);
    auto *more = new QToolButton;
    more->setText(tr("More"));
    more->setIcon(themedIcon(u"overflow-menu"_s));
    more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(more, &QToolButton::clicked, menu,
        [menu, more] { menu->popup(more->mapToGlobal(QPoint(0, more->height()))); });
    m_toolBar->addWidget(more);

    m_toolBar->addAction(m_endReadOnly);
    makeFilterTools();
}

void MainWindow::makeFilterTools()
{
    FilterEdit *edit = m_queue->filterEdit();
    edit->setMinimumWidth(200);
    edit->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    const auto addButton = [this](QToolButton *button) {
        button->setAutoRaise(true);
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        m_filter.append(m_toolBar->addWidget(button));
    };
    m_filter.append(m_toolBar->addSeparator());
    for (QAction *action : {edit->backAction(), edit->forwardAction()}) {
        addAction(action);
        auto *button = new QToolButton;
        button->setDefaultAction(action);
        addButton(button);
    }
    m_filter.append(m_toolBar->addWidget(edit));
    auto *saved = new QToolButton;
    saved->setObjectName(u"savedFilters"_s);
    saved->setIcon(themedIcon(u"bookmarks"_s));
    saved->setText(tr("Saved Filters"));
    saved->setToolTip(tr("Saved filters, and some to begin with"));
    saved->setMenu(new SavedFilters(*edit, saved));
    saved->setPopupMode(QToolButton::InstantPopup);
    addButton(saved);
    addButton(m_queue->groupButton());
}

void MainWindow::connectSignals()
{
    connect(m_refresh, &QAction::triggered, m_pages, &WindowPages::refresh);
    connect(m_pages, &WindowPages::shown, this, &MainWindow::adaptToPage);
    connect(m_addServer, &QAction::triggered, m_keeper, &ServerKeeper::add);
    connect(m_importServers, &QAction::triggered, m_keeper, &ServerKeeper::importFromSshConfig);
    connect(m_quit, &QAction::triggered, this, &QWidget::close);
    connect(m_readOnly, &QAction::toggled, this, &MainWindow::setReadOnly);
    connect(m_autoRefresh, &QAction::toggled, this, [this](bool isOn) {
        m_fleet.setAutoRefresh(isOn);
        QSettings().setValue(u"window/autoRefresh"_s, isOn);
    });
    connect(
        m_endReadOnly, &QAction::triggered, m_readOnly, [this] { m_readOnly->setChecked(false); });
    connect(m_panel, &FleetPanel::rightsRequested, m_keeper, &ServerKeeper::showRights);
    connect(m_panel, &FleetPanel::readOnlyRequested, m_keeper, &ServerKeeper::setReadOnly);
    connect(m_showMessage, &QAction::toggled, m_message, &QWidget::setVisible);
    connect(m_showFacets, &QAction::toggled, this, [this](bool isShown) {
        m_queue->showFacets(isShown);
        placeInspector();
    });
    connect(m_panel, &FleetPanel::scopeChanged, m_queue, &QueuePage::setScope);
    connect(m_panel, &FleetPanel::scopeChanged, m_shape, &ShapePage::setScope);
    attend(m_shape, m_notices, m_jobs);
    connect(m_shape, &ShapePage::filterRequested, this, &MainWindow::showFiltered);
    connect(m_panel, &FleetPanel::scopeChanged, m_operations, &OperationsPage::setScope);
    connectLogs();
    connectOrigins();
    connectTraffic();
    connect(m_panel, &FleetPanel::editRequested, m_keeper, &ServerKeeper::edit);
    connect(m_panel, &FleetPanel::removeRequested, m_keeper, &ServerKeeper::remove);
    connect(m_panel, &FleetPanel::questionRequested, m_keeper->login(), &LoginDialogs::ask);
    connect(m_notices, &NoticeArea::editRequested, m_keeper, &ServerKeeper::edit);
    connect(m_notices, &NoticeArea::questionRequested, m_keeper->login(), &LoginDialogs::ask);
    connect(&m_fleet.secrets(), &SecretKeeper::storeFailed, m_notices, &NoticeArea::postError);
    connect(m_keeper, &ServerKeeper::failed, m_notices, &NoticeArea::postError);
    connect(m_keeper, &ServerKeeper::removed, this, [this](const QString &name) {
        auto *undo = new QAction(tr("Undo"), this);
        connect(undo, &QAction::triggered, m_keeper, &ServerKeeper::undoRemove);
        m_notices->post(tr("%1 is no longer in the list.").arg(name), undo);
    });
    connect(m_queue, &QueuePage::currentChanged, m_message, &MessageView::showMessage);
    connect(m_queue, &QueuePage::currentCleared, m_message, &MessageView::clear);
    connect(m_queue, &QueuePage::inspectRequested, this, [this] {
        m_showMessage->setChecked(true);
        m_message->setFocus();
    });

    // Keys that text fields need for themselves belong to the table.
    for (QAction *action :
        {m_selectAll, m_invert, m_queue->actions()->copyIds(), m_copier->copyRows(),
            m_queue->actions()->of(Action::Trash), m_queue->actions()->of(Action::Delete)}) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        m_queue->addAction(action);
        removeAction(action);
    }
    m_selectAll->setShortcut(QKeySequence(QKeySequence::SelectAll));
    m_invert->setShortcut(Qt::CTRL | Qt::Key_I);
    connect(m_invert, &QAction::triggered, m_queue, &QueuePage::invertSelection);
    connect(m_queue->view(), &QueueView::dragRefused, m_copier, &QueueCopier::refuse);
    connect(m_selectAll, &QAction::triggered, m_queue, &QueuePage::selectEverything);
    // The message and the logs have a search of their own for Ctrl+F.
    for (QWidget *place : std::initializer_list<QWidget *>{
             m_panel, m_queue, m_toolBar, m_message, m_shape, m_traffic, m_logs, m_operations}) {
        QList<QKeySequence> keys{Qt::Key_Slash};
        if (place != m_message && place != m_logs)
            keys += QKeySequence(QKeySequence::Find);
        auto *find = new QShortcut(place);
        find->setKeys(keys);
        find->setContext(Qt::WidgetWithChildrenShortcut);
        connect(find, &QShortcut::activated, m_pages, &WindowPages::find);
    }
}

void MainWindow::showFiltered(const QString &filter)
{
    showPage(QueueTab);
    if (const auto parsed = Filter::parse(filter))
        m_queue->setFilter(*parsed);
}

/// From a message of the queue to what the logs say of it, and back.
void MainWindow::connectLogs()
{
    connect(m_panel, &FleetPanel::scopeChanged, m_logs, &LogTracePage::setScope);
    connect(m_logs, &LogTracePage::queueRequested, this, &MainWindow::showFiltered);
    attend(m_logs, m_notices, m_jobs);
    connect(m_logs, &LogTracePage::frontRequested, this, [this] { showPage(LogsTab); });
    connect(m_queue, &QueuePage::currentCleared, m_messageTrace, &MessageTrace::clear);
    connect(m_queue, &QueuePage::currentChanged, m_messageTrace,
        [this](Server *, const std::shared_ptr<const QueueSnapshot> &snapshot, quint32 row) {
            m_messageTrace->setMessage(snapshot, row);
        });
}

/// Where messages came from is read from the logs as soon as anybody wants to see it.
void MainWindow::connectOrigins()
{
    FleetLogs *logs = m_logs->logs();
    OriginFeed *origins = m_queue->origins();
    origins->setLogs([logs](const QString &server) { return logs->facts(server); });
    connect(logs, &FleetLogs::grew, origins, &OriginFeed::lookAgain);
    connect(m_queue, &QueuePage::originsWanted, logs, &FleetLogs::begin);
    if (m_queue->wantsOrigins())
        logs->begin();
    m_queue->setOriginStep(m_origins->shownAction());
    connect(m_origins, &OriginReader::noticed, m_notices,
        [this](const QString &text) { m_notices->post(text); });
    connect(m_origins, &OriginReader::failed, m_notices, &NoticeArea::postError);
}

/// From a number to the lines that it counts.
void MainWindow::connectTraffic()
{
    connect(m_panel, &FleetPanel::scopeChanged, m_trafficFeed, &TrafficFeed::setScope);
    connect(m_traffic, &TrafficPage::linesRequested, this, [this](const QString &filter) {
        showPage(LogsTab);
        m_logs->lines()->setFilter(filter);
    });
    attend(m_traffic, m_notices, m_jobs);
}

/// Remembered at once: a program that ends badly must not come back with more rights.
void MainWindow::setReadOnly(bool isReadOnly)
{
    m_fleet.setReadOnly(isReadOnly);
    m_endReadOnly->setVisible(isReadOnly);
    setWindowTitle(isReadOnly ? tr("Read-only") : QString());
    m_queue->actions()->update();
    QSettings().setValue(u"window/readOnly"_s, isReadOnly);
}

void MainWindow::connectDesk()
{
    addAction(m_desk->undo());
    m_desk->serve(m_operations);
    connect(m_queue->actions(), &QueueActions::planned, this,
        [this](const std::shared_ptr<const ActionPlan> &plan, PlanScale scale) {
            m_desk->carryOut(plan, {.scale = scale});
        });
    connect(m_flush, &QAction::triggered, this, [this] { m_desk->flush(m_panel->scope(), {}); });
    connect(m_retryDestination, &QAction::triggered, this,
        [this] { m_desk->flush(m_panel->scope(), m_queue->currentDestination()); });
    connect(m_panel, &FleetPanel::flushRequested, this,
        [this](const FleetScope &scope) { m_desk->flush(scope, {}); });
    auto *saver = new MessageSaver(m_fleet, this);
    connect(m_queue->actions(), &QueueActions::saveRequested, saver, &MessageSaver::askAndSave);
    connect(saver, &MessageSaver::noticed, m_notices, &NoticeArea::post);
    connect(saver, &MessageSaver::failed, m_notices, &NoticeArea::postError);
    connect(m_copier, &QueueCopier::failed, m_notices, &NoticeArea::postError);
    attend(m_export, m_notices, m_jobs);
    connect(m_desk, &OperationsDesk::noticed, m_notices, &NoticeArea::post);
    connect(m_desk, &OperationsDesk::failed, m_notices, &NoticeArea::postError);
    connect(m_desk, &OperationsDesk::obstacleChanged, m_queue, [this](const QString &why) {
        m_queue->actions()->hinder(QueueActions::Hindrance::Journal, why);
    });
    connect(m_desk, &OperationsDesk::showRequested, this, [this](const QString &operation) {
        showPage(OperationsTab);
        m_operations->showOperation(operation);
    });
}

// --- pages ---

void MainWindow::showPage(Page page)
{
    m_pages->open(page);
}

void MainWindow::adaptToPage(int page)
{
    const bool isQueue = page == QueueTab;
    for (QAction *tool : std::as_const(m_filter))
        tool->setVisible(isQueue);
    // What is selected there is out of sight.
    m_queue->actions()->hinder(QueueActions::Hindrance::OtherPage,
        isQueue ? QString() : tr("The queue is on another page (Ctrl+1)."));
}

}
