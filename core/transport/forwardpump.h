// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/transport/uniquefd.h"

#include <memory>
#include <thread>

namespace spoolscope {

class ProcessPort;
class SshSession;

/// Carries bytes between a forwarding channel of a jump host and a socket, for the session that
/// runs inside. It keeps the jump host's session, and ends the channel with itself.
class ForwardPump final
{
public:
    /// The descriptor is the session's end of the socket. Error: Io.
    static Result<std::pair<std::shared_ptr<ForwardPump>, UniqueFd>> start(
        std::shared_ptr<SshSession> hop, std::shared_ptr<ProcessPort> port);
    ForwardPump(const ForwardPump &) = delete;
    ForwardPump &operator=(const ForwardPump &) = delete;
    ~ForwardPump();

private:
    ForwardPump(std::shared_ptr<SshSession> hop, std::shared_ptr<ProcessPort> port, UniqueFd fd);
    void receive(const std::stop_token &stop); ///< channel to socket
    void send(); ///< socket to channel

    std::shared_ptr<SshSession> m_hop;
    std::shared_ptr<ProcessPort> m_port;
    UniqueFd m_socket;
    std::jthread m_receiver; ///< last: they use the rest
    std::jthread m_sender;
};

}
