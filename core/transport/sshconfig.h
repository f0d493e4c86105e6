// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"

#include <QByteArrayList>
#include <QStringList>

namespace spoolscope {

struct SshEndpoint;

/// What ssh would do to reach a destination: the answer of `ssh -G`, with the user's own files,
/// Match and Include already applied by ssh itself. ssh_config(5), OpenSSH 8.4 to 10.
struct SshConfig
{
    enum class UnknownHosts {
        Ask, ///< StrictHostKeyChecking ask; "no", "off" and "accept-new" are taken for it as well
        Refuse, ///< StrictHostKeyChecking yes
    };
    /// A directive that changes what ssh would check or use, and that Spoolscope does not follow.
    struct Unfollowed
    {
        QByteArray directive; ///< "revokedhostkeys"
        QByteArray value;
        QString consequence; ///< one sentence, for the user

        bool operator==(const Unfollowed &) const = default;
    };

    QByteArray host; ///< HostName: what is connected to
    quint16 port = 22;
    QByteArray user;
    QStringList identityFiles; ///< in order; ssh's defaults where none is configured
    QStringList certificateFiles;
    bool identitiesOnly
        = false; ///< keys of the agent that are not in identityFiles are not offered
    QString agentSocket; ///< a path; empty: no agent
    QStringList userKnownHostsFiles; ///< new keys go into the first; empty: nowhere ("none")
    QStringList globalKnownHostsFiles;
    QString revokedHostKeysFile; ///< empty: none
    QByteArrayList hostKeyAlgorithms; ///< plain keys in order of preference; empty: not said
    bool asksForCertificates = false; ///< hostKeyAlgorithms had those of certificates, too
    bool checkHostIp = false; ///< the key on file for the address must not be another one
    QByteArray hostKeyAlias; ///< the name in known_hosts, without a port; empty: host and port
    UnknownHosts unknownHosts = UnknownHosts::Ask;
    bool publicKey = true, password = true, keyboardInteractive = true; ///< methods ssh would try
    /// The methods in ssh's order, by PreferredAuthentications; without those it calls otherwise.
    QByteArrayList preferredMethods = {"publickey", "keyboard-interactive", "password"};
    QByteArray proxyJump; ///< "[user@]host[:port]", several with commas; empty: none
    QByteArray proxyCommand; ///< tokens expanded; empty: none
    QList<Unfollowed> unfollowed; ///< of an open connection: on the way there as well

    bool operator==(const SshConfig &) const = default;

    QByteArray knownHostsName() const; ///< the host's name in known_hosts files
    /// hostKeyAlgorithms as ssh offers them: those whose keys are on file first, unless a
    /// certificate is looked for before.
    QByteArrayList preferredHostKeyAlgorithms() const;
    QStringList knownHostsFiles() const { return userKnownHostsFiles + globalKnownHostsFiles; }
    QString shownHost() const { return QString::fromUtf8(host); }
    QString shownAccount() const { return QString::fromUtf8(user + '@' + host); }
};

/// The arguments of ssh that ask for the configuration of an endpoint; what the endpoint itself
/// says comes before what the files say, as on ssh's command line.
QStringList sshConfigArguments(const SshEndpoint &endpoint);

/// What the user and this machine are called, for the tokens of ssh_config(5).
struct SshConfigTokens
{
    QByteArray destination; ///< %n: the host as it was given
    QByteArray localUser; ///< %u
    QByteArray userId; ///< %i
    QString home; ///< %d and "~"
    QByteArray localHost; ///< %l; up to its first dot it is %L
    QString agentSocket; ///< SSH_AUTH_SOCK
};

/// Reads the output of `ssh -G`. Pure. Error: Parse, InvalidInput (a value that cannot be used).
Result<SshConfig> parseSshConfig(QByteArrayView output, const SshConfigTokens &tokens);

}
