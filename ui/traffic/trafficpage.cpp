// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/traffic/trafficpage.h"

#include "ui/logs/nolines.h"
#include "ui/queue/emptystate.h"
#include "ui/style/dimmedlabel.h"
#include "ui/style/humanize.h"
#include "ui/style/plaintext.h"
#include "ui/style/thinsplitter.h"
#include "ui/traffic/trafficchart.h"
#include "ui/traffic/trafficexporter.h"
#include "ui/traffic/trafficlists.h"
#include "ui/traffic/trafficwords.h"

#include <QDateTime>
#include <QLabel>
#include <QLocale>
#include <QStackedLayout>
#include <QTabBar>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

using namespace std::chrono_literals;

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array detailGraphs{
    TrafficGraph::Rejects, TrafficGraph::Tls, TrafficGraph::Logins, TrafficGraph::Delays};
constexpr qint64 shortest = 600; ///< seconds; less is not shown as all there is

QLabel *makeTitle(const QString &text, QWidget *parent)
{
    QLabel *title = plaintext::makeLabel(parent, text);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    title->setContentsMargins(12, 8, 12, 0);
    return title;
}

}

TrafficPage::TrafficPage(QWidget *parent)
    : QWidget(parent)
    , m_desk(new TrafficDesk(this))
    , m_exporter(new TrafficExporter(*m_desk, this))
    , m_bar(new TrafficBar(this))
    , m_mail(new TrafficChart(this))
    , m_detail(new TrafficChart(this))
    , m_lists(new TrafficLists(this))
    , m_tabs(new QTabBar(this))
    , m_troubles(new DimmedLabel({}, this))
    , m_nothing(new DimmedLabel({}, this))
    , m_empty(new EmptyState(this))
{
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(makeContent());
    m_stack->addWidget(m_empty);
    m_bar->setSpan(m_span);
    connectParts();
    updateEmptyState();
}

TrafficPage::~TrafficPage() = default;

QWidget *TrafficPage::makeContent()
{
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins({});
    column->setSpacing(0);
    auto *splitter = new ThinSplitter(Qt::Horizontal, content);
    splitter->addWidget(makeCharts());
    splitter->addWidget(m_lists);
    splitter->setStretchFactor(0, 1);
    splitter->setCollapsible(0, false);
    splitter->setSizes({880, 400});
    column->addWidget(m_bar);
    column->addWidget(new Hairline(content));
    column->addWidget(splitter, 1);
    m_troubles->setObjectName(u"trafficTroubles"_s);
    m_troubles->setContentsMargins(12, 6, 12, 6);
    m_troubles->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    column->addWidget(m_troubles);
    return content;
}

QWidget *TrafficPage::makeCharts()
{
    auto *charts = new QWidget(this);
    charts->setAutoFillBackground(true);
    charts->setBackgroundRole(QPalette::Base);
    m_mail->setObjectName(u"mailChart"_s);
    m_mail->setAccessibleName(titleOf(TrafficGraph::Mail));
    m_detail->setObjectName(u"detailChart"_s);
    m_tabs->setObjectName(u"trafficGraphs"_s);
    m_tabs->setAccessibleName(tr("Charts"));
    m_tabs->setExpanding(false);
    m_tabs->setDocumentMode(true);
    m_tabs->setDrawBase(false);
    for (const TrafficGraph graph : detailGraphs)
        m_tabs->addTab(titleOf(graph));
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    auto *lower = new QWidget(charts);
    m_details = new QStackedLayout(lower);
    m_details->addWidget(m_detail);
    m_details->addWidget(m_nothing);
    auto *column = new QVBoxLayout(charts);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(makeTitle(titleOf(TrafficGraph::Mail), charts));
    column->addWidget(m_mail, 3);
    column->addWidget(m_tabs);
    column->addWidget(lower, 2);
    return charts;
}

void TrafficPage::connectParts()
{
    connectChart(m_mail, m_detail);
    connectChart(m_detail, m_mail);
    connect(m_tabs, &QTabBar::currentChanged, this, &TrafficPage::draw);
    connect(m_desk, &TrafficDesk::allCounted, this, [this] {
        if (!m_isZoomed)
            followSpan();
        showRange();
        updateTroubles();
        updateEmptyState();
    });
    connect(m_desk, &TrafficDesk::rangeCounted, this, &TrafficPage::updateLists);
    connect(m_lists, &TrafficLists::linesRequested, this, &TrafficPage::linesRequested);
    connect(m_bar, &TrafficBar::spanChosen, this, &TrafficPage::setSpan);
    connect(m_bar, &TrafficBar::readBackRequested, this, &TrafficPage::readBackRequested);
    connect(m_bar, &TrafficBar::exportRequested, m_exporter, &TrafficExporter::ask);
    connect(m_exporter, &TrafficExporter::jobStarted, this, &TrafficPage::jobStarted);
    connect(m_exporter, &TrafficExporter::noticed, this, &TrafficPage::noticed);
    connect(m_exporter, &TrafficExporter::failed, this, &TrafficPage::failed);
    m_minute.setInterval(10s);
    connect(&m_minute, &QTimer::timeout, this, [this] {
        if (isLive() && !m_isZoomed && m_range.to != end()) {
            followSpan();
            showRange();
        }
    });
}

void TrafficPage::connectChart(TrafficChart *chart, TrafficChart *other)
{
    connect(chart, &TrafficChart::cursorMoved, other, &TrafficChart::setCursorTime);
    connect(chart, &TrafficChart::rangeChosen, this, &TrafficPage::zoomTo);
    connect(chart, &TrafficChart::rangeReset, this, [this] { setSpan(m_span); });
    connect(
        chart, &TrafficChart::stepChosen, this, [this](qint64 from, qint64 to, const QString &key) {
            emit linesRequested(trafficwords::filterFor(key, {from, to}));
        });
}

void TrafficPage::setSources(const ShownLogs &sources, qint64 since)
{
    m_since = since;
    m_desk->setLogs(sources);
    updateOffer();
    updateTroubles();
    updateEmptyState();
}

void TrafficPage::linesAdded()
{
    m_desk->linesAdded();
}

void TrafficPage::focusChart()
{
    m_stack->currentWidget() == m_empty ? m_empty->setFocus() : m_mail->setFocus();
}

bool TrafficPage::isSettled() const
{
    return m_desk->isSettled() && !m_exporter->isWriting();
}

void TrafficPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_desk->setWatched(true);
    m_minute.start();
    emit watched();
}

void TrafficPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_desk->setWatched(false);
    m_minute.stop();
}

// --- what is on screen ---

const TrafficSeries &TrafficPage::series() const
{
    static const TrafficSeries none;
    return m_desk->all() ? m_desk->all()->all.series : none;
}

bool TrafficPage::isLive() const
{
    return m_since > 0
        && std::ranges::contains(m_desk->logs(), ShownLog::State::Reading, &ShownLog::state);
}

/// What is followed ends now, also when nothing is logged any more: that is to be seen.
qint64 TrafficPage::end() const
{
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    return isLive() ? std::max(series().last(), now - now % 60 + 60) : series().last();
}

/// No further back than there is anything: where nothing was read, no mail is not to be seen.
void TrafficPage::followSpan()
{
    const qint64 to = end(), span = secondsOf(m_span);
    const qint64 first = std::min(series().first(), to - shortest);
    m_range = {span == 0 ? first : std::max(first, to - span), to};
}

void TrafficPage::setSpan(TrafficSpan span)
{
    m_span = span;
    m_isZoomed = false;
    m_bar->setSpan(span);
    followSpan();
    showRange();
}

/// To whole minutes, and not out of what there is: nothing would be seen there.
void TrafficPage::zoomTo(qint64 from, qint64 to)
{
    const qint64 last = end(), first = std::min(series().first(), last - shortest);
    const qint64 span = std::min((to - from + 59) / 60 * 60, last - first);
    const qint64 start = std::clamp(from - from % 60, first, last - span);
    m_range = {start, start + span};
    m_isZoomed = true;
    m_bar->setSpan({});
    showRange();
}

TrafficGraph TrafficPage::graph() const
{
    return detailGraphs[size_t(std::max(0, m_tabs->currentIndex()))];
}

void TrafficPage::showGraph(TrafficGraph graph)
{
    const auto found = std::ranges::find(detailGraphs, graph);
    if (found != detailGraphs.end())
        m_tabs->setCurrentIndex(int(found - detailGraphs.begin()));
}

void TrafficPage::showRange()
{
    m_desk->setRange(m_range);
    draw();
    m_lists->setPlaces(m_desk->all(), m_range);
    updateLists();
    updateTotals();
    updateOffer();
}

void TrafficPage::draw()
{
    const auto curves
        = [this](TrafficGraph of) { return curvesOf(series(), of, m_range.from, m_range.to); };
    m_mail->setCurves(curves(TrafficGraph::Mail), m_range.from, m_range.to);
    const TrafficCurves detail = curves(graph());
    m_detail->setCurves(detail, m_range.from, m_range.to);
    m_detail->setAccessibleName(titleOf(graph()));
    m_nothing->setText(graph() == TrafficGraph::Tls
            ? tr("No TLS in this time. Postfix logs more of it with smtpd_tls_loglevel = 1 and "
                 "smtp_tls_loglevel = 1.")
            : tr("None in this time"));
    m_details->setCurrentIndex(detail.isEmpty() ? 1 : 0);
}

void TrafficPage::updateLists()
{
    m_lists->setCounts(m_desk->inRange());
    m_lists->setCounting(m_desk->isCounting());
}

void TrafficPage::updateTotals()
{
    TrafficSlot sum;
    for (const TrafficPoint &point :
        series().points(series().stepFor(m_range.from), m_range.from, m_range.to))
        sum.mergeCounts(point.slot);
    const auto count = [](quint64 number) { return humanize::count(qint64(number)); };
    const QString totals
        = tr("%1 received · %2 delivered · %3 deferred · %4 bounced · %5 rejected")
              .arg(count(sum[TrafficCount::Received]), count(sum[TrafficCount::Sent]),
                  count(sum[TrafficCount::Deferred]), count(sum[TrafficCount::Bounced]),
                  count(sum.refused()));
    const QLocale locale;
    const auto time = [&](qint64 seconds) {
        return locale.toString(QDateTime::fromSecsSinceEpoch(seconds), QLocale::ShortFormat);
    };
    m_bar->setTotals(
        totals, totals + u'\n' + tr("From %1 to %2").arg(time(m_range.from), time(m_range.to)));
}

/// All there is would be years; a day or a week is what one asks for.
void TrafficPage::updateOffer()
{
    const qint64 span = secondsOf(m_span);
    const bool isLonger = m_since > 0 && !m_isZoomed
        && QDateTime::currentSecsSinceEpoch() - m_since < span - 60
        && (m_span == TrafficSpan::Day || m_span == TrafficSpan::Week);
    m_bar->offerToReadBack(isLonger ? std::optional(m_span) : std::nullopt, m_since);
}

/// What is shown is not all that there is, where a server's log is not read.
void TrafficPage::updateTroubles()
{
    const QStringList troubles = troublesIn(m_desk->logs());
    m_troubles->setText(troubleLine(troubles));
    m_troubles->setToolTip(plaintext::toolTip(troubles.join(u'\n')));
    m_troubles->setVisible(!troubles.isEmpty());
}

void TrafficPage::updateEmptyState()
{
    const bool isEmpty = series().last() == 0;
    m_bar->setExportEnabled(!isEmpty);
    if (isEmpty) {
        const NoLines why
            = whyNoLines(m_desk->logs())
                  .value_or(NoLines{u"view-statistics"_s, tr("No traffic yet"),
                      tr("How much mail comes, goes and fails is shown here, counted from "
                         "the mail log, as soon as Postfix writes to it.")});
        m_empty->explain(why.icon, why.title, why.text);
    }
    QWidget *wanted = isEmpty ? m_empty : m_stack->widget(0);
    if (m_stack->currentWidget() == wanted)
        return;
    const bool hadFocus = focusWidget() && m_stack->currentWidget()->isAncestorOf(focusWidget());
    m_stack->setCurrentWidget(wanted);
    if (hadFocus)
        focusChart();
}

}
