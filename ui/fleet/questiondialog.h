// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/secret.h"
#include "core/transport/secretrequest.h"

#include <QDialog>

#include <vector>

class QLineEdit;
class QVBoxLayout;

namespace spoolscope {

/// What a server asks while it logs somebody in, as its words: in a frame of their own below
/// "Message from SERVER", plain, and unlike any question of this program.
class QuestionDialog final : public QDialog
{
    Q_OBJECT

public:
    QuestionDialog(
        const QString &serverName, const ServerQuestion &question, QWidget *parent = nullptr);

    std::vector<Secret> takeAnswers(); ///< once, after it was accepted

private:
    QWidget *makeMessage(const ServerQuestion &question);
    void addPrompt(QVBoxLayout *column, const ServerQuestion::Prompt &prompt);

    std::vector<QLineEdit *> m_answers; ///< SecretEdit where the server wants no echo
};

}
