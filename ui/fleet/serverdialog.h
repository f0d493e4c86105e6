// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/serverdefinition.h"

#include <QDialog>

class QAbstractButton;
class QDialogButtonBox;
class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace spoolscope {

/// Adds a server or edits one. What is wrong with an entry is said below it, as it is typed.
class ServerDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit ServerDialog(QWidget *parent = nullptr);
    ServerDialog(const ServerDefinition &edited, QWidget *parent = nullptr);

    void offerGroups(const QStringList &groups); ///< to choose from
    ServerDefinition definition() const; ///< valid once accepted
    /// Shows a button for what is in the keychain; it greys out once clicked.
    QAbstractButton *offerToForgetSecrets();

private:
    void buildForm();
    void addKind(QFormLayout *form);
    void fill(const ServerDefinition &server);
    void check();
    void takeApartAddress();
    void browse();

    ServerDefinition m_edited; ///< its id stays; empty for a new server
    QLineEdit *m_host = nullptr;
    QSpinBox *m_port = nullptr;
    QLineEdit *m_user = nullptr;
    QLineEdit *m_identity = nullptr;
    QLineEdit *m_name = nullptr;
    QComboBox *m_group = nullptr;
    QComboBox *m_role = nullptr;
    QComboBox *m_colour = nullptr;
    QComboBox *m_privilege = nullptr;
    QCheckBox *m_readOnly = nullptr;
    QLabel *m_problem = nullptr;
    QDialogButtonBox *m_buttons = nullptr;
    QPushButton *m_accept = nullptr;
};

}
