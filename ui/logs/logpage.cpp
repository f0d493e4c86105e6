// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/logs/logpage.h"

#include "core/base/textsafety.h"
#include "ui/filter/filteredit.h"
#include "ui/logs/logbar.h"
#include "ui/logs/logchoices.h"
#include "ui/logs/logexporter.h"
#include "ui/logs/logfinder.h"
#include "ui/logs/logmenu.h"
#include "ui/logs/nolines.h"
#include "ui/queue/emptystate.h"
#include "ui/style/dimmedlabel.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"
#include "ui/style/thinsplitter.h"

#include <KMessageWidget>

#include <QAction>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

LogPage::LogPage(const KSyntaxHighlighting::Repository &repository, QWidget *parent)
    : QWidget(parent)
    , m_desk(new LogDesk(this))
    , m_view(new LogView(repository, this))
    , m_exporter(new LogExporter(*m_view))
    , m_bar(new LogBar([this] { return m_desk->tally(); }, m_exporter->exportAction(), this))
    , m_finder(new LogFinder(this))
    , m_menu(new LogMenu(*m_view))
    , m_empty(new EmptyState(this))
    , m_fault(plaintext::makeMessage(this))
    , m_news(new QPushButton(m_view))
    , m_count(plaintext::makeLabel(this))
    , m_state(new DimmedLabel)
    , m_clearFilter(new QAction(themedIcon(u"edit-clear"_s), tr("Clear Filter"), this))
{
    makeLayout();
    connectParts();
    addKeys();
    takeOrder(true);
}

LogPage::~LogPage() = default;

void LogPage::makeLayout()
{
    m_fault->setMessageType(KMessageWidget::Warning);
    m_fault->setCloseButtonVisible(false);
    m_fault->setWordWrap(true);
    m_fault->hide();
    m_news->setObjectName(u"logNews"_s);
    m_news->setIcon(themedIcon(u"go-bottom"_s));
    m_news->hide();
    m_count->setObjectName(u"logCount"_s);
    m_state->setObjectName(u"logState"_s);
    auto *middle = new QWidget(this);
    m_stack = new QStackedLayout(middle);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    auto *footer = new QWidget(this);
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(8, 6, 8, 6);
    row->addWidget(m_count);
    row->addStretch(1);
    row->addWidget(m_state);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(new Hairline(this));
    column->addWidget(m_fault);
    column->addWidget(middle, 1);
    column->addWidget(m_finder);
    column->addWidget(new Hairline(this));
    column->addWidget(footer);
    setFocusProxy(m_view);
}

void LogPage::connectParts()
{
    connect(m_desk, &LogDesk::ordered, this, &LogPage::takeOrder);
    connect(m_bar, &LogBar::filterChanged, this, [this](const Filter &filter) {
        m_desk->setFilter(filter);
        updateFooter();
    });
    connect(m_bar, &LogBar::faultChanged, this, &LogPage::showFault);
    connect(m_bar, &LogBar::leaveRequested, this, [this] { m_view->setFocus(); });
    connect(m_bar, &LogBar::pauseToggled, this, &LogPage::pause);
    connect(m_bar, &LogBar::timesWanted, this, &LogPage::offerTimes);
    connect(m_bar, &LogBar::timeChosen, m_view, &LogView::goToTime);
    connect(m_bar, &LogBar::timeChosen, this, [this] { m_view->setFocus(); });
    connect(m_finder, &LogFinder::wanted, this, [this](LogFinder::Step step) {
        if (const size_t size = m_view->order().size(); size > 0)
            m_finder->search(m_view->sharedOrder(),
                std::min(m_view->current().value_or(m_view->firstVisible()), size - 1), step);
    });
    connect(m_finder, &LogFinder::found, m_view, &LogView::selectLine);
    connect(m_finder, &LogFinder::closed, this, [this] { m_view->setFocus(); });
    connect(m_view, &LogView::scrolled, this, &LogPage::updateNews);
    connect(m_view, &LogView::activated, this, &LogPage::activate);
    connect(m_view, &QWidget::customContextMenuRequested, this, &LogPage::openMenu);
    connect(m_view, &LogView::selectionChanged, this, &LogPage::updateFooter);
    connect(m_news, &QPushButton::clicked, this, &LogPage::toEnd);
    connect(m_clearFilter, &QAction::triggered, this, [this] { setFilter({}); });
    connect(m_menu, &LogMenu::filterRequested, this, [this](const QString &term) {
        m_bar->filterEdit()->setFilter(narrowed(m_bar->filterEdit()->filter(), term));
    });
    connect(m_menu, &LogMenu::traceRequested, this, &LogPage::traceRequested);
    connect(m_menu, &LogMenu::queueRowRequested, this, &LogPage::queueRowRequested);
    connect(m_exporter, &LogExporter::jobStarted, this, &LogPage::jobStarted);
    connect(m_exporter, &LogExporter::noticed, this, &LogPage::noticed);
    connect(m_exporter, &LogExporter::failed, this, &LogPage::failed);
}

void LogPage::addKeys()
{
    const auto add = [this](const QKeySequence &keys, auto act) {
        auto *shortcut = new QShortcut(keys, this, this, act);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    };
    add(QKeySequence::Find, [this] { m_finder->open(); });
    add(Qt::Key_F3, [this] { m_finder->find(LogFinder::Step::Next); });
    add(Qt::SHIFT | Qt::Key_F3, [this] { m_finder->find(LogFinder::Step::Previous); });
    add(Qt::CTRL | Qt::Key_G, [this] { m_bar->askTime(); });
    add(Qt::CTRL | Qt::Key_P, [this] { m_bar->pauseButton()->toggle(); });
}

void LogPage::setSources(const ShownLogs &sources)
{
    m_sources = sources;
    QStringList names;
    for (const ShownLog &source : sources)
        names.append(text::plain(source.name));
    m_bar->setServerNames(names);
    m_desk->setSources(sources);
    updateEmptyState();
    updateFooter();
}

void LogPage::linesAdded()
{
    m_desk->linesAdded();
    if (m_desk->isPaused())
        updateNews();
}

void LogPage::setFilter(const QString &text)
{
    if (const auto filter = Filter::parse(text, logFilterFields()))
        m_bar->filterEdit()->setFilter(*filter);
    else
        m_bar->filterEdit()->setText(text);
}

void LogPage::showTime(qint64 time)
{
    if (!m_bar->filterEdit()->filter().isEverything()) {
        m_wantedTime = time;
        setFilter({});
    } else {
        m_view->goToTime(time);
    }
}

void LogPage::focusSearch()
{
    m_bar->filterEdit()->setFocus(Qt::ShortcutFocusReason);
    m_bar->filterEdit()->selectAll();
}

bool LogPage::isSettled() const
{
    return m_bar->filterEdit()->isSettled() && m_desk->isSettled() && m_finder->isSettled();
}

void LogPage::takeOrder(bool isAnother)
{
    m_view->setOrder(m_desk->order(), m_desk->sources(),
        isAnother ? LogView::Change::Another : LogView::Change::Grown);
    if (isAnother)
        m_seen = m_view->order().lineCount();
    if (m_wantedTime)
        m_view->goToTime(*std::exchange(m_wantedTime, {}));
    updateEmptyState();
    updateNews();
    updateFooter();
}

// --- the end, and what comes behind it ---

void LogPage::pause(bool paused)
{
    m_desk->setPaused(paused);
    updateNews();
    updateFooter();
}

void LogPage::toEnd()
{
    m_bar->pauseButton()->setChecked(false);
    m_view->goToEnd();
    m_view->setFocus();
}

/// Lines that came since the end was on screen.
void LogPage::updateNews()
{
    if (m_view->isAtEnd() && !m_desk->isPaused())
        m_seen = m_view->order().lineCount();
    const qint64 news
        = m_desk->isPaused() ? m_desk->linesWaiting() : m_view->order().lineCount() - m_seen;
    m_seen = std::min(m_seen, m_view->order().lineCount());
    m_news->setVisible(news > 0);
    if (news <= 0)
        return;
    m_news->setText(m_desk->isPaused() ? tr("%1 lines wait").arg(humanize::count(news))
                                       : tr("%1 new lines").arg(humanize::count(news)));
    m_news->setToolTip(tr("Go to the end and follow it"));
    m_news->adjustSize();
    m_news->move((m_view->width() - m_news->width()) / 2,
        m_view->viewport()->geometry().bottom() - m_news->height() - 12);
}

void LogPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    QMetaObject::invokeMethod(this, &LogPage::updateNews, Qt::QueuedConnection);
}

// --- what is asked of a line ---

void LogPage::offerTimes()
{
    const LogOrder &order = m_view->order();
    if (order.size() == 0)
        return;
    const auto timeOf = [&](size_t place) { return m_view->lines().record(place).time; };
    m_bar->setTimes(timeOf(0), timeOf(order.size() - 1),
        timeOf(m_view->current().value_or(m_view->firstVisible())));
}

void LogPage::activate(size_t place)
{
    const LogRef ref = m_view->order().at(place);
    const QString id = text::visible(m_view->lines().readers()[ref.source()].queueId(ref.row()));
    if (!id.isEmpty())
        emit traceRequested(m_view->sources()[ref.source()].server, id);
}

void LogPage::openMenu(const QPoint &point)
{
    const auto place = m_view->current();
    if (!place)
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"logMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    m_menu->fill(*menu, *place);
    menu->addAction(m_exporter->copyAction());
    menu->addAction(m_exporter->exportAction());
    menu->popup(m_view->viewport()->mapToGlobal(point));
}

// --- what is said ---

void LogPage::showFault()
{
    const FilterEdit &edit = *m_bar->filterEdit();
    m_fault->setVisible(edit.fault() && !edit.isOffering());
    if (edit.fault())
        m_fault->setText(edit.filter().isEverything()
                ? tr("No filter is applied: %1.").arg(edit.fault()->message)
                : tr("The filter before it is still applied: %1.").arg(edit.fault()->message));
}

void LogPage::updateFooter()
{
    const LogOrder &order = m_view->order();
    const qint64 all = order.totalLines(), shown = order.lineCount();
    QStringList parts;
    if (const LogStretch chosen = m_view->selection(); chosen.size() > 1)
        parts.append(tr("%1 chosen").arg(humanize::count(qint64(chosen.size()))));
    parts.append(m_desk->filter().isEverything()
            ? tr("%1 lines").arg(humanize::count(all))
            : tr("%1 of %2 lines").arg(humanize::count(shown), humanize::count(all)));
    if (m_desk->isSearching())
        parts.append(tr("looking…"));
    if (m_desk->isPaused())
        parts.append(tr("paused"));
    m_count->setText(parts.join(u" · "_s));
    const QStringList troubles = order.size() > 0 ? troublesIn(m_sources) : QStringList();
    m_state->setToolTip(plaintext::toolTip(troubles.join(u'\n')));
    m_state->setText(troubleLine(troubles));
}

void LogPage::updateEmptyState()
{
    const bool hasLines = m_view->order().lineCount() > 0;
    if (!hasLines)
        explainNoLines();
    QWidget *wanted = hasLines ? static_cast<QWidget *>(m_view) : m_empty;
    if (m_stack->currentWidget() == wanted)
        return;
    const bool hadFocus = focusWidget() && m_stack->currentWidget()->isAncestorOf(focusWidget());
    m_stack->setCurrentWidget(wanted);
    if (hadFocus)
        wanted->setFocus();
}

void LogPage::explainNoLines()
{
    const bool hasSources = !m_sources.empty();
    if (hasSources && m_desk->isSearching())
        m_empty->explain(u"edit-find"_s, tr("Looking…"), {});
    else if (hasSources && m_view->order().totalLines() > 0)
        m_empty->explain(u"view-filter"_s, tr("No line matches the filter"),
            tr("It hides %1 lines.").arg(humanize::count(m_view->order().totalLines())),
            m_clearFilter);
    else if (const auto why = whyNoLines(m_sources))
        m_empty->explain(why->icon, why->title, why->text);
    else
        m_empty->explain(u"emblem-ok"_s, tr("No lines yet"),
            tr("The log is being followed; what Postfix writes appears here at once."));
}

}
