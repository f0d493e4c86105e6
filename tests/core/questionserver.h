// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayList>
#include <QTemporaryDir>

#include <atomic>
#include <thread>

namespace spoolscope {

/// An SSH server (libssh's) that offers keyboard-interactive only and asks what no sshd would. It
/// serves one connection after another and lets nobody in.
class QuestionServer final
{
public:
    struct Question
    {
        QByteArray banner;
        QByteArray name;
        QByteArray instruction;
        QByteArrayList prompts;
    };

    explicit QuestionServer(Question question);
    ~QuestionServer();

    quint16 port() const { return m_port; }
    QString knownHostsFile() const { return m_directory.filePath(QStringLiteral("known_hosts")); }
    int rounds() const { return m_rounds; } ///< questions that were answered

private:
    void serve(const std::stop_token &stop);

    Question m_question;
    QTemporaryDir m_directory;
    int m_socket;
    quint16 m_port = 0;
    std::atomic<int> m_rounds = 0;
    std::jthread m_thread;
};

}
