// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/patience.h"
#include "core/transport/sshhandle.h"

#include <QString>

#include <thread>

#include <signal.h>

namespace spoolscope {

/// Lends the user's agent to a session for as long as it lives. libssh talks to agents in blocking
/// calls without a time limit, and an agent may hang or wait for a person's touch; so a second
/// thread shuts the agent's socket when `patience` ends.
class SshAgent final
{
public:
    SshAgent(ssh_session session, const QString &socket, const Patience &patience);
    SshAgent(const SshAgent &) = delete;
    SshAgent &operator=(const SshAgent &) = delete;
    ~SshAgent();

    bool isReachable() const { return m_socket.isValid(); }

private:
    UniqueFd m_socket; ///< a second descriptor of what libssh uses
    Wakeup m_done;
    sigset_t m_signals; ///< blocked before
    std::jthread m_watcher; ///< last: it uses the rest
};

}
