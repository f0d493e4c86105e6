// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/restoredialog.h"

#include "core/base/textsafety.h"
#include "core/postfix/commandadvice.h"
#include "ui/fleet/servernames.h"
#include "ui/operations/operationtext.h"
#include "ui/queue/changeobstacle.h"
#include "ui/style/humanize.h"
#include "ui/style/plaintext.h"
#include "ui/style/table.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace spoolscope {

using namespace Qt::StringLiterals;

RestoreDialog::RestoreDialog(
    Fleet &fleet, QString vaultDirectory, QList<RestoreCandidate> candidates, QWidget *parent)
    : QDialog(parent)
    , m_fleet(fleet)
    , m_directory(std::move(vaultDirectory))
    , m_candidates(std::move(candidates))
    , m_said(size_t(m_candidates.size()))
    , m_isOver(size_t(m_candidates.size()))
    , m_target(new QComboBox(this))
    , m_rows(new QStandardItemModel(this))
    , m_table(new QTreeView(this))
{
    setObjectName(u"restoreDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(tr("Restore from the Vault"));
    QLabel *advice = plaintext::makeLabel(this, advice::restore());
    advice->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    m_restore = buttons->addButton(tr("Restore"), QDialogButtonBox::ActionRole);
    m_restore->setObjectName(u"confirmRestore"_s);
    m_restore->setAutoDefault(false);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(advice);
    column->addLayout(makeTarget());
    column->addWidget(makeTable(), 1);
    column->addWidget(buttons);
    resize(860, 460);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_restore, &QPushButton::clicked, this, &RestoreDialog::start);
    connect(m_target, &QComboBox::currentIndexChanged, this, &RestoreDialog::updateRows);
    connect(m_rows, &QStandardItemModel::itemChanged, this, &RestoreDialog::updateButton);
    for (Server *server : fleet.servers())
        connect(server, &Server::stateChanged, this, &RestoreDialog::updateRows);
    updateRows();
}

QLayout *RestoreDialog::makeTarget()
{
    m_target->setObjectName(u"restoreTarget"_s);
    m_target->addItem(tr("where each came from"));
    for (const Server *server : m_fleet.servers()) {
        for (const InstanceStatus &status : server->instances())
            m_target->addItem(instanceLabel(server->name(), status.instance.name),
                QVariant::fromValue(status.key));
    }
    auto *label = new QLabel(tr("Submit &to"), this);
    label->setTextFormat(Qt::PlainText);
    label->setBuddy(m_target);
    auto *row = new QHBoxLayout;
    row->addWidget(label);
    row->addWidget(m_target, 1);
    return row;
}

QWidget *RestoreDialog::makeTable()
{
    m_table->setObjectName(u"restoreTable"_s);
    m_table->setAccessibleName(tr("Messages"));
    m_table->setModel(m_rows);
    dressTable(m_table);
    showCheckBoxes(m_table);
    m_table->setFrameShape(QFrame::StyledPanel);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_rows->setHorizontalHeaderLabels(
        {tr("Queue ID"), tr("Sender"), tr("Recipients"), tr("State")});
    for (const RestoreCandidate &candidate : m_candidates) {
        const VaultEntry &entry = candidate.entry;
        auto *id = new QStandardItem(entry.identity.id.toString());
        id->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        id->setCheckable(true);
        id->setCheckState(candidate.before.time.isValid() ? Qt::Unchecked : Qt::Checked);
        QStringList all;
        for (const QByteArray &recipient : entry.recipients)
            all.append(text::visible(recipient));
        auto *recipients = new QStandardItem(entry.recipientCount == 1
                ? all.value(0)
                : tr("%1 recipients").arg(humanize::count(entry.recipientCount)));
        recipients->setToolTip(plaintext::toolTip(all.join(u'\n')));
        auto *sender = new QStandardItem(
            entry.identity.sender.isEmpty() ? u"<>"_s : text::visible(entry.identity.sender));
        m_rows->appendRow({id, sender, recipients, new QStandardItem});
    }
    const int unit = m_table->fontMetrics().averageCharWidth();
    const std::array widths{20, 23, 23};
    for (int i = 0; i < OutcomeColumn; ++i)
        m_table->setColumnWidth(i, unit * widths[size_t(i)]);
    m_table->header()->setStretchLastSection(true);
    return m_table;
}

InstanceKey RestoreDialog::targetOf(const VaultEntry &entry) const
{
    const QVariant chosen = m_target->currentData();
    if (chosen.isValid())
        return chosen.value<InstanceKey>();
    return {entry.origin.serverId, entry.origin.instance.configDirectory};
}

QString RestoreDialog::obstacle(const VaultEntry &entry) const
{
    const InstanceKey key = targetOf(entry);
    const Server *server = m_fleet.server(key.server);
    if (!server)
        return tr("%1 is not in the list of servers.").arg(text::visible(entry.origin.serverName));
    return changeObstacle(server, key, {});
}

void RestoreDialog::updateRows()
{
    m_isUpdating = true;
    for (int row = 0; row < m_rows->rowCount(); ++row) {
        const RestoreCandidate &candidate = m_candidates[row];
        const QString why = obstacle(candidate.entry);
        m_rows->item(row, IdColumn)
            ->setEnabled(why.isEmpty() && !m_current && !m_isOver[size_t(row)]);
        const QString before = restoreText(candidate.before);
        const QString &said = m_said[size_t(row)];
        QStandardItem *last = m_rows->item(row, OutcomeColumn);
        last->setText(!said.isEmpty() ? said
                : !why.isEmpty()      ? why
                : before.isEmpty()    ? tr("ready")
                                      : tr("restored before: %1").arg(before));
        last->setToolTip(plaintext::toolTip(last->text()));
    }
    m_isUpdating = false;
    updateButton();
}

QList<int> RestoreDialog::chosen() const
{
    QList<int> rows;
    for (int row = 0; row < m_rows->rowCount(); ++row) {
        if (!m_isOver[size_t(row)] && m_rows->item(row, IdColumn)->checkState() == Qt::Checked
            && obstacle(m_candidates[row].entry).isEmpty())
            rows.append(row);
    }
    return rows;
}

void RestoreDialog::updateButton()
{
    if (m_isUpdating)
        return;
    const qsizetype count = chosen().size();
    const QString why = m_current ? tr("Messages are being submitted.")
        : count == 0              ? tr("No message is chosen that could be restored.")
                                  : QString();
    m_restore->setText(
        count > 1 ? tr("Restore %1 Messages").arg(humanize::count(count)) : tr("Restore"));
    m_restore->setEnabled(why.isEmpty());
    m_restore->setToolTip(plaintext::toolTip(why));
    m_target->setEnabled(!m_current);
}

void RestoreDialog::start()
{
    m_waiting = chosen();
    next();
}

void RestoreDialog::next()
{
    m_current.reset();
    Server *server = nullptr;
    while (!m_waiting.isEmpty() && !server) {
        m_current = m_waiting.takeFirst();
        server = m_fleet.server(targetOf(m_candidates[*m_current].entry).server);
        if (!server)
            m_current.reset();
    }
    if (!server) {
        updateRows();
        return;
    }
    const int row = *m_current;
    const VaultEntry entry = m_candidates[row].entry;
    m_said[size_t(row)] = tr("being submitted…");
    m_isOver[size_t(row)] = true; // until it is known that it was not done
    updateRows();
    // A server that is taken out of the list takes its jobs, and their answers, along.
    const auto isAnswered = std::make_shared<bool>(false);
    const auto answered = [this, row, isAnswered](const Result<QString> &answer) {
        if (!std::exchange(*isAnswered, true))
            take(row, answer);
    };
    Job *job = server->request(
        targetOf(entry), tr("Restoring %1").arg(entry.identity.id.toString()),
        [entry, directory = m_directory](const Journal &journal, const RequestPlace &place,
            const std::stop_token &stop) -> Result<QString> {
            const auto vault = Vault::open(directory);
            if (!vault)
                return std::unexpected(vault.error());
            const auto message = vault->read(entry);
            if (!message)
                return std::unexpected(message.error());
            return restoreSaved(journal, place, entry, *message, stop)
                .transform([](const RestoredMessage &restored) {
                    return restored.newId ? tr("in the queue as %1").arg(restored.newId->toString())
                                          : tr("submitted");
                });
        },
        this, answered);
    // Queued: the server is still on its way out, and the next message may not be asked of it.
    connect(
        job, &QObject::destroyed, this,
        [answered] {
            answered(failure(ErrorKind::OutcomeUnknown,
                tr("The server was taken out of the list; whether it was done is not known.")));
        },
        Qt::QueuedConnection);
}

void RestoreDialog::take(int row, const Result<QString> &answer)
{
    // What was not done can be tried again; what may have been done cannot.
    m_isOver[size_t(row)] = answer || answer.error().kind == ErrorKind::OutcomeUnknown;
    m_said[size_t(row)] = answer ? *answer : text::visible(answer.error().message);
    m_rows->item(row, IdColumn)->setCheckState(Qt::Unchecked);
    emit restored();
    next();
}

}
