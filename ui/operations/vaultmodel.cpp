// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/vaultmodel.h"

#include "core/base/textsafety.h"
#include "ui/operations/operationtext.h"
#include "ui/style/humanize.h"
#include "ui/style/plaintext.h"

#include <QFontDatabase>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

Qt::Alignment alignment(int column)
{
    return (column == VaultModel::SizeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

QString recipientsOf(const VaultEntry &entry)
{
    const QString first = text::visible(entry.recipients.value(0));
    return entry.recipientCount < 2
        ? first
        : VaultModel::tr("%1 and %2 more").arg(first, humanize::count(entry.recipientCount - 1));
}

}

QString originOf(const VaultEntry &entry)
{
    OperationHeader header;
    header.serverName = entry.origin.serverName;
    header.instanceName = entry.origin.instance.name;
    return operationtext::serverName(header);
}

void VaultModel::setVault(
    const QList<VaultEntry> &entries, const QList<Operation> &operations, const FleetScope &scope)
{
    beginResetModel();
    m_entries.clear();
    for (const VaultEntry &entry : entries) {
        if (scope.contains({entry.origin.serverId, entry.origin.instance.configDirectory}))
            m_entries.append(entry);
    }
    m_restored.clear();
    for (const Operation &operation : operations) { // the newest first
        const auto &request = operation.header.request;
        if (!request || request->kind != RequestKind::Restore || operation.note.isEmpty())
            continue;
        const QString id = request->subject.section(u' ', 1, 1);
        if (!m_restored.contains(id))
            m_restored.insert(id, operation.endedAt);
    }
    endResetModel();
}

int VaultModel::rowOf(const QString &id) const
{
    const auto found = std::ranges::find(m_entries, id, &VaultEntry::id);
    return found == m_entries.end() ? -1 : int(found - m_entries.begin());
}

int VaultModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int VaultModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant VaultModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const VaultEntry &entry = m_entries[index.row()];
    const auto column = Column(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(entry, column);
    case Qt::ToolTipRole:
        return plaintext::toolTip(column == SavedColumn ? operationtext::exactTime(entry.savedAt)
                : column == RestoredColumn ? operationtext::exactTime(restoredAt(entry))
                                           : text(entry, column));
    case Qt::TextAlignmentRole:
        return int(alignment(column));
    case Qt::FontRole:
        if (column == IdColumn)
            return QFontDatabase::systemFont(QFontDatabase::FixedFont);
        return {};
    default:
        return {};
    }
}

QString VaultModel::text(const VaultEntry &entry, Column column) const
{
    switch (column) {
    case SavedColumn:
        return operationtext::time(entry.savedAt);
    case ServerColumn:
        return originOf(entry);
    case IdColumn:
        return entry.identity.id.toString();
    case SenderColumn:
        return entry.identity.sender.isEmpty() ? u"<>"_s : text::visible(entry.identity.sender);
    case RecipientsColumn:
        return recipientsOf(entry);
    case SizeColumn:
        return humanize::size(entry.identity.size);
    case RestoredColumn:
        return restoredAt(entry).isValid() ? operationtext::time(restoredAt(entry)) : QString();
    case ColumnCount:
        break;
    }
    return {};
}

QVariant VaultModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(alignment(section));
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case SavedColumn:
        return tr("Saved");
    case ServerColumn:
        return tr("Server");
    case IdColumn:
        return tr("Queue ID");
    case SenderColumn:
        return tr("Sender");
    case RecipientsColumn:
        return tr("Recipients");
    case SizeColumn:
        return tr("Size");
    case RestoredColumn:
        return tr("Restored");
    case ColumnCount:
        break;
    }
    return {};
}

}
