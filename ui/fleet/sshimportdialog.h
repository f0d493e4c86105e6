// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/serverdefinition.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QSortFilterProxyModel;
class QStandardItemModel;

namespace spoolscope {

/// Chooses servers among the hosts that ssh_config names. A server that is chosen keeps only the
/// name: how it is reached stays ssh_config's affair.
class SshImportDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `present` are hosts that are servers already; they are shown and cannot be chosen.
    SshImportDialog(
        const QStringList &hosts, const QStringList &present, QWidget *parent = nullptr);

    QList<ServerDefinition> chosen() const;

private:
    void fill(const QStringList &hosts, const QStringList &present);
    void checkShown(bool isChecked); ///< those that the filter leaves
    void updateButtons();

    QStandardItemModel *m_model;
    QSortFilterProxyModel *m_shown;
    QLineEdit *m_filter;
    QListView *m_list;
    QLabel *m_nothing;
    QPushButton *m_all;
    QPushButton *m_none;
    QPushButton *m_add = nullptr;
};

}
