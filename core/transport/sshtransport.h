// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/hostkey.h"
#include "core/transport/secretasker.h"
#include "core/transport/secretrequest.h"
#include "core/transport/transport.h"

#include <QStringList>

#include <chrono>
#include <memory>
#include <optional>

namespace spoolscope {

class ConnectGate;
class SecretHolder;
struct SshConfig;
struct SshLink;

/// Where and how to log in; nothing here is secret. What is empty is what ssh_config says, or ssh's
/// own default.
struct SshEndpoint
{
    QString host = {}; ///< a name, an address, or a Host alias of ssh_config
    std::optional<quint16> port = {};
    QString user = {};
    QString identityFile = {}; ///< tried before all other keys
    QString knownHostsFile = {};
    QString configFile = {}; ///< as ssh -F: instead of the user's and the machine's; "none"
    QString proxyJump = {}; ///< as ssh -J: [user@]host[:port], with commas; "none"

    bool operator==(const SshEndpoint &) const = default;
};

/// When a link counts as lost. As long as ServerAliveInterval 15 with ServerAliveCountMax 3.
struct Liveness
{
    std::chrono::milliseconds askAfter = std::chrono::seconds(5); ///< of silence
    std::chrono::milliseconds giveUpAfter = std::chrono::seconds(45);
};

struct SshConnectOptions
{
    /// For reaching and logging in to each host on the way, without the wait for its gate.
    std::chrono::milliseconds deadline = std::chrono::seconds(20);
    /// A key that a person has accepted after HostKeyVerdict::Unknown. It is written to the
    /// known_hosts file only when the server shows exactly this key again.
    std::optional<AcceptedHostKey> acceptedKey = {};
    Liveness liveness = {};
    std::shared_ptr<ConnectGate> gate = {}; ///< shared by all that may knock at the same hosts
    std::shared_ptr<SudoPasswords> sudo = {}; ///< for the transport's setSudoPasswords()
    /// What a person has told so far. What turns out to be wrong is forgotten there.
    std::shared_ptr<SecretHolder> secrets = {};
    std::shared_ptr<SecretAsker> asker
        = {}; ///< null: nobody is there to answer a server's questions
    LoginHintHandler hint = {};
    /// For answering a server's questions, an agent's, or for touching a security key. Less than
    /// the LoginGraceTime of sshd_config(5), which is 120 seconds.
    std::chrono::milliseconds personDeadline = std::chrono::seconds(100);
    bool isJumpHost = false; ///< set for the hosts on the way
};

/// Why a connection was not made; `hostKey` is set when the kind is HostKey and a key was seen,
/// `secret` when the kind is Auth and a secret would help.
struct SshConnectFailure
{
    Error error;
    std::optional<HostKeyOffer> hostKey = {};
    std::optional<SecretRequest> secret = {};
};

/// SSH by libssh. One thread owns the session and multiplexes its channels (libssh forbids sharing
/// one); callers meet it through bounded streams. libssh's reading of ssh_config stays off: an
/// option there such as StrictHostKeyChecking must never weaken a verdict.
class SshTransport final : public Transport
{
public:
    /// Asks ssh how, connects (through jump hosts, each checked like the server itself), checks
    /// the host key and authenticates. Blocks; never on the GUI thread.
    /// Errors: Network, Timeout, HostKey, Auth, Cancelled, InvalidInput, NotFound, Io.
    /// An unknown host key and a missing secret end the connection before anyone is asked, because
    /// a prompt may stay open longer than LoginGraceTime; call again with acceptedKey, or with the
    /// secret in the holder. Nothing that was refused is tried again.
    static std::expected<std::unique_ptr<SshTransport>, SshConnectFailure> connect(
        const SshEndpoint &endpoint, const SshConnectOptions &options, std::stop_token stop);
    ~SshTransport() override;

    Result<std::unique_ptr<RemoteProcess>> start(
        const QByteArray &shellCommand, std::stop_token stop) override;
    bool isAlive() const override;
    std::chrono::milliseconds silence() const override;
    void whenLost(std::function<void(const Error &)> handler) override;
    const SshConfig &config() const; ///< what was connected to, and how
    QByteArray hostKey() const; ///< "SHA256:..." that the server has shown

private:
    explicit SshTransport(std::shared_ptr<SshLink> link);
    std::shared_ptr<SshLink> m_link;
};

}
