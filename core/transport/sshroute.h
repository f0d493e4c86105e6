// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/sshtransport.h"
#include "core/transport/uniquefd.h"

#include <functional>

namespace spoolscope {

class Patience;
class SshSession;
struct SshConfig;

/// A way for bytes to a server: by TCP, by the standard input and output of a ProxyCommand, or
/// through a channel of a session with a jump host.
struct SshRoute
{
    std::shared_ptr<void> carrier; ///< keeps the way open; to be let go after the socket
    UniqueFd socket;
};

/// Connects and authenticates to a jump host, whose own configuration applies to it.
using HopConnector = std::function<std::expected<std::shared_ptr<SshSession>, SshConnectFailure>(
    const SshEndpoint &hop)>;

/// Opens the way that `config` asks for. Blocks; never on the GUI thread. Errors: Network, Timeout,
/// Cancelled, InvalidInput, and what the connector says.
std::expected<SshRoute, SshConnectFailure> openRoute(const SshEndpoint &endpoint,
    const SshConfig &config, const Patience &patience, const HopConnector &connectHop);

/// The last host of a ProxyJump list, with the ones before it as its own ProxyJump. The first of
/// them is reached as its own configuration says, as with ssh. Error: InvalidInput.
Result<SshEndpoint> lastHop(const QByteArray &proxyJump, const QString &configFile);

}
