// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/fleet.h"

#include <QDialog>
#include <QHash>
#include <QPointer>

namespace spoolscope {

/// What has to be asked before a server is connected: host keys, passwords, its own questions. One
/// dialog a server, opened when somebody wants it or has just entered the server; at other times a
/// notice waits. A dialog closes by itself when its question is over.
class LoginDialogs final : public QObject
{
    Q_OBJECT

public:
    LoginDialogs(Fleet &fleet, QWidget *window);

    void ask(const QString &server); ///< what it waits for; also shows a key that was refused
    void askAtOnce(Server *server); ///< whenever it waits for something, from now on

private:
    QDialog *makeDialog(Server *server);
    QDialog *makeHostKeyDialog(Server *server);
    QDialog *makeSecretDialog(Server *server);
    QDialog *makeQuestionDialog(Server *server);

    Fleet &m_fleet;
    QWidget *m_window;
    QHash<QString, QPointer<QDialog>> m_open; ///< by server ID
};

}
