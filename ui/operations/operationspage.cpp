// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/operationspage.h"

#include "core/base/textsafety.h"
#include "core/journal/journalsearch.h"
#include "ui/actions/plandetails.h"
#include "ui/operations/chainview.h"
#include "ui/operations/journalfeed.h"
#include "ui/operations/operationdetail.h"
#include "ui/operations/operationsfilter.h"
#include "ui/operations/operationsmodel.h"
#include "ui/operations/trashview.h"
#include "ui/operations/vaultfeed.h"
#include "ui/operations/vaultmodel.h"
#include "ui/operations/vaultview.h"
#include "ui/queue/emptystate.h"
#include "ui/style/colours.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"
#include "ui/style/table.h"
#include "ui/style/thinsplitter.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype shortestSearch = 3; ///< characters that are looked for in every message

/// The sign of each action, and interrupted operations in the colour of what needs attention.
class OperationsDelegate final : public TableDelegate
{
public:
    OperationsDelegate(
        const OperationsFilter &filter, const OperationsModel &model, QObject *parent)
        : TableDelegate(parent), m_filter(filter), m_model(model)
    {
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        TableDelegate::initStyleOption(option, index);
        const Operation &operation = m_model.operation(m_filter.mapToSource(index).row());
        const auto show = [option](const QIcon &icon) {
            option->icon = icon;
            option->features |= QStyleOptionViewItem::HasDecoration;
            option->decorationSize = {16, 16};
        };
        if (index.column() == OperationsModel::ActionColumn)
            show(operation.header.request ? requestIcon(operation.header.request->kind)
                                          : actionIcon(operation.header.action));
        if (operation.state != OperationState::Interrupted)
            return;
        if (index.column() == OperationsModel::TimeColumn)
            show(themedIcon(u"dialog-warning"_s));
        option->font.setWeight(QFont::DemiBold);
        option->palette.setColor(
            QPalette::Text, colours::of(colours::Meaning::Critical, option->palette));
    }

private:
    const OperationsFilter &m_filter;
    const OperationsModel &m_model;
};

QToolButton *makeToggle(const QString &text, const QIcon &icon, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setText(text);
    button->setIcon(icon);
    button->setIconSize({16, 16});
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    return button;
}

}

OperationsPage::OperationsPage(JournalFeed &feed, VaultFeed &vault, QWidget *parent)
    : QWidget(parent)
    , m_feed(feed)
    , m_vaultFeed(vault)
    , m_model(new OperationsModel(this))
    , m_filter(new OperationsFilter(*m_model, this))
    , m_chains(new ChainView(this))
    , m_trash(new TrashView(this))
    , m_vault(new VaultView(vault, this))
    , m_empty(new EmptyState(this))
    , m_detail(new OperationDetail(feed, this))
    , m_splitter(new ThinSplitter(Qt::Vertical, this))
{
    makeList();
    auto *lists = new QWidget(this);
    m_lists = new QStackedLayout(lists);
    m_lists->addWidget(m_list);
    m_lists->addWidget(m_trash);
    m_lists->addWidget(m_vault);
    m_lists->addWidget(m_empty);
    m_splitter->addWidget(lists);
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setChildrenCollapsible(false);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(makeBar());
    column->addWidget(new Hairline(this));
    column->addWidget(m_chains);
    column->addWidget(m_splitter, 1);
    connectSignals();
    takeContent();
    showCurrent();
}

QWidget *OperationsPage::makeBar()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 6, 8, 6);
    row->setSpacing(8);
    m_showAll = makeToggle(tr("All operations"), themedIcon(u"view-history"_s), bar);
    m_showAll->setChecked(true);
    m_showTrash = makeToggle(tr("Trash"), actionIcon(Action::Trash), bar);
    m_showTrash->setObjectName(u"showTrash"_s);
    m_showVault = makeToggle(tr("Vault"), requestIcon(RequestKind::Restore), bar);
    m_showVault->setObjectName(u"showVault"_s);
    m_showVault->setToolTip(tr("Messages that were copied before they were deleted"));
    auto *group = new QButtonGroup(this);
    group->addButton(m_showAll);
    group->addButton(m_showTrash);
    group->addButton(m_showVault);
    m_search = new QLineEdit(bar);
    m_search->setObjectName(u"operationSearch"_s);
    m_search->setPlaceholderText(tr("Search server, reason, queue ID, sender or recipient"));
    m_search->setAccessibleName(tr("Search operations"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaxLength(300);
    m_search->addAction(themedIcon(u"edit-find"_s), QLineEdit::LeadingPosition);
    m_actions = new QComboBox(bar);
    m_actions->setObjectName(u"operationActions"_s);
    m_actions->setAccessibleName(tr("Action"));
    m_actions->addItem(tr("Every action"), -1);
    for (const Action action : allActions)
        m_actions->addItem(actionIcon(action), displayName(action), int(action));
    m_verify = new QPushButton(themedIcon(u"emblem-ok"_s), tr("Verify Journal"), bar);
    m_verify->setObjectName(u"verifyButton"_s);
    m_verify->setAutoDefault(false);
    m_verify->setToolTip(tr("Check that no entry was changed, taken out or put in"));
    row->addWidget(m_showAll);
    row->addWidget(m_showTrash);
    row->addWidget(m_showVault);
    row->addWidget(m_search, 1);
    row->addWidget(m_actions);
    row->addWidget(m_verify);
    return bar;
}

void OperationsPage::makeList()
{
    m_list = new QTableView(this);
    m_list->setObjectName(u"operationTable"_s);
    m_list->setAccessibleName(tr("Operations"));
    m_list->setModel(m_filter);
    dressTable(m_list);
    m_list->setItemDelegate(new OperationsDelegate(*m_filter, *m_model, m_list));
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    const int unit = m_list->fontMetrics().averageCharWidth();
    const std::array widths{20, 27, 15, 12, 36, 30, 20};
    for (int column = 0; column < OperationsModel::ColumnCount; ++column)
        m_list->setColumnWidth(column, unit * widths[size_t(column)]);
}

void OperationsPage::connectSignals()
{
    connect(&m_feed, &JournalFeed::changed, this, &OperationsPage::takeContent);
    m_typing.setSingleShot(true);
    m_typing.setInterval(250);
    connect(m_search, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(&m_typing, &QTimer::timeout, this, &OperationsPage::search);
    connect(m_actions, &QComboBox::currentIndexChanged, this, [this] {
        const int action = m_actions->currentData().toInt();
        m_filter->setAction(action < 0 ? std::nullopt : std::optional(Action(action)));
        updateLists();
    });
    connect(m_verify, &QPushButton::clicked, this, &OperationsPage::verify);
    for (QToolButton *button : {m_showAll, m_showTrash, m_showVault}) {
        connect(button, &QToolButton::toggled, this, [this](bool isShown) {
            if (!isShown)
                return; // another one is
            m_chains->hide(); // it was of what was looked at before
            if (shownList() == List::Vault)
                m_vaultFeed.load();
            updateLists();
            showCurrent();
        });
    }
    connect(&m_vaultFeed, &VaultFeed::changed, this, &OperationsPage::updateLists);
    connect(m_vault, &VaultView::restoreRequested, this, &OperationsPage::restore);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &OperationsPage::showCurrent);
    connect(m_trash, &TrashView::currentChanged, this, &OperationsPage::showCurrent);
    connect(m_trash, &TrashView::restoreRequested, this,
        [this](const QStringList &ids) { emit followUpRequested(Relation::Undo, ids); });
    connect(m_trash, &TrashView::purgeRequested, this,
        [this](const QStringList &ids) { emit followUpRequested(Relation::Purge, ids); });
    connect(m_detail, &OperationDetail::followUpRequested, this,
        [this](Relation relation, const QString &id) { emit followUpRequested(relation, {id}); });
    connect(m_detail, &OperationDetail::reportRequested, this, &OperationsPage::reportRequested);
}

OperationsPage::List OperationsPage::shownList() const
{
    return m_showVault->isChecked() ? List::Vault
        : m_showTrash->isChecked()  ? List::Trash
                                    : List::Operations;
}

void OperationsPage::restore(const QList<VaultEntry> &entries)
{
    QList<RestoreCandidate> candidates;
    for (const VaultEntry &entry : entries)
        candidates.append({entry, m_vault->restored(entry)});
    if (!candidates.isEmpty())
        emit restoreRequested(candidates);
}

void OperationsPage::setScope(const FleetScope &scope)
{
    m_scope = scope;
    m_filter->setScope(scope);
    m_trash->setTrash(m_feed.trash(), scope);
    m_vault->setScope(scope);
    updateLists();
}

void OperationsPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void OperationsPage::showList(List list)
{
    (list == List::Vault          ? m_showVault
            : list == List::Trash ? m_showTrash
                                  : m_showAll)
        ->setChecked(true);
}

void OperationsPage::showOperation(const QString &id)
{
    showList(List::Operations);
    m_search->clear();
    m_actions->setCurrentIndex(0);
    m_filter->setText({});
    m_wanted = id;
    updateLists();
}

/// Another reading of the journal: the same operation stays selected, and is read again.
void OperationsPage::takeContent()
{
    if (!m_feed.isLoading()) {
        const QString current = currentOperation();
        const QString why = m_feed.obstacle() ? m_feed.obstacle()->message : QString();
        m_isTaking = true;
        m_model->setOperations(m_feed.operations());
        m_trash->setTrash(m_feed.trash(), m_scope);
        m_trash->setObstacle(why);
        m_vault->setOperations(m_feed.operations());
        m_vault->setObstacle(why);
        m_detail->setObstacle(why);
        if (!current.isEmpty() && shownList() == List::Operations)
            m_wanted = current;
        if (!m_search->text().trimmed().isEmpty())
            search();
    }
    updateLists();
    m_isTaking = false;
    if (!m_feed.isLoading())
        showCurrent();
}

void OperationsPage::updateLists()
{
    qint64 messages = 0;
    for (const TrashedOperation &entry : m_feed.trash())
        messages += entry.messages;
    m_showTrash->setText(
        messages > 0 ? tr("Trash (%1)").arg(humanize::count(messages)) : tr("Trash"));
    const qint64 saved = m_vaultFeed.info().messages;
    m_showVault->setText(saved > 0 ? tr("Vault (%1)").arg(humanize::count(saved)) : tr("Vault"));
    const List list = shownList();
    m_search->setEnabled(list == List::Operations);
    m_actions->setEnabled(list == List::Operations);
    const bool isEmpty = m_filter->rowCount() == 0;
    if (isEmpty)
        explainEmptyList();
    // The vault shows a message in its own place.
    m_detail->setVisible(list == List::Operations ? !isEmpty
            : list == List::Trash                 ? !m_trash->isEmpty()
                                                  : false);
    // Trash and vault keep their footers: what is removed automatically is set there.
    m_lists->setCurrentWidget(list == List::Vault ? static_cast<QWidget *>(m_vault)
            : list == List::Trash                 ? m_trash
            : isEmpty                             ? static_cast<QWidget *>(m_empty)
                                                  : m_list);
    if (list != List::Operations || m_wanted.isEmpty())
        return;
    const QModelIndex index = m_filter->mapFromSource(m_model->index(m_model->rowOf(m_wanted), 0));
    if (index.isValid() && index.row() != m_list->currentIndex().row())
        m_list->selectRow(index.row());
}

void OperationsPage::explainEmptyList()
{
    if (m_feed.error())
        m_empty->explain(u"dialog-error"_s, tr("The journal could not be read"),
            text::visible(m_feed.error()->message));
    else if (!m_feed.isLoaded())
        m_empty->explain(u"view-history"_s, tr("Reading the journal…"), {});
    else if (m_filter->isFiltering())
        m_empty->explain(
            u"edit-find"_s, tr("No operation matches"), tr("Neither its words nor its messages."));
    else
        m_empty->explain(u"view-history"_s, tr("Nothing has been done yet"),
            tr("Whatever is done to a queue, from this window or by spoolscopectl, is written "
               "down and shown here."));
}

void OperationsPage::search()
{
    const QString text = m_search->text().trimmed();
    if (m_searching)
        m_searching->cancel();
    m_searching = nullptr;
    m_filter->setText(text);
    updateLists();
    if (text.size() < shortestSearch)
        return;
    m_searching = m_feed.ask<QSet<QString>>(
        tr("Searching the journal"),
        [text](const Journal &journal, const std::stop_token &stop) {
            return operationsNaming(journal, text, stop);
        },
        this,
        [this, text](const Result<QSet<QString>> &found) {
            if (!found || text != m_search->text().trimmed())
                return;
            m_filter->setNaming(*found);
            updateLists();
        });
}

QString OperationsPage::currentOperation() const
{
    if (shownList() == List::Vault)
        return {};
    if (shownList() == List::Trash)
        return m_trash->current();
    const QModelIndex index = m_list->currentIndex();
    return index.isValid() ? m_model->operation(m_filter->mapToSource(index).row()).header.id
                           : QString();
}

void OperationsPage::showCurrent()
{
    if (m_isTaking)
        return;
    const QString id = currentOperation();
    if (m_reading)
        m_reading->cancel();
    m_reading = nullptr;
    if (id.isEmpty()) {
        m_detail->showNothing(tr("No operation is selected"),
            tr("Select one to see its commands and what became of each message."));
        return;
    }
    if (shownList() == List::Operations)
        m_wanted = id;
    m_detail->showLoading();
    m_reading = m_feed.ask<OperationView>(
        tr("Reading an operation"),
        [id](const Journal &journal, const std::stop_token &stop) {
            return viewOf(journal, id, stop);
        },
        this,
        [this, id](Result<OperationView> view) {
            if (id != currentOperation())
                return;
            if (view)
                m_detail->showView(std::move(*view));
            else if (view.error().kind != ErrorKind::Cancelled)
                m_detail->showError(view.error());
        });
}

void OperationsPage::verify()
{
    m_verify->setEnabled(false);
    m_chains->showRunning();
    m_feed.ask<QList<ChainReport>>(
        tr("Verifying the journal"),
        [](const Journal &journal, const std::stop_token &) { return journal.verify(); }, this,
        [this](const Result<QList<ChainReport>> &reports) {
            m_verify->setEnabled(true);
            if (reports)
                m_chains->showReports(*reports);
            else
                m_chains->showError(reports.error().message);
        });
}

}
