// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace spoolscope {

enum class HostKeyVerdict {
    Known,
    Unknown, ///< no entry for this host: a person must compare the fingerprint
    UnknownRefused, ///< the same, where ssh_config forbids to ask
    Changed, ///< another key of this type is on file: refused, no way to accept it here
    OtherType, ///< the file has keys of other types only: refused like Changed
    Revoked, ///< a @revoked line names this key: refused like Changed
    Unusable, ///< the known_hosts file could not be read or a line for this host is malformed
};

/// A key that a person has accepted for a host, named as in known_hosts.
struct AcceptedHostKey
{
    QByteArray name;
    QByteArray fingerprint;

    bool operator==(const AcceptedHostKey &) const = default;
};

/// The key a server showed, for a dialog or a message.
struct HostKeyOffer
{
    HostKeyVerdict verdict = HostKeyVerdict::Unusable;
    QString host;
    quint16 port = 22;
    QByteArray type; ///< "ssh-ed25519"
    QByteArray fingerprint; ///< "SHA256:..." as OpenSSH prints it
    QByteArray name; ///< of the host in known_hosts
    QString knownHostsFile; ///< where it would be added, or where the conflict is
    bool isJumpHost = false; ///< a host on the way to the server, not the server itself
    QByteArray art = {}; ///< randomart of the key
    QByteArray filedType = {}; ///< of the key that is on file instead; empty: none, or unreadable
    QByteArray filedFingerprint = {};
    QByteArray filedArt = {};
    int line = 0; ///< of knownHostsFile that decided; 0: none did
    /// The file trusts an authority (@cert-authority) for this host. libssh 0.11 asks for no host
    /// certificates, so that only the key itself can be checked.
    bool hasAuthority = false;
};

}
