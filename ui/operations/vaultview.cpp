// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/vaultview.h"

#include "core/base/textsafety.h"
#include "ui/actions/plandetails.h"
#include "ui/message/messageview.h"
#include "ui/operations/vaultfeed.h"
#include "ui/queue/emptystate.h"
#include "ui/style/dimmedlabel.h"
#include "ui/style/humanize.h"
#include "ui/style/plaintext.h"
#include "ui/style/table.h"
#include "ui/style/thinsplitter.h"

#include <QPushButton>
#include <QSpinBox>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

/// What the message page wants of a listing, made of what the vault has.
std::shared_ptr<const QueueSnapshot> asListing(const VaultEntry &entry)
{
    const auto listing = std::make_shared<QueueSnapshot>(
        InstanceKey{entry.origin.serverId, entry.origin.instance.configDirectory}, qint64(0));
    std::vector<ListedRecipient> recipients;
    for (const QByteArray &recipient : entry.recipients)
        recipients.push_back({recipient, {}});
    const MessageIdentity &identity = entry.identity;
    listing->add({identity.id, QueueName::Hold, identity.arrival, identity.size, false,
        identity.sender, recipients});
    listing->publish();
    listing->end(ListingState::Complete, 0, {});
    return listing;
}

}

VaultView::VaultView(VaultFeed &feed, QWidget *parent)
    : QWidget(parent)
    , m_feed(feed)
    , m_model(new VaultModel(this))
    , m_table(new QTableView(this))
    , m_empty(new EmptyState(this))
    , m_message(new MessageView(this))
    , m_total(new DimmedLabel({}, this))
    , m_restore(new QPushButton(requestIcon(RequestKind::Restore), tr("Restore to a Queue…"), this))
{
    m_table->setObjectName(u"vaultTable"_s);
    m_table->setAccessibleName(tr("What is in the vault"));
    m_table->setModel(m_model);
    dressTable(m_table);
    const int unit = m_table->fontMetrics().averageCharWidth();
    const std::array widths{18, 22, 18, 36, 40, 12, 18};
    for (int column = 0; column < VaultModel::ColumnCount; ++column)
        m_table->setColumnWidth(column, unit * widths[size_t(column)]);
    m_message->setMinimumHeight(160);
    auto *splitter = new ThinSplitter(Qt::Vertical, this);
    splitter->addWidget(m_table);
    splitter->addWidget(m_message);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    splitter->setChildrenCollapsible(false);
    auto *lists = new QWidget(this);
    m_lists = new QStackedLayout(lists);
    m_lists->addWidget(splitter);
    m_lists->addWidget(m_empty);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(lists, 1);
    column->addWidget(new Hairline(this));
    column->addWidget(makeFooter());
    connect(&feed, &VaultFeed::changed, this, &VaultView::fill);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        &VaultView::updateButtons);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &VaultView::showCurrent);
    connect(m_restore, &QPushButton::clicked, this, [this] { emit restoreRequested(selected()); });
    fill();
}

QSpinBox *VaultView::makeLimit(const QString &name, int most, const QString &suffix)
{
    auto *limit = new QSpinBox(this);
    limit->setObjectName(name);
    limit->setRange(0, most);
    limit->setSuffix(suffix);
    limit->setToolTip(plaintext::toolTip(
        tr("What is beyond is removed from this machine, the oldest first: at most once an hour, "
           "and for the first time an hour after this was set")));
    limit->setKeyboardTracking(false); // not with every digit that is typed
    connect(limit, &QSpinBox::valueChanged, this, &VaultView::storeRetention);
    return limit;
}

QWidget *VaultView::makeFooter()
{
    auto *footer = new QWidget(this);
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(12, 8, 8, 8);
    const VaultRetention retention = VaultRetention::stored();
    m_days = makeLimit(u"vaultDays"_s, 3650, tr(" days"));
    m_days->setSpecialValueText(tr("ever"));
    m_days->setAccessibleName(tr("Keep for"));
    m_megabytes = makeLimit(u"vaultMegabytes"_s, 1 << 24, tr(" MB"));
    m_megabytes->setSpecialValueText(tr("any size"));
    m_megabytes->setAccessibleName(tr("Keep at most"));
    {
        const QSignalBlocker quietDays(m_days), quietMegabytes(m_megabytes);
        m_days->setValue(retention.days);
        m_megabytes->setValue(retention.megabytes);
    }
    auto *keep = new QLabel(tr("&Keep for"), footer);
    keep->setTextFormat(Qt::PlainText);
    keep->setBuddy(m_days);
    auto *most = new QLabel(tr("at &most"), footer);
    most->setTextFormat(Qt::PlainText);
    most->setBuddy(m_megabytes);
    m_restore->setObjectName(u"restoreVaultButton"_s);
    m_restore->setAutoDefault(false);
    row->addWidget(m_total, 1);
    row->addWidget(keep);
    row->addWidget(m_days);
    row->addWidget(most);
    row->addWidget(m_megabytes);
    row->addSpacing(8);
    row->addWidget(m_restore);
    return footer;
}

void VaultView::storeRetention()
{
    VaultRetention{m_days->value(), m_megabytes->value()}.store();
}

void VaultView::setScope(const FleetScope &scope)
{
    m_scope = scope;
    fill();
}

void VaultView::setOperations(const QList<Operation> &operations)
{
    m_operations = operations;
    fill();
}

void VaultView::setObstacle(const QString &why)
{
    m_obstacle = why;
    updateButtons();
}

QList<VaultEntry> VaultView::selected() const
{
    QList<VaultEntry> entries;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        entries.append(m_model->entry(index.row()));
    return entries;
}

RestoreState VaultView::restored(const VaultEntry &entry) const
{
    return m_model->restored(entry);
}

void VaultView::fill()
{
    QStringList chosen;
    for (const VaultEntry &entry : selected())
        chosen.append(entry.id);
    const QModelIndex now = m_table->currentIndex();
    const QString current = now.isValid() ? m_model->entry(now.row()).id : QString();
    m_model->setVault(m_feed.entries(), m_operations, m_scope);
    if (const int row = m_model->rowOf(current); row >= 0)
        m_table->selectionModel()->setCurrentIndex(
            m_model->index(row, 0), QItemSelectionModel::NoUpdate);
    for (const QString &id : std::as_const(chosen)) {
        if (const int row = m_model->rowOf(id); row >= 0)
            m_table->selectionModel()->select(
                m_model->index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    if (m_feed.error())
        m_empty->explain(u"dialog-error"_s, tr("The vault could not be read"),
            text::visible(m_feed.error()->message));
    else if (!m_feed.isLoaded())
        m_empty->explain(u"mail-message"_s, tr("Reading the vault…"), {});
    else
        m_empty->explain(u"mail-message"_s, tr("The vault is empty"),
            tr("Messages are copied here before they are deleted, where the plan of the deletion "
               "says so."));
    m_lists->setCurrentIndex(m_model->rowCount() == 0 ? 1 : 0);
    const VaultInfo &info = m_feed.info();
    QString total = tr("%1 messages · %2 on disk")
                        .arg(humanize::count(info.messages), humanize::size(info.bytes));
    if (info.unreadable > 0)
        total += tr(" · %1 unreadable").arg(humanize::count(info.unreadable));
    m_total->setText(total);
    m_total->setToolTip(plaintext::toolTip(text::visible(m_feed.directory())));
    showCurrent();
    updateButtons();
}

void VaultView::showCurrent()
{
    const QModelIndex index = m_table->currentIndex();
    if (!index.isValid()) {
        m_message->clear();
        return;
    }
    const VaultEntry &entry = m_model->entry(index.row());
    const auto read = [this, entry](QObject *context, Server::MessageHandler handler) {
        return m_feed.ask<MessageContent>(
            tr("Reading message %1").arg(entry.identity.id.toString()),
            [entry](Vault &vault) { return vault.read(entry); }, context, std::move(handler));
    };
    m_message->showCopy({originOf(entry), read, entry.recipientCount - entry.recipients.size()},
        asListing(entry), 0);
}

void VaultView::updateButtons()
{
    const QString why = !m_obstacle.isEmpty()        ? m_obstacle
        : !m_table->selectionModel()->hasSelection() ? tr("Nothing is selected.")
                                                     : QString();
    m_restore->setEnabled(why.isEmpty());
    m_restore->setToolTip(plaintext::toolTip(
        why.isEmpty() ? tr("Submit the selected messages again, as new ones") : why));
}

}
