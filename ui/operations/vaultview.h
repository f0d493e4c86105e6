// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/vault.h"
#include "core/journal/operation.h"
#include "ui/fleet/fleetscope.h"
#include "ui/operations/vaultmodel.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QSpinBox;
class QStackedLayout;
class QTableView;

namespace spoolscope {

class EmptyState;
class MessageView;
class VaultFeed;

/// The backups in the vault, one of them in full, and how long they are kept.
class VaultView final : public QWidget
{
    Q_OBJECT

public:
    explicit VaultView(VaultFeed &feed, QWidget *parent = nullptr);

    void setScope(const FleetScope &scope);
    void setOperations(const QList<Operation> &operations); ///< of the journal
    void setObstacle(const QString &why); ///< greys restoring; empty: allowed
    QList<VaultEntry> selected() const;
    RestoreState restored(const VaultEntry &entry) const;
    QTableView *table() const { return m_table; }
    MessageView *message() const { return m_message; }

signals:
    void restoreRequested(const QList<spoolscope::VaultEntry> &entries);

private:
    QWidget *makeFooter();
    QSpinBox *makeLimit(const QString &name, int most, const QString &suffix);
    void fill();
    void showCurrent();
    void updateButtons();
    void storeRetention();

    VaultFeed &m_feed;
    VaultModel *m_model;
    FleetScope m_scope;
    QList<Operation> m_operations;
    QString m_obstacle;
    QTableView *m_table;
    EmptyState *m_empty;
    MessageView *m_message;
    QLabel *m_total;
    QPushButton *m_restore;
    QSpinBox *m_days = nullptr;
    QSpinBox *m_megabytes = nullptr;
    QStackedLayout *m_lists = nullptr;
};

}
