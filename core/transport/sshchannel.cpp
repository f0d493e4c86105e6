// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshchannel.h"

#include "core/transport/sshhandle.h"

#include <QCoreApplication>

#include <algorithm>

namespace spoolscope {

namespace {

struct Ssh
{
    Q_DECLARE_TR_FUNCTIONS(Ssh)
};

constexpr qint64 sliceSize = 256 * 1024;

SshChannel *channelOf(void *self)
{
    return static_cast<SshChannel *>(self);
}

}

SshChannel::SshChannel(
    ssh_session session, std::shared_ptr<ProcessPort> port, Clock::time_point giveUpAt)
    : m_session(session)
    , m_port(std::move(port))
    , m_channel(ssh_channel_new(session))
    , m_giveUpAt(giveUpAt)
{
    m_callbacks.userdata = this;
    m_callbacks.channel_data_function = onData;
    m_callbacks.channel_close_function = onClose;
    m_callbacks.channel_exit_status_function = onExitStatus;
    m_callbacks.channel_exit_signal_function = onExitSignal;
    m_callbacks.size = sizeof m_callbacks;
    m_port->noteOpening();
    if (m_channel == nullptr || ssh_set_channel_callbacks(m_channel, &m_callbacks) != SSH_OK)
        fail(ErrorKind::Network, Ssh::tr("No channel could be made. Connect again."));
}

SshChannel::~SshChannel()
{
    // A process that nobody listens to any more should not go on; sshd passes the signal on to all
    // that the command has started, unless they changed their user.
    if (m_isRequested && !m_isClosed)
        ssh_channel_request_send_signal(m_channel, "TERM");
    // It first sends EOF, and when the socket cannot take that at once it says so and has not sent
    // the close, without which sshd would keep the channel and the process at its other end.
    if (m_isOpen && ssh_channel_close(m_channel) == SSH_AGAIN)
        ssh_channel_close(m_channel);
    ssh_channel_free(m_channel); // libssh keeps the memory until the server has closed it too
}

void SshChannel::advance()
{
    // A channel that is just being opened must not be dropped: libssh would never close it, and
    // it would count against the server's MaxSessions for ever.
    if (m_state == State::Opening)
        open();
    if (m_state != State::Opening && m_port->isAbandoned())
        m_state = State::Ended;
    if (m_state == State::Requesting)
        request();
    if (m_state == State::Running) {
        sendInput();
        drainBacklog();
        noteEnd();
    }
}

void SshChannel::open()
{
    const ChannelRequest &request = m_port->request();
    const int result = request.isForward()
        ? ssh_channel_open_forward(
              m_channel, request.forwardHost.constData(), request.forwardPort, "127.0.0.1", 0)
        : ssh_channel_open_session(m_channel);
    if (result == SSH_AGAIN)
        return;
    if (result == SSH_OK) {
        m_isOpen = true;
        m_state = request.isForward() ? State::Running : State::Requesting;
        if (request.isForward())
            m_port->noteStarted();
        return;
    }
    if (request.isForward()) {
        fail(ErrorKind::Network,
            Ssh::tr("The jump host could not connect to %1, port %2. Check that it can reach it, "
                    "and AllowTcpForwarding in its sshd_config.")
                .arg(QString::fromUtf8(request.forwardHost), QString::number(request.forwardPort)));
        return;
    }
    if (Clock::now() < m_giveUpAt) {
        m_state = State::Refused;
        return;
    }
    fail(ErrorKind::Permission,
        Ssh::tr("The server allows no further command on this connection. Wait for one to end, or "
                "raise MaxSessions in its sshd_config."));
}

void SshChannel::request()
{
    const int result = ssh_channel_request_exec(m_channel, m_port->request().command.constData());
    m_isRequested = true;
    if (result == SSH_AGAIN)
        return;
    if (result == SSH_OK) {
        m_state = State::Running;
        m_port->noteStarted();
        return;
    }
    fail(ErrorKind::Permission,
        Ssh::tr("The server refused to run a command. Check that the account may run commands over "
                "SSH."));
}

void SshChannel::fail(ErrorKind kind, const QString &message)
{
    if (isDead(m_session))
        return; // the session says so to all of its ports, with the better message
    m_state = State::Ended;
    m_port->fail({kind, message, ssh_get_error(m_session)});
}

void SshChannel::sendInput()
{
    ProcessPort::Input fresh = m_port->takeInput();
    std::ranges::move(fresh.chunks, std::back_inserter(m_input.chunks));
    m_input.isClosed = fresh.isClosed;
    while (!m_input.chunks.empty()) {
        if (!sendFront())
            return;
    }
    if (m_input.isClosed)
        ssh_channel_send_eof(m_channel); // does nothing the second time
}

/// Sends a slice of the front chunk; false when that has to wait. libssh buffers without bound, so
/// nothing is added while it still has bytes to send.
bool SshChannel::sendFront()
{
    if (ssh_get_poll_flags(m_session) & SSH_WRITE_PENDING)
        return false;
    const QByteArrayView rest = m_input.chunks.front().view().sliced(m_inputOffset);
    const qint64 window = ssh_channel_window_size(m_channel);
    const qint64 size = std::min({qint64(rest.size()), window, sliceSize});
    int sent = 0;
    if (!rest.isEmpty()) {
        if (size == 0)
            return false;
        sent = ssh_channel_write(m_channel, rest.data(), static_cast<uint32_t>(size));
        if (sent == SSH_AGAIN || sent == 0)
            return false;
        m_port->noteHeard();
    }
    if (sent < 0) {
        // The process ended without reading it all. Its exit status tells what that means.
        m_input.chunks.clear();
        m_inputOffset = 0;
        return true;
    }
    m_inputOffset += sent;
    if (m_inputOffset == m_input.chunks.front().size()) {
        m_input.chunks.pop_front();
        m_inputOffset = 0;
    }
    return true;
}

/// Moves what libssh had to keep while the port was full.
void SshChannel::drainBacklog()
{
    QByteArray slice;
    m_isDraining = true; // reading handles packets, whose data callback must not overtake the read
    while (m_hasBacklog) {
        const qint64 room = std::min(m_port->roomForOutput(), sliceSize);
        if (room == 0)
            break;
        slice.resizeForOverwrite(sliceSize);
        const int got
            = ssh_channel_read_nonblocking(m_channel, slice.data(), static_cast<uint32_t>(room), 0);
        m_hasBacklog = got > 0;
        if (m_hasBacklog) {
            m_port->appendOutput(QByteArrayView(slice).first(got));
            m_isUnpublished = true;
        }
    }
    m_isDraining = false;
}

void SshChannel::noteEnd()
{
    if (m_state != State::Running)
        return;
    // ssh_channel_is_eof() holds only when the server said so and libssh has no bytes left; a read
    // of nothing means nothing at all.
    if (!m_isOutputFinished && !m_hasBacklog && ssh_channel_is_eof(m_channel)) {
        m_isOutputFinished = true;
        m_port->finishOutput();
    }
    if (m_isOutputFinished && m_isClosed) {
        m_port->finish(m_status);
        m_state = State::Ended;
    }
}

bool SshChannel::takeUnpublished()
{
    return std::exchange(m_isUnpublished, false);
}

int SshChannel::receive(QByteArrayView bytes, bool isError)
{
    if (isError) {
        m_port->appendError(bytes);
        return static_cast<int>(bytes.size());
    }
    if (m_isDraining)
        return 0;
    const qint64 taken = m_port->appendOutput(bytes);
    m_hasBacklog = taken < bytes.size();
    m_isUnpublished = true;
    return static_cast<int>(taken);
}

int SshChannel::onData(
    ssh_session, ssh_channel, void *data, uint32_t length, int isError, void *self)
{
    return channelOf(self)->receive(
        QByteArrayView(static_cast<const char *>(data), length), isError != 0);
}

void SshChannel::onClose(ssh_session, ssh_channel, void *self)
{
    channelOf(self)->m_isClosed = true;
}

void SshChannel::onExitStatus(ssh_session, ssh_channel, int code, void *self)
{
    channelOf(self)->m_status = ExitStatus{code};
}

void SshChannel::onExitSignal(
    ssh_session, ssh_channel, const char *signal, int, const char *, const char *, void *self)
{
    channelOf(self)->m_status = ExitStatus{-1, signal};
}

}
