// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/facets/facetpanel.h"

#include "ui/facets/facetdelegate.h"
#include "ui/facets/facetmodel.h"
#include "ui/style/icons.h"
#include "ui/style/thinsplitter.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMouseEvent>
#include <QSettings>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

const QString closedKey = u"facets/closed"_s;

/// Open at first: what tells why mail waits, and where.
bool isOpenAtFirst(GroupKey key)
{
    return key == GroupKey::Cause || key == GroupKey::Provider || key == GroupKey::Domain
        || key == GroupKey::Sender || key == GroupKey::Queue || key == GroupKey::Server
        || key == GroupKey::Age || key == GroupKey::User;
}

}

FacetPanel::FacetPanel(QWidget *parent)
    : QWidget(parent)
    , m_feed(new FacetFeed(this))
    , m_model(new FacetModel(this))
    , m_search(new QLineEdit(this))
    , m_tree(new QTreeView(this))
{
    m_feed->setActive(false); // until it is shown
    m_search->setObjectName(u"facetSearch"_s);
    m_search->setAccessibleName(tr("Search values"));
    m_search->setPlaceholderText(tr("Search values"));
    m_search->setClearButtonEnabled(true);
    m_search->setFrame(false);
    m_search->addAction(themedIcon(u"edit-find"_s), QLineEdit::LeadingPosition);
    m_search->installEventFilter(this);
    m_tree->setObjectName(u"facets"_s);
    m_tree->setAccessibleName(tr("What messages have in common"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new FacetDelegate(m_tree));
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setHeaderHidden(true);
    m_tree->setIndentation(14);
    m_tree->setUniformRowHeights(false);
    m_tree->setSelectionMode(QAbstractItemView::NoSelection);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(FacetModel::ValueColumn, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(FacetModel::CountColumn, QHeaderView::ResizeToContents);
    m_tree->viewport()->installEventFilter(this);
    m_tree->installEventFilter(this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    m_search->setMinimumHeight(32);
    column->addWidget(m_search);
    column->addWidget(new Hairline(this));
    column->addWidget(m_tree, 1);
    connect(m_search, &QLineEdit::textChanged, m_feed, &FacetFeed::setSearch);
    connect(m_feed, &FacetFeed::counted, this, &FacetPanel::takeCounts);
    connect(m_tree, &QWidget::customContextMenuRequested, this, &FacetPanel::showMenu);
    restoreOpen();
    takeCounts();
}

FacetPanel::~FacetPanel()
{
    rememberOpen();
}

void FacetPanel::setFilter(const Filter &filter)
{
    m_filter = FacetFilter(filter);
    m_model->setFacets(m_feed->facets(), m_filter); // the marks at once, the counts when they come
    m_feed->setFilter(filter);
}

void FacetPanel::takeCounts()
{
    m_model->setFacets(m_feed->facets(), m_filter);
    const auto &model = *m_model;
    const bool hasSeveral = model.distinct(GroupKey::Server) > 1
        || m_filter.hasChoice(GroupKey::Server) || !m_search->text().isEmpty();
    m_tree->setRowHidden(model.indexOf(GroupKey::Server).row(), {}, !hasSeveral);
    for (const GroupKey key : {GroupKey::User, GroupKey::Client, GroupKey::Subject})
        m_tree->setRowHidden(
            model.indexOf(key).row(), {}, !m_feed->mayKnow(key) && !m_filter.hasChoice(key));
    if (m_search->text().isEmpty())
        return;
    // What was sought is seen without another click.
    for (const GroupKey key : FacetModel::keys())
        if (model.rowCount(model.indexOf(key)) > 0)
            m_tree->expand(model.indexOf(key));
}

QStringList FacetPanel::values(FilterField field) const
{
    const auto key = std::ranges::find(allGroupKeys, field, fieldOf);
    QStringList values;
    if (key == allGroupKeys.end())
        return values;
    for (const FacetValue &value : m_feed->facets()[size_t(*key)].values)
        if (FacetFilter::nodeFor(*key, value.value))
            values.append(QString::fromUtf8(value.value));
    return values;
}

void FacetPanel::toggle(const QModelIndex &index, FacetMark mark)
{
    const QModelIndex first = index.siblingAtColumn(0);
    if (first.data(FacetModel::IsMoreRole).toBool()) {
        m_model->showMore(m_model->keyOf(first));
        m_feed->setMost(m_model->mostShown() + 1);
    } else if (const auto value = m_model->valueOf(first)) {
        const auto filter = m_filter.toggled(m_model->keyOf(first), *value, mark).filter();
        if (filter)
            emit filterRequested(*filter);
    } else {
        m_tree->setExpanded(first, !m_tree->isExpanded(first));
    }
}

void FacetPanel::showMenu(const QPoint &position)
{
    const QModelIndex index = m_tree->indexAt(position).siblingAtColumn(0);
    const auto value = m_model->valueOf(index);
    if (!value)
        return;
    const GroupKey key = m_model->keyOf(index);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto request = [this](const FacetFilter &facets) {
        if (const auto filter = facets.filter())
            emit filterRequested(*filter);
    };
    const auto only = m_filter.cleared(key).toggled(key, *value, FacetMark::Included);
    menu->addAction(tr("&Only These"), this, [request, only] { request(only); });
    menu->addAction(tr("&Include or Not"), this, [this, key, value, request] {
        request(m_filter.toggled(key, *value, FacetMark::Included));
    });
    menu->addAction(tr("&Exclude or Not"), this, [this, key, value, request] {
        request(m_filter.toggled(key, *value, FacetMark::Excluded));
    });
    menu->addSeparator();
    menu->addAction(
        themedIcon(u"edit-select-all"_s), tr("&Select These Messages"), this, [this, only] {
            if (const auto filter = only.filter())
                emit selectionRequested(*filter);
        });
    menu->addAction(themedIcon(u"edit-copy"_s), tr("&Copy Value"), this,
        [value] { QGuiApplication::clipboard()->setText(QString::fromUtf8(*value)); });
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

bool FacetPanel::eventFilter(QObject *watched, QEvent *event)
{
    const auto markFor = [](Qt::KeyboardModifiers modifiers) {
        return modifiers & Qt::ControlModifier ? FacetMark::Excluded : FacetMark::Included;
    };
    if (watched == m_tree->viewport() && event->type() == QEvent::MouseButtonRelease) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const QModelIndex index = m_tree->indexAt(mouse->position().toPoint());
        // The tree opens and closes headings by itself where its arrow is clicked.
        const bool isOnArrow = mouse->position().x() < m_tree->visualRect(index).left();
        if (mouse->button() == Qt::LeftButton && index.isValid()
            && (index.parent().isValid() || !isOnArrow))
            toggle(index, markFor(mouse->modifiers()));
    } else if (watched == m_tree && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isChoice = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter
            || key->key() == Qt::Key_Space;
        if (isChoice && m_tree->currentIndex().isValid()) {
            toggle(m_tree->currentIndex(), markFor(key->modifiers()));
            return true;
        }
    } else if (watched == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Escape)
            m_search->clear();
        if (key == Qt::Key_Escape || key == Qt::Key_Down || key == Qt::Key_Return) {
            m_tree->setFocus();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FacetPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_feed->setActive(true);
}

void FacetPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_feed->setActive(false);
}

void FacetPanel::restoreOpen()
{
    const QSettings settings;
    const bool isKnown = settings.contains(closedKey);
    const QStringList closed = settings.value(closedKey).toStringList();
    for (const GroupKey key : FacetModel::keys())
        m_tree->setExpanded(
            m_model->indexOf(key), isKnown ? !closed.contains(toString(key)) : isOpenAtFirst(key));
}

void FacetPanel::rememberOpen() const
{
    QStringList closed;
    for (const GroupKey key : FacetModel::keys())
        if (!m_tree->isExpanded(m_model->indexOf(key)))
            closed.append(toString(key));
    QSettings().setValue(closedKey, closed);
}

}
