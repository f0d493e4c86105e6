// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshagent.h"

#include <QByteArray>
#include <QFile>

#include <cstring>
#include <ctime>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace spoolscope {

namespace {

UniqueFd connectAgent(const QByteArray &path)
{
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (path.isEmpty() || static_cast<size_t>(path.size()) >= sizeof address.sun_path)
        return {};
    std::memcpy(address.sun_path, path.constData(), static_cast<size_t>(path.size()));
    // Non-blocking: the connect() of a UNIX socket waits while the agent's backlog is full.
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd.isValid()
        || ::connect(fd.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        return {};
    return fd;
}

sigset_t sigpipe()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    return set;
}

}

SshAgent::SshAgent(ssh_session session, const QString &socket, const Patience &patience)
{
    // libssh's writes to the agent would raise it when the agent has gone.
    const sigset_t pipe = sigpipe();
    pthread_sigmask(SIG_BLOCK, &pipe, &m_signals);

    UniqueFd fd = connectAgent(QFile::encodeName(socket));
    if (!fd.isValid())
        return;
    UniqueFd second(::fcntl(fd.get(), F_DUPFD_CLOEXEC, 3));
    if (!second.isValid() || ssh_set_agent_socket(session, fd.get()) != SSH_OK)
        return;
    fd.release(); // the session closes it
    m_socket = std::move(second);
    m_watcher = std::jthread([this, &patience] {
        if (patience.waitFor(m_done.fd(), POLLIN) != Patience::Ended::Ready)
            ::shutdown(m_socket.get(), SHUT_RDWR);
    });
}

SshAgent::~SshAgent()
{
    m_done.set();
    if (m_watcher.joinable())
        m_watcher.join();
    const sigset_t pipe = sigpipe();
    const timespec none = {};
    if (!sigismember(&m_signals, SIGPIPE))
        ::sigtimedwait(&pipe, nullptr, &none); // forget one that came meanwhile
    pthread_sigmask(SIG_SETMASK, &m_signals, nullptr);
}

}
