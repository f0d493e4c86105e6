// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/sudoersrules.h"
#include "core/servers/fleet.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QStandardItemModel;
class QTreeView;

namespace spoolscope {

/// What the account may do on a server, by the exact command lines, and the sudo rules that would
/// allow more.
class RightsDialog final : public QDialog
{
    Q_OBJECT

public:
    RightsDialog(Server &server, QWidget *parent = nullptr);

    QByteArray rules() const; ///< what is shown; empty where none can be written
    const QStandardItemModel &table() const { return *m_table; }

private:
    QWidget *makeTable();
    QLayout *makeChoice();
    QWidget *makeRules();
    void updateTable();
    void updateRules();
    void save();

    Server &m_server;
    QLabel *m_summary = nullptr;
    QStandardItemModel *m_table = nullptr;
    QTreeView *m_view = nullptr;
    QComboBox *m_role = nullptr;
    QLineEdit *m_account = nullptr;
    QPlainTextEdit *m_rules = nullptr;
    QLabel *m_problem = nullptr;
    QPushButton *m_test = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_save = nullptr;
};

}
