// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/vault.h"
#include "core/journal/operation.h"
#include "ui/fleet/fleetscope.h"

#include <QAbstractTableModel>
#include <QHash>

namespace spoolscope {

/// The backups in the vault that come from the scope, newest first.
class VaultModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        SavedColumn,
        ServerColumn,
        IdColumn,
        SenderColumn,
        RecipientsColumn,
        SizeColumn,
        RestoredColumn,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// `operations`: of the journal, which knows what was restored.
    void setVault(const QList<VaultEntry> &entries, const QList<Operation> &operations,
        const FleetScope &scope);
    const VaultEntry &entry(int row) const { return m_entries[row]; }
    int rowOf(const QString &id) const; ///< -1: none
    QDateTime restoredAt(const VaultEntry &entry) const { return m_restored.value(entry.id); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString text(const VaultEntry &entry, Column column) const;

    QList<VaultEntry> m_entries;
    QHash<QString, QDateTime> m_restored; ///< by the vault's ID
};

/// "mx1", "mx1 (postfix-out)".
QString originOf(const VaultEntry &entry);

}
