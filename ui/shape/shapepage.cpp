// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shape/shapepage.h"

#include "core/base/textsafety.h"
#include "ui/fleet/servernames.h"
#include "ui/queue/emptystate.h"
#include "ui/queue/queuefeed.h"
#include "ui/queue/queuefooter.h"
#include "ui/shape/shapebar.h"
#include "ui/shape/shapedesk.h"
#include "ui/shape/shapetimeline.h"
#include "ui/shape/shapeview.h"
#include "ui/shape/shapewords.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"
#include "ui/style/thinsplitter.h"

#include <QAction>
#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QKeyEvent>
#include <QLineEdit>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostNames = 12; ///< of servers in a picture's title

}

ShapePage::ShapePage(Fleet &fleet, QAction *addServer, QWidget *parent)
    : QWidget(parent)
    , m_fleet(fleet)
    , m_addServer(addServer)
    , m_retry(new QAction(themedIcon(u"view-refresh"_s), tr("Try Again"), this))
    , m_clearSearch(new QAction(themedIcon(u"edit-clear"_s), tr("Clear Search"), this))
    , m_allQueues(new QAction(themedIcon(u"view-filter"_s), tr("Count All Queues"), this))
    , m_all(new QueueFeed(fleet, this))
    , m_feed(new QueueFeed(fleet, this))
    , m_desk(new ShapeDesk(this))
    , m_bar(new ShapeBar(loadShapeSettings(), this))
    , m_view(new ShapeView(this))
    , m_empty(new EmptyState(this))
    , m_timeline(new ShapeTimeline(this))
    , m_footer(new QueueFooter(this))
{
    makeLayout();
    connectFeeds();
    connectParts();
    m_desk->setSettings(m_bar->settings());
    m_all->setScope({});
    setScope({});
    m_footer->setScope(m_feed->status(), QDateTime::currentMSecsSinceEpoch());
    takePicture();
}

ShapePage::~ShapePage() = default;

void ShapePage::makeLayout()
{
    auto *middle = new QWidget(this);
    m_stack = new QStackedLayout(middle);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(new Hairline(this));
    column->addWidget(middle, 1);
    column->addWidget(new Hairline(this));
    column->addWidget(m_timeline);
    column->addWidget(m_footer);
}

void ShapePage::connectFeeds()
{
    ShapeRecorder *recorder = &m_desk->recorder();
    connect(m_all, &QueueFeed::sourcesChanged, recorder, &ShapeRecorder::setSources);
    connect(m_all, &QueueFeed::rowsAdded, recorder, &ShapeRecorder::rowsAdded);
    connect(m_feed, &QueueFeed::statusChanged, this, [this] {
        m_footer->setScope(m_feed->status(), QDateTime::currentMSecsSinceEpoch());
        updateTimeline();
        updateEmptyState();
    });
    m_tick.start(1000);
    connect(&m_tick, &QTimer::timeout, this,
        [this] { m_footer->setScope(m_feed->status(), QDateTime::currentMSecsSinceEpoch()); });
}

void ShapePage::connectParts()
{
    connect(m_desk, &ShapeDesk::pictured, this, &ShapePage::takePicture);
    connect(m_desk, &ShapeDesk::timesChanged, this, &ShapePage::updateTimeline);
    connect(m_bar, &ShapeBar::settingsChanged, m_desk, &ShapeDesk::setSettings);
    connect(m_bar, &ShapeBar::searchChanged, m_desk, &ShapeDesk::setSearch);
    connect(m_bar, &ShapeBar::exportRequested, this, &ShapePage::askWhereToSave);
    connect(m_timeline, &ShapeTimeline::timeChosen, m_desk, &ShapeDesk::setTime);
    connect(m_view, &ShapeView::chosen, this, &ShapePage::choose);
    connect(m_view, &ShapeView::selectionMoved, this, &ShapePage::updateFooter);
    connect(m_footer, &QueueFooter::cancelRequested, m_feed, &QueueFeed::cancelListings);
    connect(m_retry, &QAction::triggered, this, &ShapePage::refresh);
    connect(m_clearSearch, &QAction::triggered, m_bar->search(), &QLineEdit::clear);
    connect(m_allQueues, &QAction::triggered, m_bar, &ShapeBar::countAllQueues);
    m_bar->search()->installEventFilter(this);
}

void ShapePage::setScope(const FleetScope &scope)
{
    m_feed->setScope(scope);
    m_desk->setScope(scope);
}

void ShapePage::refresh()
{
    m_feed->refresh();
}

void ShapePage::focusSearch()
{
    m_bar->search()->setFocus(Qt::ShortcutFocusReason);
    m_bar->search()->selectAll();
}

bool ShapePage::isSettled() const
{
    return m_bar->isSettled() && m_desk->isSettled() && m_writing == 0;
}

/// While everything is counted anew, what was there stays rather than nothing.
void ShapePage::takePicture()
{
    const SharedPicture &picture = m_desk->picture();
    if (!picture->isEmpty() || m_desk->isSettled())
        m_view->setPicture(picture);
    updateFooter();
    updateTimeline();
    updateEmptyState();
}

void ShapePage::updateTimeline()
{
    m_timeline->setTimes(m_desk->times(), m_desk->time());
    m_timeline->setCoverage(serversShown(), m_feed->status().servers);
}

/// Those of which the picture has all that belongs to the scope.
int ShapePage::serversShown() const
{
    const auto &shown = m_desk->picture()->instances;
    return int(std::ranges::count_if(m_fleet.servers(), [&](const Server *server) {
        return !server->instances().empty()
            && std::ranges::all_of(server->instances(),
                [&](const InstanceStatus &instance) {
                    return !m_feed->scope().contains(instance.key)
                        || std::ranges::contains(shown, instance.key);
                })
            && m_feed->scope().containsServer(server->id());
    }));
}

QString ShapePage::contentText() const
{
    const ShapePicture &picture = m_view->picture();
    if (picture.isEmpty())
        return {};
    const qsizetype domains = qsizetype(picture.shape.rows.size());
    const QString counted
        = shapewords::counted(picture.shape.all.total, picture.settings.options.bySender);
    if (picture.isSearched())
        return tr("%1 · %2 of %3 match")
            .arg(counted, humanize::count(qint64(picture.shown.size())),
                tr("%Ln domain(s)", nullptr, int(domains)));
    return tr("%1 · %2").arg(counted, tr("%Ln domain(s)", nullptr, int(domains)));
}

void ShapePage::updateFooter()
{
    const auto cells = m_view->chosenCells();
    if (!cells)
        return m_footer->setText(contentText());
    const ShapePicture &picture = m_view->picture();
    const qint64 count = countOf(picture, *cells);
    QStringList parts;
    if (cells->isTotal)
        parts.append(tr("all domains"));
    else if (cells->places.size() == 1)
        parts.append(
            text::isolated(shapewords::domainHead(picture.row(size_t(cells->places.front())))));
    else
        parts.append(tr("%Ln domain(s)", nullptr, int(cells->places.size())));
    parts.append(shapewords::agesText(picture.shape, cells->firstBucket, cells->lastBucket));
    parts.append(count == 0
            ? tr("nothing there")
            : tr("%1 (%2)").arg(shapewords::counted(count, picture.settings.options.bySender),
                  shapewords::share(count, picture.shape.all.total)));
    m_footer->setText(parts.join(u" · "_s), true);
}

void ShapePage::updateEmptyState()
{
    const ShapePicture &picture = m_view->picture();
    const bool hasCells = !picture.isEmpty() && !picture.shown.empty();
    m_bar->setExportEnabled(hasCells);
    if (!hasCells)
        explainNoCells();
    QWidget *wanted = hasCells ? static_cast<QWidget *>(m_view) : m_empty;
    if (m_stack->currentWidget() == wanted)
        return;
    const bool hadFocus = focusWidget() && m_stack->currentWidget()->isAncestorOf(focusWidget());
    m_stack->setCurrentWidget(wanted);
    if (hadFocus)
        wanted->setFocus();
}

void ShapePage::explainNoCells()
{
    const ShapePicture &picture = m_view->picture();
    if (m_fleet.servers().isEmpty() && picture.isEmpty())
        m_empty->explain(u"network-server"_s, tr("No servers yet"),
            tr("Add a Postfix server that you reach by SSH to see the shape of its queue here."),
            m_addServer);
    else if (!picture.isEmpty())
        m_empty->explain(u"edit-find"_s, tr("No domain matches the search"),
            tr("It hides %Ln domain(s).", nullptr, int(picture.shape.rows.size())), m_clearSearch);
    else
        explainNothing();
}

void ShapePage::explainNothing()
{
    const ScopeStatus &status = m_feed->status();
    const QString name = text::isolated(text::visible(status.only));
    if (m_desk->time()) {
        m_empty->explain(u"emblem-ok"_s, tr("There was nothing in these queues"),
            tr("Choose another time below."));
    } else if (status.listing > 0) {
        m_empty->explain(u"mail-message"_s, tr("Listing…"),
            tr("Domains appear here as the server names its messages."));
    } else if (!m_desk->isSettled()) {
        m_empty->explain(u"mail-message"_s, tr("Counting…"), {});
    } else if (status.connecting > 0) {
        m_empty->explain(u"network-connect"_s,
            name.isEmpty() ? tr("Connecting…") : tr("Connecting to %1…").arg(name), {});
    } else if (status.listed < status.servers) {
        m_empty->explain(u"network-disconnect"_s,
            name.isEmpty() ? tr("No server has been listed")
                           : tr("%1 has not been listed").arg(name),
            status.failed > 0 ? tr("What went wrong is said below.")
                              : tr("Not connected at the moment."),
            m_retry);
    } else if (m_desk->settings().queues.size() < listedQueues.size()) {
        m_empty->explain(u"view-filter"_s, tr("Nothing in the chosen queues"),
            tr("Counted: %1.").arg(shapewords::queues(m_desk->settings())), m_allQueues);
    } else {
        m_empty->explain(u"emblem-ok"_s, tr("The queue is empty"),
            name.isEmpty()
                ? tr("All %Ln server(s) were listed to the end.", nullptr, status.servers)
                : tr("%1 was listed to the end.").arg(name));
    }
}

void ShapePage::choose(const ShapeCells &cells)
{
    const ShapePicture &picture = m_view->picture();
    if (countOf(picture, cells) == 0)
        return; // the footer says so
    const auto filter = filterOf(picture, cells, QDateTime::currentSecsSinceEpoch());
    if (filter)
        emit filterRequested(filter->toString());
    else
        emit failed(filter.error());
}

// --- files ---

QString ShapePage::serverNames() const
{
    QStringList names;
    for (const Server *server : m_fleet.servers()) {
        const auto isOfServer
            = [&](const InstanceKey &instance) { return instance.server == server->id(); };
        if (std::ranges::any_of(m_view->picture().instances, isOfServer))
            names.append(text::visible(server->name()));
    }
    if (names.size() <= mostNames)
        return names.join(u", "_s);
    return names.first(mostNames).join(u", "_s) + u' '
        + tr("and %Ln more", nullptr, int(names.size() - mostNames));
}

void ShapePage::askWhereToSave(ShapeFormat format)
{
    auto *dialog = new QFileDialog(this, tr("Export the shape"), QDir::homePath(),
        tr("%1 (*.%2)").arg(displayName(format), suffixOf(format)));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffixOf(format));
    const QDateTime time = QDateTime::fromSecsSinceEpoch(m_view->picture().countedAt);
    dialog->selectFile(u"shape-%1.%2"_s.arg(time.toString(u"yyyyMMdd-HHmm"_s), suffixOf(format)));
    connect(dialog, &QFileDialog::fileSelected, this,
        [this, format](const QString &file) { exportTo(file, format); });
    dialog->open();
}

/// A picture of thousands of rows takes a while: not on this thread.
void ShapePage::exportTo(const QString &file, ShapeFormat format)
{
    ++m_writing;
    const ShapeDocument document{m_view->pictureOnScreen(), serverNames(), font()};
    m_worker.run([this, file, format, document] {
        // The destructor waits for this thread, so `this` is there.
        QMetaObject::invokeMethod(
            this,
            [this, file, saved = saveShape(file, document, format)] {
                --m_writing;
                if (saved)
                    emit noticed(tr("%1 was written.").arg(text::visible(file)));
                else
                    emit failed(saved.error().message);
            },
            Qt::QueuedConnection);
    });
}

// --- events ---

void ShapePage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_desk->recorder().setWatched(true);
}

void ShapePage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_desk->recorder().setWatched(false);
    m_timeline->play(false);
}

void ShapePage::leaveSearch()
{
    m_stack->currentWidget()->setFocus();
}

bool ShapePage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_bar->search() && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Escape:
            m_bar->search()->clear();
            leaveSearch();
            return true;
        case Qt::Key_Down:
        case Qt::Key_Return:
        case Qt::Key_Enter:
            leaveSearch();
            return true;
        default:
            break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}
