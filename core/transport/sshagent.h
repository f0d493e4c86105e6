// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/agentsigning.h"
#include "core/transport/patience.h"
#include "core/transport/secretasker.h"
#include "core/transport/sshhandle.h"
#include "core/transport/uniquefd.h"

#include <QByteArrayList>
#include <QString>

#include <atomic>
#include <mutex>
#include <thread>

#include <signal.h>

namespace spoolscope {

/// The user's agent, lent to a session for as long as this lives.
///
/// libssh talks to agents in blocking calls without a time limit, offers all of an agent's keys,
/// and does not tell when a signature waits for a person. So it talks to a relay of ours instead:
/// it sees the one key that is on offer, and a request to sign goes on to the agent for as long as
/// a person may need. draft-ietf-sshm-ssh-agent.
class SshAgent final
{
public:
    enum class State { Ready, NoSocket, Unreachable, Silent };

    /// Connects and asks for the keys. No agent needs a person for that, but OpenSSH's does one
    /// thing at a time: while a security key waits for the touch of another login, nobody gets an
    /// answer. Waits for `listPatience`, or until a stop request.
    SshAgent(ssh_session session, const QString &socket, const std::stop_token &stop,
        std::chrono::milliseconds listPatience, std::chrono::milliseconds personPatience,
        LoginHintHandler hint);
    SshAgent(const SshAgent &) = delete;
    SshAgent &operator=(const SshAgent &) = delete;
    ~SshAgent();

    State state() const { return m_state; }
    const QByteArrayList &keys() const { return m_keys; } ///< blobs, certificates too
    bool has(const QByteArray &blob) const { return m_keys.contains(blob); }

    /// The key that libssh sees from now on: `blob`, a public key or a certificate, for which the
    /// agent signs with its key `signer`.
    void offer(const QByteArray &blob, const QByteArray &signer);
    AgentSigning signing() const { return m_signing; } ///< with the key that is on offer

private:
    void listKeys(const std::stop_token &stop, std::chrono::milliseconds length);
    void hint(LoginHint what) const;
    void relay(int fd, const std::stop_token &stop);
    QByteArray answerTo(const QByteArray &request, const std::stop_token &stop);
    QByteArray sign(QByteArray request, const std::stop_token &stop);

    State m_state = State::NoSocket;
    UniqueFd m_agent;
    QByteArrayList m_keys;
    std::chrono::milliseconds m_personPatience;
    LoginHintHandler m_hint;
    std::mutex m_mutex;
    QByteArray m_offered; ///< guarded by m_mutex, like the next
    QByteArray m_signer;
    std::atomic<AgentSigning> m_signing = AgentSigning::NotAsked;
    UniqueFd m_relayEnd;
    sigset_t m_signals = {}; ///< blocked before
    std::stop_source m_stop;
    std::stop_callback<std::function<void()>> m_onStop; ///< the login's stop ends the relay too
    std::thread m_relay; ///< uses the rest
};

}
