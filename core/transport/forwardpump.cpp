// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/forwardpump.h"

#include "core/transport/processport.h"
#include "core/transport/sshsession.h"

#include <QCoreApplication>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

#include <fcntl.h>
#include <sys/socket.h>

namespace spoolscope {

namespace {

struct Ssh
{
    Q_DECLARE_TR_FUNCTIONS(Ssh)
};

constexpr qsizetype sliceSize = 64 * 1024;
/// Silence is for the session inside to judge.
constexpr std::chrono::hours forAsLongAsItTakes(24 * 365);

bool sendAll(int socket, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t sent = ::send(socket, bytes.data(), size_t(bytes.size()), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        bytes = bytes.sliced(sent);
    }
    return true;
}

}

Result<std::pair<std::shared_ptr<ForwardPump>, UniqueFd>> ForwardPump::start(
    std::shared_ptr<SshSession> hop, std::shared_ptr<ProcessPort> port)
{
    std::array<int, 2> ends = {};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        const QByteArray detail = std::strerror(errno);
        port->abandon();
        return failure(ErrorKind::Io,
            Ssh::tr("No socket could be made. Close other connections or programs."), detail);
    }
    UniqueFd inside(ends[0]);
    ::fcntl(inside.get(), F_SETFL, ::fcntl(inside.get(), F_GETFL) | O_NONBLOCK);
    return std::pair(std::shared_ptr<ForwardPump>(
                         new ForwardPump(std::move(hop), std::move(port), UniqueFd(ends[1]))),
        std::move(inside));
}

ForwardPump::ForwardPump(
    std::shared_ptr<SshSession> hop, std::shared_ptr<ProcessPort> port, UniqueFd fd)
    : m_hop(std::move(hop))
    , m_port(std::move(port))
    , m_socket(std::move(fd))
    , m_receiver([this](const std::stop_token &stop) { receive(stop); })
    , m_sender([this] { send(); })
{
}

ForwardPump::~ForwardPump()
{
    m_receiver.request_stop();
    ::shutdown(m_socket.get(), SHUT_RDWR);
    m_receiver.join();
    m_sender.join();
    m_port->abandon();
}

void ForwardPump::receive(const std::stop_token &stop)
{
    while (true) {
        const auto bytes = m_port->read(stop, forAsLongAsItTakes);
        if (!bytes || bytes->isEmpty() || !sendAll(m_socket.get(), *bytes))
            break;
    }
    ::shutdown(m_socket.get(), SHUT_RDWR); // the session inside sees its link end
}

void ForwardPump::send()
{
    QByteArray slice(sliceSize, Qt::Uninitialized);
    while (true) {
        const ssize_t got = ::recv(m_socket.get(), slice.data(), size_t(slice.size()), 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        m_port->write(slice.first(got));
    }
    m_port->closeInput();
}

}
