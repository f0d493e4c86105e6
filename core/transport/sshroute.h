// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/sshtransport.h"
#include "core/transport/uniquefd.h"

#include <memory>

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

/// Opens the way that `config` asks for; `hop` is the session with its jump host, or null where it
/// has none. Blocks; never on the GUI thread. Errors: Network, Timeout, Cancelled, Io.
Result<SshRoute> openRoute(
    const SshConfig &config, std::shared_ptr<SshSession> hop, const Patience &patience);

/// The last host of a ProxyJump list, with the ones before it as its own ProxyJump. The first of
/// them is reached as its own configuration says, as with ssh. Error: InvalidInput.
Result<SshEndpoint> lastHop(const QByteArray &proxyJump, const QString &configFile);

}
