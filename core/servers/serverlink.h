// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/hostfacts.h"
#include "core/servers/serverdefinition.h"
#include "core/transport/sshconfig.h"
#include "core/transport/transport.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace spoolscope {

/// A connected and probed server.
struct ServerLink
{
    std::shared_ptr<Transport> transport;
    HostFacts facts;
    QList<SshConfig::Unfollowed> unfollowed; ///< by the connection; empty for this machine
    QByteArray hostKey; ///< "SHA256:..." that the server showed; empty for this machine
    qint64 clockOffset = 0; ///< seconds the server's clock is ahead of ours
};

/// What is left of `offered` for a server whose commands are run in this way.
InstanceRights rightsIn(PrivilegeMode mode, const InstanceRights &offered);

/// Asks a connected server what it runs and what the account may do in this mode. Blocks.
Result<HostFacts> probeHost(Transport &transport, PrivilegeMode mode, std::stop_token stop);

/// Connects and probes. Blocks; never on the GUI thread.
std::expected<ServerLink, SshConnectFailure> connectServer(
    const ServerDefinition &server, const SshConnectOptions &options, std::stop_token stop);

/// Gives a live transport to one server, connecting again where the last was lost. For
/// straight-line work that must account for itself after a cut. Called by one thread at a time.
using TransportSource = std::function<Result<std::shared_ptr<Transport>>(std::stop_token)>;

TransportSource reconnectingSource(
    ServerDefinition server, std::shared_ptr<Transport> current, SshConnectOptions options = {});

}
