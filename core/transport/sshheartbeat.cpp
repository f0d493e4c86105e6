// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshheartbeat.h"

#include <libssh/server.h> // ssh_send_keepalive(), which is not for servers only

#include <algorithm>

namespace spoolscope {

using std::chrono::milliseconds;

SshHeartbeat::SshHeartbeat(ssh_session session, Liveness liveness)
    : m_session(session), m_liveness(liveness)
{
    ssh_set_counters(session, &m_counter, nullptr);
}

void SshHeartbeat::advance()
{
    if (m_counter.in_bytes != m_seenBytes) {
        m_seenBytes = m_counter.in_bytes;
        m_lastHeard = Clock::now();
    }
    if (!m_isAsking && silence() < m_liveness.askAfter)
        return;
    // While the answer is out, the same call goes on waiting for it. OpenSSH's answer is a refusal
    // of the unknown request, which serves as well as any other.
    m_isAsking = ssh_send_keepalive(m_session) == SSH_AGAIN;
}

bool SshHeartbeat::isSilent() const
{
    return silence() >= m_liveness.giveUpAfter;
}

milliseconds SshHeartbeat::untilNext() const
{
    const milliseconds due = m_isAsking ? m_liveness.giveUpAfter : m_liveness.askAfter;
    return std::max(milliseconds(1), due - silence());
}

milliseconds SshHeartbeat::silence() const
{
    return std::chrono::duration_cast<milliseconds>(Clock::now() - m_lastHeard.load());
}

}
