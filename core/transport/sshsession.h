// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/processport.h"
#include "core/transport/sshchannel.h"
#include "core/transport/sshhandle.h"
#include "core/transport/sshheartbeat.h"

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

namespace spoolscope {

/// The one thread that touches a connected session: it moves bytes between libssh and the ports,
/// and says once when the link is lost.
class SshSession final
{
public:
    SshSession(SshHandle session, QString host, Liveness liveness);
    SshSession(const SshSession &) = delete;
    SshSession &operator=(const SshSession &) = delete;
    ~SshSession();

    std::shared_ptr<ProcessPort> start(const QByteArray &shellCommand); ///< returns at once
    /// A TCP connection from the server to `host`, as a process whose input and output it is.
    std::shared_ptr<ProcessPort> forward(const QByteArray &host, quint16 port);
    bool isAlive() const { return m_isAlive; }
    std::chrono::milliseconds silence() const { return m_heartbeat.silence(); }
    void whenLost(std::function<void(const Error &)> handler);

private:
    using Clock = std::chrono::steady_clock;

    std::shared_ptr<ProcessPort> enqueue(ChannelRequest request);
    void run();
    void serve(ssh_event event); ///< until the link is lost or the destructor runs
    void openQueued();
    void requeueRefused();
    int pollTimeout(bool hasUnpublished) const; ///< ms
    Error lossError() const;
    bool takeUnpublished();
    void endAll(const Error &error);
    void tellLoss();
    bool isQuitting() const;

    struct Waiting
    {
        std::shared_ptr<ProcessPort> port;
        std::optional<Clock::time_point> giveUpAt = {}; ///< set when it was refused before
    };

    const QString m_host;
    SshHandle m_session; ///< used by m_thread only once that runs
    SshHeartbeat m_heartbeat;
    const std::shared_ptr<const Wakeup> m_wakeup = std::make_shared<Wakeup>();
    std::vector<std::unique_ptr<SshChannel>> m_channels; ///< of m_thread only
    std::optional<Clock::time_point> m_retryAt; ///< of m_thread only

    mutable std::mutex m_mutex; ///< guards the following
    std::deque<Waiting> m_queue;
    std::function<void(const Error &)> m_lostHandler;
    std::optional<Error> m_lostError;
    bool m_isQuitting = false;

    std::atomic<bool> m_isAlive = true;
    std::thread m_thread; ///< last: it uses the rest
};

}
