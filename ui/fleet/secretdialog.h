// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/secretkeeper.h"

#include <QDialog>

class QCheckBox;

namespace spoolscope {

class SecretEdit;

/// Asks for a password or a passphrase: this program's own question. What a server asks is another
/// dialog (QuestionDialog), so that no server can look like this one.
class SecretDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `problem`: why nothing can be kept in the keychain; empty: it can.
    SecretDialog(const QString &serverName, const SecretRequest &request, const QString &problem,
        bool isKept, QWidget *parent = nullptr);

    Secret takeSecret(); ///< once, after it was accepted
    Keeping keeping() const;

private:
    SecretEdit *m_secret;
    QCheckBox *m_keep;
};

}
