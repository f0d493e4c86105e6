// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/sshhandle.h"
#include "core/transport/sshtransport.h"

#include <libssh/callbacks.h>

#include <atomic>
#include <chrono>

namespace spoolscope {

/// Knows whether the other end of a session is still there. TCP notices a dead link late or, behind
/// a jump host, not at all, and ssh_send_keepalive() by itself proves nothing: it answers OK when
/// its wait is over. So a question is asked when nothing has come for a while, and what counts is
/// the bytes that come back. Lives on the session's thread but for silence().
class SshHeartbeat final
{
public:
    using Clock = std::chrono::steady_clock; ///< stands still while the machine sleeps

    SshHeartbeat(ssh_session session, Liveness liveness);
    SshHeartbeat(const SshHeartbeat &) = delete;
    SshHeartbeat &operator=(const SshHeartbeat &) = delete;

    void advance(); ///< notes what came and asks when it is time; never blocks
    bool isSilent() const; ///< for longer than a link that works could be
    std::chrono::milliseconds untilNext() const; ///< when advance() is due at the latest

    std::chrono::milliseconds silence() const; ///< since the last byte; any thread

private:
    ssh_session m_session;
    Liveness m_liveness;
    ssh_counter_struct m_counter = {};
    uint64_t m_seenBytes = 0;
    bool m_isAsking = false;
    std::atomic<Clock::time_point> m_lastHeard = Clock::now();
};

}
