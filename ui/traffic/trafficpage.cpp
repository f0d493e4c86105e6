// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/traffic/trafficpage.h"

#include "core/base/textsafety.h"
#include "ui/queue/emptystate.h"
#include "ui/style/dimmedlabel.h"
#include "ui/style/flatheader.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"
#include "ui/style/table.h"
#include "ui/style/thinsplitter.h"
#include "ui/traffic/toplistmodel.h"
#include "ui/traffic/trafficchart.h"
#include "ui/traffic/trafficwords.h"

#include <QAction>
#include <QButtonGroup>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QStackedLayout>
#include <QTabBar>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array detailGraphs{
    TrafficGraph::Rejects, TrafficGraph::Tls, TrafficGraph::Logins, TrafficGraph::Delays};

qint64 secondsOf(TrafficPage::Range range)
{
    switch (range) {
    case TrafficPage::Range::Hour:
        return 3600;
    case TrafficPage::Range::Day:
        return 86400;
    case TrafficPage::Range::Week:
        return 7 * 86400;
    case TrafficPage::Range::All:
        return 0;
    }
    Q_UNREACHABLE_RETURN(0);
}

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
    , m_mail(new TrafficChart(this))
    , m_detail(new TrafficChart(this))
    , m_tabs(new QTabBar(this))
    , m_nothing(new DimmedLabel({}, this))
    , m_lists(new QComboBox(this))
    , m_model(new TopListModel(this))
    , m_list(new QTableView(this))
    , m_empty(new EmptyState(this))
{
    auto *content = new QWidget(this);
    auto *inside = new QVBoxLayout(content);
    inside->setContentsMargins({});
    inside->setSpacing(0);
    auto *splitter = new ThinSplitter(Qt::Horizontal, content);
    splitter->addWidget(makeCharts());
    splitter->addWidget(makeSide());
    splitter->setStretchFactor(0, 1);
    splitter->setSizes({900, 360});
    inside->addWidget(makeBar());
    inside->addWidget(new Hairline(content));
    inside->addWidget(splitter, 1);
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(content);
    m_stack->addWidget(m_empty);
    connectChart(m_mail, m_detail);
    connectChart(m_detail, m_mail);
    setCounters({});
}

TrafficPage::~TrafficPage() = default;

QWidget *TrafficPage::makeBar()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 6, 12, 6);
    row->setSpacing(4);
    m_ranges = new QButtonGroup(this);
    const QStringList names{tr("Hour"), tr("Day"), tr("Week"), tr("All")};
    for (int i = 0; i < names.size(); ++i) {
        auto *button = new QToolButton(bar);
        button->setText(names[i]);
        button->setCheckable(true);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setToolTip(i == int(Range::All) ? tr("All that was counted")
                                                : tr("Until the last line: %1").arg(names[i]));
        m_ranges->addButton(button, i);
        row->addWidget(button);
    }
    m_ranges->button(int(m_range))->setChecked(true);
    connect(m_ranges, &QButtonGroup::idClicked, this, [this](int id) { setRange(Range(id)); });
    m_totals = new DimmedLabel({}, bar);
    m_totals->setObjectName(u"trafficTotals"_s);
    m_totals->setMinimumWidth(0);
    m_export = new QPushButton(themedIcon(u"document-save"_s), tr("Export"), bar);
    m_export->setObjectName(u"trafficExport"_s);
    m_export->setAutoDefault(false);
    m_export->setMenu(new QMenu(m_export));
    for (const TrafficFormat format : trafficFormats)
        connect(m_export->menu()->addAction(displayName(format)), &QAction::triggered, this,
            [this, format] { askWhereToSave(format); });
    row->addSpacing(12);
    row->addWidget(m_totals, 1);
    row->addWidget(m_export);
    return bar;
}

QWidget *TrafficPage::makeCharts()
{
    auto *charts = new QWidget(this);
    charts->setAutoFillBackground(true);
    charts->setBackgroundRole(QPalette::Base);
    auto *column = new QVBoxLayout(charts);
    column->setContentsMargins({});
    column->setSpacing(0);
    m_mail->setObjectName(u"mailChart"_s);
    m_mail->setAccessibleName(titleOf(TrafficGraph::Mail));
    m_detail->setObjectName(u"detailChart"_s);
    m_tabs->setObjectName(u"trafficGraphs"_s);
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(false);
    for (const TrafficGraph graph : detailGraphs)
        m_tabs->addTab(titleOf(graph));
    connect(m_tabs, &QTabBar::currentChanged, this, &TrafficPage::draw);
    m_nothing->setAlignment(Qt::AlignCenter);
    auto *lower = new QWidget(charts);
    m_details = new QStackedLayout(lower);
    m_details->addWidget(m_detail);
    m_details->addWidget(m_nothing);
    column->addWidget(makeTitle(titleOf(TrafficGraph::Mail), charts));
    column->addWidget(m_mail, 3);
    column->addWidget(m_tabs);
    column->addWidget(lower, 2);
    return charts;
}

QWidget *TrafficPage::makeSide()
{
    auto *side = new QWidget(this);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 6, 0, 0);
    column->setSpacing(6);
    m_lists->setObjectName(u"trafficLists"_s);
    m_lists->setAccessibleName(tr("List"));
    for (size_t i = 0; i < topListCount; ++i)
        m_lists->addItem(trafficwords::titleOf(TopList(i)));
    connect(m_lists, &QComboBox::currentIndexChanged, this, &TrafficPage::updateList);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 0, 12, 0);
    row->addWidget(m_lists, 1);
    m_list->setObjectName(u"trafficList"_s);
    m_list->setModel(m_model);
    dressTable(m_list);
    m_list->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    connect(m_list, &QTableView::activated, this, &TrafficPage::openRow);
    column->addLayout(row);
    column->addWidget(m_list, 1);
    return side;
}

void TrafficPage::connectChart(TrafficChart *chart, TrafficChart *other)
{
    connect(chart, &TrafficChart::cursorMoved, other, &TrafficChart::setCursorTime);
    connect(chart, &TrafficChart::rangeChosen, this, &TrafficPage::zoomTo);
    connect(chart, &TrafficChart::rangeReset, this, [this] { setRange(m_range); });
    connect(chart, &TrafficChart::stepChosen, this,
        [this](qint64 from, qint64 to, const QString &key) {
            emit linesRequested(trafficwords::filterFor(key, from, to));
        });
}

void TrafficPage::setCounters(
    const std::shared_ptr<const CountedTraffic> &counted, const QString &why)
{
    m_counted = counted;
    m_why = why;
    if (counted && !counted->parts.empty())
        return m_counter.askAgain();
    m_counter.drop();
    takeCounts({});
}

/// Putting many servers together takes a while: not on this thread.
LatestWorker::Work TrafficPage::count()
{
    return [this, counted = m_counted](const std::stop_token &) -> LatestWorker::Tell {
        auto counts = std::make_shared<const TrafficCounts>(counted->all());
        return [this, counts = std::move(counts)] { takeCounts(counts); };
    };
}

void TrafficPage::takeCounts(std::shared_ptr<const TrafficCounts> counts)
{
    m_counts = std::move(counts);
    if (!m_isZoomed)
        followRange();
    draw();
    updateList();
    updateEmptyState();
}

bool TrafficPage::isSettled() const
{
    return !m_counter.isBusy() && m_writing == 0;
}

// --- what is on screen ---

void TrafficPage::followRange()
{
    const qint64 first = m_counts ? m_counts->series.first() : 0;
    m_to = m_counts ? m_counts->series.last() : 0;
    const qint64 span = secondsOf(m_range);
    m_from = span == 0 ? std::min(first, m_to - 600) : m_to - span;
}

void TrafficPage::setRange(Range range)
{
    m_range = range;
    m_isZoomed = false;
    m_ranges->button(int(range))->setChecked(true);
    followRange();
    draw();
}

void TrafficPage::zoomTo(qint64 from, qint64 to)
{
    if (!m_counts)
        return;
    // Not far out of what there is: nothing would be seen there.
    const qint64 first = m_counts->series.first(), last = m_counts->series.last();
    const qint64 most = std::max<qint64>(last - first, 86400);
    const qint64 span = std::min(to - from, most);
    m_from = std::clamp(from, std::min(first, last - most), std::max(first, last - span));
    m_to = m_from + span;
    m_isZoomed = true;
    m_ranges->setExclusive(false);
    for (QAbstractButton *button : m_ranges->buttons())
        button->setChecked(false);
    m_ranges->setExclusive(true);
    draw();
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

void TrafficPage::showList(TopList list)
{
    m_lists->setCurrentIndex(int(list));
}

void TrafficPage::draw()
{
    const TrafficSeries none;
    const TrafficSeries &series = m_counts ? m_counts->series : none;
    m_mail->setCurves(curvesOf(series, TrafficGraph::Mail, m_from, m_to), m_from, m_to);
    const TrafficCurves detail = curvesOf(series, graph(), m_from, m_to);
    m_detail->setCurves(detail, m_from, m_to);
    m_detail->setAccessibleName(titleOf(graph()));
    m_nothing->setText(graph() == TrafficGraph::Tls
            ? tr("No TLS in this time. Postfix logs it with smtpd_tls_loglevel = 1 and "
                 "smtp_tls_loglevel = 1.")
            : tr("None in this time."));
    m_nothing->setWordWrap(true);
    m_details->setCurrentIndex(detail.isEmpty() ? 1 : 0);
    updateTotals();
}

void TrafficPage::updateTotals()
{
    if (!m_counts)
        return m_totals->clear();
    TrafficSlot sum;
    const TrafficStep step = m_counts->series.stepFor(m_from);
    for (const TrafficPoint &point : m_counts->series.points(step, m_from, m_to))
        sum.mergeCounts(point.slot);
    const auto count = [](quint64 number) { return humanize::count(qint64(number)); };
    m_totals->setText(tr("%1 received · %2 delivered · %3 deferred · %4 bounced · %5 rejected")
            .arg(count(sum[TrafficCount::Received]), count(sum[TrafficCount::Sent]),
                count(sum[TrafficCount::Deferred]), count(sum[TrafficCount::Bounced]),
                count(sum.refused())));
    const QLocale locale;
    m_totals->setToolTip(plaintext::toolTip(tr("From %1 to %2")
            .arg(locale.toString(QDateTime::fromSecsSinceEpoch(m_from), QLocale::ShortFormat),
                locale.toString(QDateTime::fromSecsSinceEpoch(m_to), QLocale::ShortFormat))));
}

void TrafficPage::updateList()
{
    const auto list = TopList(std::max(0, m_lists->currentIndex()));
    m_model->setList(list, m_counts ? m_counts->top(list) : TopSketch());
    QHeaderView *header = m_list->horizontalHeader();
    for (int column = 0; column < m_model->columnCount(); ++column)
        header->setSectionResizeMode(
            column, column == 0 ? QHeaderView::Stretch : QHeaderView::ResizeToContents);
}

void TrafficPage::updateEmptyState()
{
    const bool isEmpty = !m_counts || m_counts->series.last() == 0;
    m_export->setEnabled(!isEmpty);
    if (isEmpty)
        m_empty->explain(u"view-statistics"_s, tr("No traffic yet"),
            m_why.isEmpty() ? tr("What Postfix logs on the servers in the scope is counted here, "
                                 "as soon as their logs are read.")
                            : m_why);
    m_stack->setCurrentIndex(isEmpty ? 1 : 0);
}

void TrafficPage::openRow(const QModelIndex &index)
{
    if (!index.isValid() || !m_counts)
        return;
    const TopEntry &entry = m_model->entry(index.row());
    emit linesRequested(trafficwords::filterFor(
        m_model->list(), entry.text, m_counts->series.first(), m_counts->series.last()));
}

void TrafficPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LocaleChange)
        draw();
}

// --- files ---

void TrafficPage::askWhereToSave(TrafficFormat format)
{
    auto *dialog = new QFileDialog(this, tr("Export the summary"), QDir::homePath(),
        u"%1 (*.%2)"_s.arg(displayName(format), suffixOf(format)));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffixOf(format));
    dialog->selectFile(u"mail-%1.%2"_s.arg(
        QDateTime::fromSecsSinceEpoch(m_to).toString(u"yyyyMMdd-HHmm"_s), suffixOf(format)));
    connect(dialog, &QFileDialog::fileSelected, this,
        [this, format](const QString &file) { exportTo(file, format); });
    dialog->open();
}

void TrafficPage::exportTo(const QString &file, TrafficFormat format)
{
    if (!m_counted)
        return;
    ++m_writing;
    m_writer.run([this, file, format, counted = m_counted] {
        // The destructor waits for this thread, so `this` is there.
        QMetaObject::invokeMethod(
            this,
            [this, file, saved = saveTraffic(file, *counted, format)] {
                --m_writing;
                if (saved)
                    emit noticed(tr("%1 was written.").arg(text::visible(file)));
                else
                    emit failed(saved.error().message);
            },
            Qt::QueuedConnection);
    });
}

}
