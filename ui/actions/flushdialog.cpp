// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/flushdialog.h"

#include "core/base/textsafety.h"
#include "core/postfix/commandadvice.h"
#include "ui/fleet/servernames.h"
#include "ui/queue/changeobstacle.h"
#include "ui/style/colours.h"
#include "ui/style/dimmedlabel.h"
#include "ui/style/humanize.h"
#include "ui/style/plaintext.h"
#include "ui/style/table.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QStandardItemModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array needed{Right::Flush};
constexpr int keyRole = Qt::UserRole;

qint64 deferredIn(const InstanceStatus &status)
{
    qint64 count = 0;
    if (status.snapshot) {
        for (QueueSnapshot::Row row = 0; row < status.snapshot->rowCount(); ++row)
            count += status.snapshot->queue(row) == QueueName::Deferred;
    }
    return count;
}

}

FlushDialog::FlushDialog(Fleet &fleet, const QList<InstanceKey> &instances, QWidget *parent)
    : QDialog(parent)
    , m_fleet(fleet)
    , m_all(new QRadioButton(tr("All &deferred mail"), this))
    , m_one(new QRadioButton(tr("Mail for &one destination:"), this))
    , m_destination(new QLineEdit(this))
    , m_advice(plaintext::makeLabel(this))
    , m_command(plaintext::makeLabel(this))
    , m_rows(new QStandardItemModel(this))
    , m_table(new QTreeView(this))
{
    setObjectName(u"flushDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(tr("Flush Queue"));
    m_advice->setWordWrap(true);
    m_command->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_command->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    m_ask = buttons->addButton(tr("Flush"), QDialogButtonBox::ActionRole);
    m_ask->setObjectName(u"flushButton"_s);
    m_ask->setAutoDefault(false);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(makeChoice());
    column->addWidget(m_advice);
    column->addWidget(makeTable(instances), 1);
    column->addWidget(m_command);
    column->addWidget(buttons);
    resize(640, 460);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_ask, &QPushButton::clicked, this, &FlushDialog::ask);
    connect(m_one, &QRadioButton::toggled, this, &FlushDialog::updateChoice);
    connect(m_destination, &QLineEdit::textChanged, this, &FlushDialog::updateChoice);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &FlushDialog::showCommand);
    connect(m_rows, &QStandardItemModel::itemChanged, this, &FlushDialog::updateButton);
    for (Server *server : fleet.servers()) {
        connect(server, &Server::stateChanged, this, &FlushDialog::updateRows);
        connect(server, &Server::snapshotChanged, this, &FlushDialog::updateRows);
    }
    updateChoice();
}

QWidget *FlushDialog::makeChoice()
{
    auto *choice = new QWidget(this);
    auto *column = new QVBoxLayout(choice);
    column->setContentsMargins({});
    m_all->setObjectName(u"flushAll"_s);
    m_all->setChecked(true);
    m_one->setObjectName(u"flushOne"_s);
    m_destination->setObjectName(u"flushDestination"_s);
    m_destination->setAccessibleName(tr("Destination"));
    m_destination->setPlaceholderText(tr("example.com or [192.0.2.1]"));
    m_destination->setMaxLength(300);
    auto *row = new QHBoxLayout;
    row->addWidget(m_one);
    row->addWidget(m_destination, 1);
    column->addWidget(m_all);
    column->addLayout(row);
    return choice;
}

QWidget *FlushDialog::makeTable(const QList<InstanceKey> &instances)
{
    m_table->setObjectName(u"flushTable"_s);
    m_table->setAccessibleName(tr("Queues"));
    m_table->setModel(m_rows);
    dressTable(m_table);
    showCheckBoxes(m_table);
    m_table->setFrameShape(QFrame::StyledPanel);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_rows->setHorizontalHeaderLabels({tr("Queue"), tr("Deferred"), tr("State")});
    m_rows->horizontalHeaderItem(DeferredColumn)
        ->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    for (const InstanceKey &key : instances) {
        QList<QStandardItem *> row;
        for (int column = 0; column < ColumnCount; ++column)
            row.append(new QStandardItem);
        row[ServerColumn]->setData(QVariant::fromValue(key), keyRole);
        row[ServerColumn]->setCheckable(true);
        row[ServerColumn]->setCheckState(Qt::Checked);
        row[DeferredColumn]->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        m_rows->appendRow(row);
    }
    m_table->header()->setStretchLastSection(true);
    const int unit = m_table->fontMetrics().averageCharWidth();
    m_table->setColumnWidth(ServerColumn, unit * 28);
    m_table->setColumnWidth(DeferredColumn, unit * 14);
    return m_table;
}

void FlushDialog::setDestination(const QString &destination)
{
    m_destination->setText(destination);
    (destination.isEmpty() ? m_all : m_one)->setChecked(true);
}

bool FlushDialog::isForDestination() const
{
    return m_one->isChecked();
}

void FlushDialog::updateChoice()
{
    m_destination->setEnabled(isForDestination());
    m_advice->setText(isForDestination() ? advice::retrySite() : advice::flush());
    m_ask->setText(isForDestination() ? tr("Retry") : tr("Flush"));
    if (!isAsking())
        m_outcomes.clear(); // they are of something else
    updateRows();
}

void FlushDialog::updateRows()
{
    m_isUpdating = true;
    for (int row = 0; row < m_rows->rowCount(); ++row) {
        QStandardItem *first = m_rows->item(row, ServerColumn);
        const auto key = first->data(keyRole).value<InstanceKey>();
        const Server *server = m_fleet.server(key.server);
        const InstanceStatus *status = server ? server->instance(key) : nullptr;
        const QString obstacle = changeObstacle(server, key, needed);
        if (server && status) {
            first->setText(instanceLabel(server->name(), status->instance.name));
            m_rows->item(row, DeferredColumn)->setText(humanize::count(deferredIn(*status)));
        }
        first->setEnabled(obstacle.isEmpty());
        const QString outcome = m_outcomes.value(key);
        QStandardItem *last = m_rows->item(row, OutcomeColumn);
        last->setText(!outcome.isEmpty() ? outcome : obstacle.isEmpty() ? tr("ready") : obstacle);
        last->setToolTip(plaintext::toolTip(last->text()));
    }
    m_isUpdating = false;
    showCommand();
    updateButton();
}

void FlushDialog::updateButton()
{
    if (m_isUpdating)
        return;
    QString why;
    if (isAsking())
        why = tr("The servers are being asked.");
    else if (chosen().isEmpty())
        why = tr("No queue is chosen that could be asked.");
    else if (isForDestination()) {
        if (const auto site = FlushSite::parse(m_destination->text().toUtf8()); !site)
            why = site.error().message;
    }
    m_ask->setEnabled(why.isEmpty());
    m_ask->setToolTip(plaintext::toolTip(why));
}

/// The exact one of the current row, or of the first.
void FlushDialog::showCommand()
{
    const int row = std::max(0, m_table->currentIndex().row());
    const InstanceStatus *status = row < m_rows->rowCount()
        ? m_fleet.instance(m_rows->item(row, ServerColumn)->data(keyRole).value<InstanceKey>())
        : nullptr;
    std::optional<Result<CommandLine>> command;
    if (status && !isForDestination())
        command = flushCommand(status->instance);
    else if (const auto site = FlushSite::parse(m_destination->text().toUtf8()); status && site)
        command = retrySiteCommand(status->instance, *site);
    m_command->setText(command && *command ? displayText(**command) : QString());
}

QList<InstanceKey> FlushDialog::chosen() const
{
    QList<InstanceKey> keys;
    for (int row = 0; row < m_rows->rowCount(); ++row) {
        const QStandardItem *item = m_rows->item(row, ServerColumn);
        if (item->isEnabled() && item->checkState() == Qt::Checked)
            keys.append(item->data(keyRole).value<InstanceKey>());
    }
    return keys;
}

/// A server that is taken out of the list takes its answer along.
bool FlushDialog::isAsking() const
{
    return std::ranges::any_of(
        m_asking, [this](const InstanceKey &key) { return m_fleet.server(key.server); });
}

void FlushDialog::say(const InstanceKey &key, const QString &outcome)
{
    m_outcomes.insert(key, outcome);
    updateRows();
}

void FlushDialog::ask()
{
    const QList<InstanceKey> keys = chosen();
    for (const InstanceKey &key : keys)
        askOne(key);
}

void FlushDialog::askOne(const InstanceKey &key)
{
    Server *server = m_fleet.server(key.server);
    if (!server)
        return;
    m_asking.insert(key);
    say(key, tr("asking…"));
    Server::RequestWork work;
    if (isForDestination()) {
        const auto site = FlushSite::parse(m_destination->text().toUtf8());
        work = [site](const Journal &journal, const RequestPlace &place,
                   const std::stop_token &stop) -> Result<QString> {
            if (!site)
                return std::unexpected(site.error());
            return retryDestination(journal, place, *site, stop).transform([] {
                return QString();
            });
        };
    } else {
        work = [](const Journal &journal, const RequestPlace &place, const std::stop_token &stop) {
            return flushQueue(journal, place, stop).transform([] { return QString(); });
        };
    }
    const QString title = isForDestination() ? tr("Retrying a destination") : tr("Flushing");
    server->request(key, title, std::move(work), this, [this, key](const Result<QString> &answer) {
        m_asking.remove(key);
        say(key, answer ? tr("accepted by Postfix") : text::visible(answer.error().message));
        emit asked();
    });
}

}
