// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/proxyprocess.h"

#include <QCoreApplication>

#include <array>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace spoolscope {

namespace {

struct Ssh
{
    Q_DECLARE_TR_FUNCTIONS(Ssh)
};

constexpr int patience = 50; ///< ms that a command has to end by itself

std::unexpected<Error> notStarted(int error)
{
    return failure(ErrorKind::Io,
        Ssh::tr("The ProxyCommand of this server could not be started. Check ~/.ssh/config."),
        std::strerror(error));
}

int spawn(const QByteArray &command, int socket, pid_t &pid)
{
    const QByteArray shell = qEnvironmentVariable("SHELL", QStringLiteral("/bin/sh")).toLocal8Bit();
    QByteArray text = "exec " + command;
    std::array arguments{const_cast<char *>(shell.constData()), const_cast<char *>("-c"),
        text.data(), static_cast<char *>(nullptr)};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, socket, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    const int error
        = ::posix_spawn(&pid, shell.constData(), &actions, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

}

Result<std::pair<std::shared_ptr<ProxyProcess>, UniqueFd>> ProxyProcess::start(
    const QByteArray &command)
{
    std::array<int, 2> ends = {};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return notStarted(errno);
    UniqueFd ours(ends[0]);
    const UniqueFd theirs(ends[1]);
    pid_t pid = -1;
    if (const int error = spawn(command, theirs.get(), pid))
        return notStarted(error);
    ::fcntl(ours.get(), F_SETFL, ::fcntl(ours.get(), F_GETFL) | O_NONBLOCK);
    return std::pair(std::shared_ptr<ProxyProcess>(new ProxyProcess(pid)), std::move(ours));
}

ProxyProcess::~ProxyProcess()
{
    ::kill(-m_pid, SIGHUP); // what ssh sends to it
    // Connections are let go on the GUI thread too: whoever ignores that is not waited for.
    const UniqueFd ending(int(::syscall(SYS_pidfd_open, m_pid, 0)));
    pollfd ended = {ending.get(), POLLIN, 0};
    ::poll(&ended, 1, patience);
    ::kill(-m_pid, SIGKILL);
    ::waitpid(m_pid, nullptr, 0);
}

}
