// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/fleet/sshimportdialog.h"

#include "core/base/textsafety.h"
#include "ui/style/plaintext.h"
#include "ui/style/table.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QUuid>
#include <QVBoxLayout>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int hostRole = Qt::UserRole;

}

SshImportDialog::SshImportDialog(
    const QStringList &hosts, const QStringList &present, QWidget *parent)
    : QDialog(parent)
    , m_model(new QStandardItemModel(this))
    , m_shown(new QSortFilterProxyModel(this))
    , m_filter(new QLineEdit)
    , m_list(new QListView)
    , m_nothing(plaintext::makeLabel(nullptr,
          tr("~/.ssh/config names no hosts. A \"Host mx1\" line there makes one; patterns such as "
             "\"Host mx*\" name none.")))
    , m_all(new QPushButton(tr("Select All")))
    , m_none(new QPushButton(tr("Select None")))
{
    setObjectName(u"sshImportDialog"_s);
    setWindowTitle(tr("Import from SSH Config"));
    fill(hosts, present);
    m_shown->setSourceModel(m_model);
    m_shown->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_list->setModel(m_shown);
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setAccessibleName(tr("Hosts of SSH config"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    showCheckBoxes(m_list);
    m_nothing->setWordWrap(true);
    m_nothing->setVisible(hosts.isEmpty());
    m_list->setVisible(!hosts.isEmpty());
    m_filter->setVisible(!hosts.isEmpty());

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_add = buttons->addButton(QString(), QDialogButtonBox::AcceptRole);
    m_add->setObjectName(u"addButton"_s);
    for (QPushButton *choice : {m_all, m_none})
        choice->setAutoDefault(false);
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_all);
    bottom->addWidget(m_none);
    bottom->addStretch(1);
    bottom->addWidget(buttons);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(m_filter);
    column->addWidget(m_list, 1);
    column->addWidget(m_nothing, 1);
    column->addLayout(bottom);
    m_add->setDefault(true); // now that it is in the dialog
    resize(460, 420);

    connect(
        m_filter, &QLineEdit::textChanged, m_shown, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_model, &QStandardItemModel::itemChanged, this, &SshImportDialog::updateButtons);
    connect(m_all, &QPushButton::clicked, this, [this] { checkShown(true); });
    connect(m_none, &QPushButton::clicked, this, [this] { checkShown(false); });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    updateButtons();
}

void SshImportDialog::fill(const QStringList &hosts, const QStringList &present)
{
    for (const QString &host : hosts) {
        const bool isPresent = present.contains(host);
        const bool isUsable = checkEndpoint({.host = host}).has_value();
        auto *item
            = new QStandardItem(isPresent ? tr("%1 (a server already)").arg(text::visible(host))
                    : isUsable            ? text::visible(host)
                                          : tr("%1 (not a host name)").arg(text::visible(host)));
        item->setData(host, hostRole);
        item->setCheckable(true);
        item->setEnabled(isUsable && !isPresent);
        m_model->appendRow(item);
    }
}

void SshImportDialog::checkShown(bool isChecked)
{
    for (int row = 0; row < m_shown->rowCount(); ++row) {
        QStandardItem *item = m_model->itemFromIndex(m_shown->mapToSource(m_shown->index(row, 0)));
        if (item->isEnabled())
            item->setCheckState(isChecked ? Qt::Checked : Qt::Unchecked);
    }
}

void SshImportDialog::updateButtons()
{
    const auto count = int(chosen().size());
    m_add->setText(count == 0 ? tr("Add Servers") : tr("Add %Ln Server(s)", nullptr, count));
    m_add->setEnabled(count > 0);
    m_add->setDefault(count > 0);
    m_all->setEnabled(m_model->rowCount() > 0);
    m_none->setEnabled(count > 0);
}

QList<ServerDefinition> SshImportDialog::chosen() const
{
    QList<ServerDefinition> servers;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QStandardItem *item = m_model->item(row);
        if (item->checkState() != Qt::Checked)
            continue;
        ServerDefinition server;
        server.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        server.endpoint.host = item->data(hostRole).toString();
        server.name = server.endpoint.host;
        server.isReadOnly = true;
        servers += server;
    }
    return servers;
}

}
