// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/processport.h"

#include <libssh/callbacks.h>
#include <libssh/libssh.h>

namespace spoolscope {

/// One remote process on a session, from opening its channel to the end. Lives on the session's
/// thread; nothing in it blocks.
class SshChannel final
{
public:
    using Clock = std::chrono::steady_clock;

    /// Until `giveUpAt` a refusal by the server is not final, see isRefused().
    SshChannel(ssh_session session, std::shared_ptr<ProcessPort> port, Clock::time_point giveUpAt);
    SshChannel(const SshChannel &) = delete;
    SshChannel &operator=(const SshChannel &) = delete;
    ~SshChannel();

    void advance(); ///< does all that can be done without waiting
    void noteEnd(); ///< the part of it that needs no link: what has arrived already
    bool isEnded() const { return m_state == State::Ended; }
    /// The server would not open it just now. It counts a command against MaxSessions until its
    /// process has ended, which is a moment later than the end of its channel.
    bool isRefused() const { return m_state == State::Refused; }
    Clock::time_point giveUpAt() const { return m_giveUpAt; }
    const std::shared_ptr<ProcessPort> &port() const { return m_port; }

    bool takeUnpublished(); ///< whether output came since the last call

private:
    enum class State { Opening, Refused, Requesting, Running, Ended };

    void open();
    void request();
    void sendInput();
    bool sendFront();
    void drainBacklog();
    int receive(QByteArrayView bytes, bool isError);
    void fail(ErrorKind kind, const QString &message);

    static int onData(
        ssh_session, ssh_channel, void *data, uint32_t length, int isError, void *self);
    static void onClose(ssh_session, ssh_channel, void *self);
    static void onExitStatus(ssh_session, ssh_channel, int code, void *self);
    static void onExitSignal(ssh_session, ssh_channel, const char *signal, int core,
        const char *message, const char *language, void *self);

    ssh_session m_session;
    std::shared_ptr<ProcessPort> m_port;
    ssh_channel m_channel;
    Clock::time_point m_giveUpAt;
    ssh_channel_callbacks_struct m_callbacks = {};
    State m_state = State::Opening;
    ProcessPort::Input m_input;
    qsizetype m_inputOffset = 0; ///< into the front chunk
    std::optional<ExitStatus> m_status;
    bool m_isOpen = false;
    bool m_isRequested = false; ///< the server may have started it
    bool m_hasBacklog = false; ///< libssh holds output that the port had no room for
    bool m_isDraining = false;
    bool m_isUnpublished = false;
    bool m_isOutputFinished = false;
    bool m_isClosed = false; ///< by the server
};

}
