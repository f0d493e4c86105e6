// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/vault.h"
#include "core/servers/fleet.h"
#include "ui/operations/vaultmodel.h"

#include <QDialog>

#include <optional>

class QComboBox;
class QLabel;
class QPushButton;
class QStandardItem;
class QStandardItemModel;
class QTreeView;

namespace spoolscope {

/// A message of the vault that may be submitted again.
struct RestoreCandidate
{
    VaultEntry entry;
    RestoreState before = {};
};

/// Submits messages of the vault again, one after another, to where each came from or to an
/// instance that is chosen, and says what came of each. Those that were restored before, or may
/// have been, are not ticked. Open it with open(); it deletes itself. Closing it ends the work
/// behind the message that is on its way.
class RestoreDialog final : public QDialog
{
    Q_OBJECT

public:
    RestoreDialog(Fleet &fleet, QString vaultDirectory, QList<RestoreCandidate> candidates,
        QWidget *parent = nullptr);

signals:
    void restored(); ///< the journal has another entry

private:
    enum Column { IdColumn, SenderColumn, RecipientsColumn, OutcomeColumn, ColumnCount };

    QLayout *makeTarget();
    QWidget *makeTable();
    void updateRows();
    void updateButton();
    void start();
    void next();
    void take(int row, const Result<QString> &answer);
    InstanceKey targetOf(const VaultEntry &entry) const;
    QString obstacle(const VaultEntry &entry) const;
    QList<int> chosen() const;

    Fleet &m_fleet;
    const QString m_directory;
    const QList<RestoreCandidate> m_candidates;
    QList<int> m_waiting; ///< rows
    std::vector<QString> m_said; ///< what came of each row; empty: nothing was asked
    std::vector<bool> m_isOver; ///< it was done, or may have been
    std::optional<int> m_current;
    bool m_isUpdating = false;
    QComboBox *m_target;
    QStandardItemModel *m_rows;
    QTreeView *m_table;
    QPushButton *m_restore = nullptr;
};

}
