// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/transport/sshtransport.h"

namespace spoolscope {

/// An SshEndpoint with its defaults filled in and its parts checked.
struct SshTarget
{
    QByteArray host; ///< ASCII, as it is looked up and as it stands in known_hosts
    quint16 port = 22;
    QByteArray user;
    QString identityFile;
    QStringList knownHostsFiles; ///< the user's first; new keys go there

    QString shownHost() const { return QString::fromLatin1(host); }
    QString shownAccount() const { return QString::fromLatin1(user + '@' + host); }
};

/// Errors: InvalidInput. Host and user names come from files and imported lists, so what could be
/// taken for an option or a command is refused here.
Result<SshTarget> resolveTarget(const SshEndpoint &endpoint);

}
