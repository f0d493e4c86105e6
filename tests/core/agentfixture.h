// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFile>
#include <QProcess>
#include <QTest>

#include <signal.h>

namespace spoolscope {

/// A real ssh-agent, named in the environment for as long as it lives.
class AgentFixture final
{
public:
    explicit AgentFixture(const QString &socket, const QStringList &arguments = {})
    {
        using namespace Qt::StringLiterals;
        m_process.start(u"ssh-agent"_s, QStringList{u"-D"_s, u"-a"_s, socket} + arguments);
        qputenv("SSH_AUTH_SOCK", QFile::encodeName(socket));
        m_isReady = QTest::qWaitFor([&] { return QFile::exists(socket); }, 10'000);
    }
    ~AgentFixture()
    {
        signal(SIGCONT);
        m_process.kill();
        m_process.waitForFinished();
        qunsetenv("SSH_AUTH_SOCK");
    }
    bool isReady() const { return m_isReady; }
    void signal(int number)
    {
        // 0, of one that has ended, would be our whole process group.
        if (const qint64 pid = m_process.processId(); pid > 0)
            ::kill(static_cast<pid_t>(pid), number);
    }
    bool add(const QString &key) { return sshAdd({QStringLiteral("-q"), key}); }

    bool sshAdd(const QStringList &arguments)
    {
        QProcess process;
        process.start(QStringLiteral("ssh-add"), arguments);
        return process.waitForFinished() && process.exitCode() == 0;
    }

private:
    QProcess m_process;
    bool m_isReady = false;
};

}
