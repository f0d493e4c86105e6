// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/patience.h"
#include "core/transport/sshconfig.h"
#include "core/transport/sshhandle.h"

#include <poll.h>

namespace spoolscope {

/// Runs `call`, a non-blocking libssh function, until it no longer answers `again`. The answer may
/// be any of libssh's codes; the errors here are Cancelled and Timeout.
template <typename Call>
Result<int> repeat(
    ssh_session session, const SshConfig &target, const Patience &patience, int again, Call call);

/// What to say when time or wish ended a wait inside libssh.
Error interrupted(Patience::Ended how, const SshConfig &target);

/// What a server says before anything else.
enum class Greeting {
    Ssh,
    Dropped, ///< no more logins now: MaxStartups, or PerSourcePenalties (OpenSSH 9.8) for us
};

/// Waits for the greeting and leaves it in the socket; libssh would not tell it. Errors: Network
/// (no SSH server), Timeout, Cancelled.
Result<Greeting> awaitGreeting(int socket, const SshConfig &target, const Patience &patience);

/// Key exchange over a connected socket. The server's key is not checked yet.
Result<SshHandle> shakeHands(UniqueFd socket, const SshConfig &target, const Patience &patience);

template <typename Call>
Result<int> repeat(
    ssh_session session, const SshConfig &target, const Patience &patience, int again, Call call)
{
    while (true) {
        const int result = call();
        if (result != again)
            return result;
        if (isDead(session)) // some functions would answer `again` for ever
            return SSH_ERROR;
        const bool hasOutput = (ssh_get_poll_flags(session) & SSH_WRITE_PENDING) != 0;
        const auto ended = patience.waitFor(
            ssh_get_fd(session), static_cast<short>(hasOutput ? POLLIN | POLLOUT : POLLIN));
        if (ended != Patience::Ended::Ready)
            return std::unexpected(interrupted(ended, target));
    }
}

}
