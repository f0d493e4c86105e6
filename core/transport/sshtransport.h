// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/hostkey.h"
#include "core/transport/transport.h"

#include <QStringList>

#include <chrono>
#include <optional>

namespace spoolscope {

class SshSession;

/// Where and how to log in. Nothing here is secret.
struct SshEndpoint
{
    QString host = {};
    quint16 port = 22;
    QString user = {}; ///< empty: the local user's name
    QString identityFile = {}; ///< empty: the agent, then ~/.ssh/id_ed25519, id_ecdsa, id_rsa
    QString knownHostsFile
        = {}; ///< empty: ~/.ssh/known_hosts, with /etc/ssh/ssh_known_hosts beside it

    bool operator==(const SshEndpoint &) const = default;
};

struct SshConnectOptions
{
    std::chrono::milliseconds deadline = std::chrono::seconds(20); ///< for the whole connection
    /// A fingerprint a person has accepted after HostKeyVerdict::Unknown. It is written to the
    /// known_hosts file only when the server shows exactly this key again.
    std::optional<QByteArray> acceptedFingerprint = {};
};

/// Why a connection was not made; `hostKey` is set when the kind is HostKey and a key was seen.
struct SshConnectFailure
{
    Error error;
    std::optional<HostKeyOffer> hostKey = {};
};

/// SSH by libssh. One thread owns the session and multiplexes its channels (libssh forbids sharing
/// one); callers meet it through bounded streams. libssh's reading of ssh_config stays off: an
/// option there such as StrictHostKeyChecking must never weaken a verdict.
class SshTransport final : public Transport
{
public:
    /// Resolves, connects, checks the host key and authenticates by public key or agent. Blocks;
    /// never on the GUI thread. Errors: Network, Timeout, HostKey, Auth, Cancelled, InvalidInput.
    /// An unknown host key ends the connection before anyone is asked, because a prompt may stay
    /// open longer than LoginGraceTime; call again with acceptedFingerprint.
    static std::expected<std::unique_ptr<SshTransport>, SshConnectFailure> connect(
        const SshEndpoint &endpoint, const SshConnectOptions &options, std::stop_token stop);
    ~SshTransport() override;

    Result<std::unique_ptr<RemoteProcess>> start(
        const QByteArray &shellCommand, std::stop_token stop) override;
    bool isAlive() const override;
    void whenLost(std::function<void(const Error &)> handler) override;

private:
    explicit SshTransport(std::unique_ptr<SshSession> session);
    std::unique_ptr<SshSession> m_session;
};

}
