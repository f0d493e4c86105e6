// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/tcpconnect.h"

#include "core/transport/patience.h"

#include <QCoreApplication>

#include <cerrno>
#include <cstring>
#include <memory>
#include <mutex>
#include <thread>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

namespace spoolscope {

namespace {

struct Tcp
{
    Q_DECLARE_TR_FUNCTIONS(Tcp)
};

struct AddressListDeleter
{
    void operator()(addrinfo *list) const { ::freeaddrinfo(list); }
};
using AddressList = std::unique_ptr<addrinfo, AddressListDeleter>;

/// A name lookup that may be walked away from: getaddrinfo() cannot be interrupted and blocks for
/// as long as the resolver likes.
struct Lookup
{
    QByteArray host;
    QByteArray port;
    Wakeup done;
    std::mutex mutex;
    int status = 0; ///< guarded by mutex
    AddressList addresses; ///< guarded by mutex

    void run()
    {
        addrinfo hints = {};
        hints.ai_socktype = SOCK_STREAM;
        hints.ai_flags = AI_ADDRCONFIG;
        addrinfo *found = nullptr;
        int result = ::getaddrinfo(host.constData(), port.constData(), &hints, &found);
        if (result == EAI_NONAME || result == EAI_ADDRFAMILY || result == EAI_BADFLAGS) {
            // AI_ADDRCONFIG hides loopback addresses on a machine without any other network.
            hints.ai_flags = 0;
            result = ::getaddrinfo(host.constData(), port.constData(), &hints, &found);
        }
        const std::lock_guard lock(mutex);
        status = result;
        addresses.reset(result == 0 ? found : nullptr);
        done.set();
    }
};

std::unexpected<Error> cancelled()
{
    return failure(ErrorKind::Cancelled, Tcp::tr("Connecting was cancelled."));
}

Result<AddressList> resolve(const QByteArray &host, quint16 port, const Patience &patience)
{
    const auto lookup = std::make_shared<Lookup>();
    lookup->host = host;
    lookup->port = QByteArray::number(port);
    std::thread([lookup] { lookup->run(); }).detach();

    const QString shown = QString::fromLatin1(host);
    switch (patience.waitFor(lookup->done.fd(), POLLIN)) {
    case Patience::Ended::Cancelled:
        return cancelled();
    case Patience::Ended::Expired:
        return failure(ErrorKind::Timeout,
            Tcp::tr("The name %1 could not be looked up in time. Check the name server, or use an "
                    "address.")
                .arg(shown));
    case Patience::Ended::Ready:
        break;
    }
    const std::lock_guard lock(lookup->mutex);
    if (lookup->status != 0 || !lookup->addresses)
        return failure(ErrorKind::Network,
            Tcp::tr("The name %1 could not be resolved. Check its spelling and the network.")
                .arg(shown),
            ::gai_strerror(lookup->status));
    return std::move(lookup->addresses);
}

void setOption(int fd, int level, int name, int value)
{
    // Best effort: without one of them a dead link is only noticed later.
    ::setsockopt(fd, level, name, &value, sizeof value);
}

void tune(int fd)
{
    setOption(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    setOption(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    setOption(fd, IPPROTO_TCP, TCP_KEEPIDLE, 15);
    setOption(fd, IPPROTO_TCP, TCP_KEEPINTVL, 10);
    setOption(fd, IPPROTO_TCP, TCP_KEEPCNT, 3);
    setOption(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, 45'000);
}

int pendingError(int fd)
{
    int error = 0;
    socklen_t length = sizeof error;
    return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

struct Attempt
{
    UniqueFd fd;
    int error = 0; ///< errno; ECANCELED after a stop request
};

Attempt connectTo(
    const addrinfo &address, const Patience &patience, Patience::Clock::time_point limit)
{
    UniqueFd fd(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd.isValid())
        return {{}, errno};
    tune(fd.get());
    if (::connect(fd.get(), address.ai_addr, address.ai_addrlen) == 0)
        return {std::move(fd)};
    if (errno != EINPROGRESS)
        return {{}, errno};
    switch (patience.waitFor(fd.get(), POLLOUT, limit)) {
    case Patience::Ended::Cancelled:
        return {{}, ECANCELED};
    case Patience::Ended::Expired:
        return {{}, ETIMEDOUT};
    case Patience::Ended::Ready:
        break;
    }
    if (const int error = pendingError(fd.get()))
        return {{}, error};
    return {std::move(fd)};
}

std::unexpected<Error> connectFailure(const QByteArray &host, quint16 port, int error)
{
    const QString shown = QString::fromLatin1(host);
    const QString number = QString::number(port);
    const QByteArray detail = std::strerror(error);
    if (error == ECONNREFUSED)
        return failure(ErrorKind::Network,
            Tcp::tr("%1 refused the connection on port %2. Check the port, and that its SSH server "
                    "is running.")
                .arg(shown, number),
            detail);
    if (error == ETIMEDOUT)
        return failure(ErrorKind::Timeout,
            Tcp::tr("%1 did not answer on port %2 in time. Check the network and any firewall.")
                .arg(shown, number),
            detail);
    return failure(ErrorKind::Network,
        Tcp::tr("%1 could not be reached on port %2. Check the network.").arg(shown, number),
        detail);
}

}

Result<UniqueFd> connectTcp(const QByteArray &host, quint16 port, const Patience &patience)
{
    const Result<AddressList> addresses = resolve(host, port, patience);
    if (!addresses)
        return std::unexpected(addresses.error());

    int left = 0;
    for (const addrinfo *a = addresses->get(); a; a = a->ai_next)
        ++left;
    int error = EHOSTUNREACH;
    for (const addrinfo *a = addresses->get(); a; a = a->ai_next, --left) {
        // One silent address must leave time for the others.
        const auto now = Patience::Clock::now();
        Attempt attempt = connectTo(*a, patience, now + (patience.deadline() - now) / left);
        if (attempt.fd.isValid())
            return std::move(attempt.fd);
        if (attempt.error == ECANCELED)
            return cancelled();
        error = attempt.error;
    }
    return connectFailure(host, port, error);
}

}
