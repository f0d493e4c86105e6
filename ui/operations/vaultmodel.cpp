// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/vaultmodel.h"

#include "core/base/textsafety.h"
#include "ui/fleet/servernames.h"
#include "ui/operations/operationtext.h"
#include "ui/style/humanize.h"

#include <array>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

QString recipientsOf(const VaultEntry &entry)
{
    const QString first = text::visible(entry.recipients.value(0));
    return entry.recipientCount < 2
        ? first
        : VaultModel::tr("%1 and %2 more").arg(first, humanize::count(entry.recipientCount - 1));
}

}

QString restoreText(const RestoreState &state)
{
    if (!state.time.isValid())
        return {};
    const QString time = operationtext::time(state.time);
    return state.isCertain ? time : VaultModel::tr("perhaps, %1").arg(time);
}

QString originOf(const VaultEntry &entry)
{
    return instanceLabel(entry.origin.serverName, entry.origin.instance.name);
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
        if (!request || request->kind != RequestKind::Restore)
            continue;
        const bool isDone = !operation.note.isEmpty();
        const bool hasEnded = operation.state == OperationState::Ended;
        if (!isDone && hasEnded && !operation.isUnknown)
            continue; // it was refused
        RestoreState &known = m_restored[request->subject.section(u' ', 1, 1)];
        if (!known.time.isValid() || (isDone && !known.isCertain))
            known = {operation.header.time, isDone};
    }
    endResetModel();
}

int VaultModel::rowOf(const QString &id) const
{
    const auto found = std::ranges::find(m_entries, id, &VaultEntry::id);
    return found == m_entries.end() ? -1 : int(found - m_entries.begin());
}

int VaultModel::rows() const
{
    return int(m_entries.size());
}

QString VaultModel::heading(int column) const
{
    static constexpr std::array names{QT_TR_NOOP("Saved"), QT_TR_NOOP("Server"),
        QT_TR_NOOP("Queue ID"), QT_TR_NOOP("Sender"), QT_TR_NOOP("Recipients"), QT_TR_NOOP("Size"),
        QT_TR_NOOP("Restored")};
    static_assert(names.size() == ColumnCount);
    return tr(names[size_t(column)]);
}

QString VaultModel::toolTip(int row, int column) const
{
    if (column == SavedColumn)
        return operationtext::exactTime(m_entries[row].savedAt);
    if (column == RestoredColumn)
        return operationtext::exactTime(restored(m_entries[row]).time);
    return text(row, column);
}

QString VaultModel::text(int row, int column) const
{
    const VaultEntry &entry = m_entries[row];
    switch (Column(column)) {
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
        return restoreText(restored(entry));
    case ColumnCount:
        break;
    }
    return {};
}

}
