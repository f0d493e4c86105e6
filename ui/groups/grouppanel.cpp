// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/groups/grouppanel.h"

#include "core/base/textsafety.h"
#include "ui/groups/groupfeed.h"
#include "ui/groups/groupmodel.h"
#include "ui/groups/groupselector.h"
#include "ui/groups/grouptotals.h"
#include "ui/groups/groupview.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QVBoxLayout>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostInFilter = 200; ///< of Filter::mostTerms; the rest needs some as well

}

GroupPanel::GroupPanel(MessageSelection &selection, QWidget *parent)
    : QWidget(parent)
    , m_feed(new GroupFeed(this))
    , m_model(new GroupModel(this))
    , m_selector(new GroupSelector(selection, this))
    , m_view(new GroupView(*m_model, *m_selector, this))
    , m_totals(new GroupTotals(*m_model, *m_view->header(), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_view, 1);
    column->addWidget(m_totals);
    setFocusProxy(m_view);
    connect(m_feed, &GroupFeed::arranged, this, &GroupPanel::take);
    connect(m_model, &GroupModel::openChanged, m_feed, &GroupFeed::setOpen);
    connect(m_view->header(), &QHeaderView::sortIndicatorChanged, m_feed,
        [this](
            int column, Qt::SortOrder order) { m_feed->setOrder({GroupColumn(column), order}); });
    connect(m_view, &GroupView::currentMoved, this, &GroupPanel::currentChanged);
    connect(m_view, &GroupView::inspectRequested, this, &GroupPanel::inspectRequested);
    connect(m_view, &GroupView::showRequested, this, [this] { show(chosen()); });
    connect(m_view, &GroupView::moreRequested, this, [this](const QModelIndex &index) {
        if (const QueueGroup *group = m_model->group(index))
            show({group->value});
    });
    connect(
        &selection, &MessageSelection::changed, m_view->viewport(), qOverload<>(&QWidget::update));
}

bool GroupPanel::isSettled() const
{
    return !m_feed->isCounting() && !m_selector->isFinding();
}

void GroupPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_feed->setPaused(false);
}

void GroupPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_feed->setPaused(true);
}

void GroupPanel::setNow(qint64 secondsSinceEpoch)
{
    m_feed->setNow(secondsSinceEpoch);
    m_model->setNow(secondsSinceEpoch);
    m_totals->refresh();
}

void GroupPanel::take(const std::shared_ptr<const GroupArrangement> &groups)
{
    m_view->take(groups);
    m_selector->setCounts(groups->counts);
    m_totals->refresh();
}

std::optional<RowRef> GroupPanel::currentMessage() const
{
    return m_model->message(m_view->currentIndex());
}

const QueueSources &GroupPanel::sources() const
{
    return *m_model->counts().sources;
}

/// The selected groups where the current row is one of them, else that of the current row.
QByteArrayList GroupPanel::chosen() const
{
    const QModelIndex current = m_view->currentIndex();
    const QueueGroup *group
        = m_model->group(current.parent().isValid() ? current.parent() : current);
    if (group && !m_selector->isPicked(group->value))
        return {group->value};
    return m_selector->pickedValues(mostInFilter);
}

/// The filter in use with these values marked, or why there is none.
GroupPanel::Asked GroupPanel::filterFor(const QByteArrayList &values, FacetMark mark) const
{
    if (values.isEmpty())
        return std::unexpected(tr("No group is selected."));
    if (values.size() > mostInFilter)
        return std::unexpected(tr("A filter cannot name that many values."));
    const GroupKey key = m_model->counts().key;
    // Whoever shows some of the groups wants no others; who excludes, none of those either.
    FacetFilter facets = mark == FacetMark::Included ? m_filter.cleared(key) : m_filter;
    for (const QByteArray &value : values) {
        if (const auto node = FacetFilter::nodeFor(key, value); !node)
            return std::unexpected(node.error());
        facets = facets.toggled(key, value, mark);
    }
    const auto filter = facets.filter();
    return filter ? Asked(*filter) : std::unexpected(filter.error().message);
}

void GroupPanel::show(const QByteArrayList &values)
{
    if (const Asked filter = filterFor(values, FacetMark::Included))
        emit showRequested(*filter);
}

void GroupPanel::addFilter(QMenu &menu, const QString &text, FacetMark mark)
{
    const Asked filter = filterFor(chosen(), mark);
    QAction *action = menu.addAction(text);
    action->setEnabled(filter.has_value());
    if (!filter) {
        action->setToolTip(plaintext::toolTip(filter.error()));
        return;
    }
    connect(action, &QAction::triggered, this, [this, mark, filter = *filter] {
        mark == FacetMark::Included ? emit showRequested(filter) : emit filterRequested(filter);
    });
}

void GroupPanel::addActions(QMenu &menu)
{
    const QModelIndex current = m_view->currentIndex();
    if (!m_model->group(current))
        return;
    addFilter(menu, tr("Show &Only These"), FacetMark::Included);
    addFilter(menu, tr("E&xclude These"), FacetMark::Excluded);
    const bool isOpen = m_view->isExpanded(current);
    menu.addAction(isOpen ? tr("Collapse") : tr("Expand"), m_view,
        [this, index = QPersistentModelIndex(current), isOpen] {
            m_view->setExpanded(index, !isOpen);
        });
    menu.addAction(themedIcon(u"edit-copy"_s), tr("Copy &Value"), this, [values = chosen()] {
        QStringList lines;
        for (const QByteArray &value : values)
            lines.append(text::visible(value));
        QGuiApplication::clipboard()->setText(lines.join(u'\n'));
    });
    menu.addSeparator();
}

}
