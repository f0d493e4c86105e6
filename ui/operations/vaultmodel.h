// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/vault.h"
#include "core/journal/operation.h"
#include "ui/fleet/fleetscope.h"
#include "ui/style/rowsmodel.h"

#include <QHash>

namespace spoolscope {

/// What the journal knows of a copy's way back into a queue.
struct RestoreState
{
    QDateTime time = {}; ///< of the last one; invalid: it was never submitted
    bool isCertain = false; ///< it was, else it may have been
};

/// "Today 10:20", "perhaps, Today 10:20"; empty for never.
QString restoreText(const RestoreState &state);

/// The backups in the vault that come from the scope, newest first.
class VaultModel final : public RowsModel
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

    using RowsModel::RowsModel;

    /// `operations`: of the journal, which knows what was restored.
    void setVault(const QList<VaultEntry> &entries, const QList<Operation> &operations,
        const FleetScope &scope);
    const VaultEntry &entry(int row) const { return m_entries[row]; }
    int rowOf(const QString &id) const; ///< -1: none
    RestoreState restored(const VaultEntry &entry) const { return m_restored.value(entry.id); }

protected:
    int rows() const override;
    int columns() const override { return ColumnCount; }
    QString heading(int column) const override;
    QString text(int row, int column) const override;
    QString toolTip(int row, int column) const override;
    bool isNumber(int column) const override { return column == SizeColumn; }
    bool isMonospaced(int column) const override { return column == IdColumn; }

private:
    QList<VaultEntry> m_entries;
    QHash<QString, RestoreState> m_restored; ///< by the vault's ID
};

/// "mx1", "mx1 (postfix-out)".
QString originOf(const VaultEntry &entry);

}
