// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/jobs/job.h"
#include "ui/fleet/fleetscope.h"
#include "ui/operations/restoredialog.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;
class QSplitter;
class QStackedLayout;
class QTableView;
class QToolButton;

namespace spoolscope {

class ChainView;
class EmptyState;
class JournalFeed;
class OperationDetail;
class OperationsFilter;
class OperationsModel;
class TrashView;
class VaultFeed;
class VaultView;

/// What was done to queues: the operations of the journal, what is in the trash, one of them in
/// detail, and the backups in the vault. It asks for what is to be done about them and does nothing
/// itself.
class OperationsPage final : public QWidget
{
    Q_OBJECT

public:
    OperationsPage(JournalFeed &feed, VaultFeed &vault, QWidget *parent = nullptr);

    void setScope(const FleetScope &scope);
    void focusSearch();
    void showOperation(const QString &id);
    enum class List { Operations, Trash, Vault };
    void showList(List list);
    void verify(); ///< the chains of the journal

    OperationDetail *detail() const { return m_detail; }
    QTableView *list() const { return m_list; }
    TrashView *trash() const { return m_trash; }
    VaultView *vault() const { return m_vault; }

signals:
    void followUpRequested(spoolscope::Relation relation, const QStringList &operations);
    void reportRequested(const QString &operation);
    void restoreRequested(const QList<spoolscope::RestoreCandidate> &candidates);

private:
    QWidget *makeBar();
    void makeList();
    void connectSignals();
    void takeContent();
    void updateLists();
    void explainEmptyList();
    void search();
    void showCurrent();
    QString currentOperation() const;
    List shownList() const;
    void restore(const QList<VaultEntry> &entries);

    JournalFeed &m_feed;
    VaultFeed &m_vaultFeed;
    OperationsModel *m_model;
    OperationsFilter *m_filter;
    FleetScope m_scope;
    QString m_wanted; ///< id that is to be selected, or is
    bool m_isTaking = false; ///< the lists are being filled anew: nothing was chosen by it
    QTimer m_typing;
    QPointer<Job> m_searching, m_reading;
    QLineEdit *m_search = nullptr;
    QComboBox *m_actions = nullptr;
    QToolButton *m_showAll = nullptr;
    QToolButton *m_showTrash = nullptr;
    QToolButton *m_showVault = nullptr;
    QPushButton *m_verify = nullptr;
    QTableView *m_list = nullptr;
    ChainView *m_chains;
    TrashView *m_trash;
    VaultView *m_vault;
    EmptyState *m_empty;
    OperationDetail *m_detail;
    QSplitter *m_splitter;
    QStackedLayout *m_lists = nullptr;
};

}
