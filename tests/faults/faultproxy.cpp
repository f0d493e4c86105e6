// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "faultproxy.h"

#include "core/transport/wakeup.h"
#include "proxyconnection.h"

#include <QtLogging>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

namespace spoolscope {

namespace {

sockaddr_in addressOf(const QString &host, quint16 port)
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    if (::inet_pton(AF_INET, host.toLatin1().constData(), &address.sin_addr) != 1)
        qFatal("FaultProxy: %s is no IPv4 address", qPrintable(host));
    return address;
}

UniqueFd newSocket()
{
    UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket;
}

timespec untilThen(ProxyClock::time_point now, ProxyClock::time_point then)
{
    const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::clamp<ProxyClock::duration>(then - now, {}, std::chrono::hours(1)));
    return {time_t(rest.count() / 1'000'000'000), long(rest.count() % 1'000'000'000)};
}

}

class FaultProxy::Engine final
{
public:
    Engine(const QString &host, quint16 port)
        : m_upstream(addressOf(host, port)), m_listener(newSocket())
    {
        sockaddr_in own = addressOf(QStringLiteral("127.0.0.1"), 0);
        socklen_t size = sizeof own;
        auto *address = reinterpret_cast<sockaddr *>(&own);
        if (::bind(m_listener.get(), address, size) != 0 || ::listen(m_listener.get(), 128) != 0
            || ::getsockname(m_listener.get(), address, &size) != 0)
            qFatal("FaultProxy: cannot listen: %s", strerror(errno));
        m_port = ntohs(own.sin_port);
        m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
    }
    ~Engine()
    {
        m_thread.request_stop();
        m_wakeup.set();
    }

    quint16 port() const { return m_port; }

    void setScript(const FaultScript &script)
    {
        const std::lock_guard lock(m_mutex);
        m_script = script;
    }
    void arm(const std::optional<Break> &what)
    {
        change([what](ProxyConnection &connection) { connection.arm(what); });
    }
    void resetAll()
    {
        change([](ProxyConnection &connection) { connection.reset(); });
    }
    Figures figures() const
    {
        const std::lock_guard lock(m_mutex);
        Figures figures = m_figures;
        for (const auto &connection : m_connections)
            count(*connection, figures);
        figures.live = qint64(m_connections.size());
        return figures;
    }
    void whenBroken(std::function<void(const Break &)> handler)
    {
        const std::lock_guard lock(m_handlerMutex);
        m_handler = std::move(handler);
    }

private:
    void change(const std::function<void(ProxyConnection &)> &how)
    {
        {
            const std::lock_guard lock(m_mutex);
            for (const auto &connection : m_connections)
                how(*connection);
        }
        m_wakeup.set();
    }

    static void count(const ProxyConnection &connection, Figures &figures)
    {
        figures.bytesToServer += connection.toServer().handedOver();
        figures.bytesToClient += connection.toClient().handedOver();
    }

    void run(const std::stop_token &stop)
    {
        std::vector<pollfd> polled;
        while (!stop.stop_requested()) {
            timespec rest = {};
            {
                const std::lock_guard lock(m_mutex);
                rest = prepare(polled);
            }
            ::ppoll(polled.data(), nfds_t(polled.size()), &rest, nullptr);
            m_wakeup.clear();
            if (polled[1].revents != 0)
                accept();
            advanceAll(polled);
        }
        const std::lock_guard lock(m_mutex);
        for (const auto &connection : m_connections)
            connection->reset();
    }

    timespec prepare(std::vector<pollfd> &polled) const
    {
        const auto now = ProxyClock::now();
        auto due = ProxyClock::time_point::max();
        polled = {{m_wakeup.fd(), POLLIN, 0}, {m_listener.get(), POLLIN, 0}};
        for (const auto &connection : m_connections) {
            // A side that nothing is wanted of is left out, or its hang-up would wake us for ever.
            const short client = connection->clientEvents(now);
            const short server = connection->serverEvents(now);
            polled.push_back({client ? connection->client() : -1, client, 0});
            polled.push_back({server ? connection->server() : -1, server, 0});
            due = std::min(due, connection->nextDue(now));
        }
        return untilThen(now, due);
    }

    void accept()
    {
        UniqueFd client(
            ::accept4(m_listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!client.isValid())
            return;
        const int on = 1;
        ::setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        UniqueFd server = newSocket();
        // What becomes of it shows when the socket can be written to.
        ::connect(server.get(), reinterpret_cast<const sockaddr *>(&m_upstream), sizeof m_upstream);
        const std::lock_guard lock(m_mutex);
        m_connections.push_back(
            std::make_unique<ProxyConnection>(std::move(client), std::move(server), m_script));
        ++m_figures.connections;
    }

    void advanceAll(const std::vector<pollfd> &polled)
    {
        const auto now = ProxyClock::now();
        std::unique_lock lock(m_mutex);
        qint64 held = 0;
        for (size_t i = 0; i < m_connections.size(); ++i) {
            ProxyConnection &connection = *m_connections[i];
            const size_t place = 3 + 2 * i; // of its server's socket; new ones were not polled
            if (connection.isConnecting() && place < polled.size() && polled[place].revents != 0)
                finishConnecting(connection);
            if (const auto due = connection.advance(now)) {
                ++m_figures.faults;
                lock.unlock(); // the handler may ask us
                tell(*due);
                lock.lock();
                connection.apply(*due);
            }
            held += connection.toServer().held() + connection.toClient().held();
        }
        m_figures.mostHeld = std::max(m_figures.mostHeld, held);
        std::erase_if(m_connections, [this](const auto &connection) {
            if (connection->isOver())
                count(*connection, m_figures);
            return connection->isOver();
        });
    }

    static void finishConnecting(ProxyConnection &connection)
    {
        int error = 0;
        socklen_t size = sizeof error;
        ::getsockopt(connection.server(), SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0)
            connection.reset();
        else
            connection.serverIsConnected();
    }

    void tell(const Break &what)
    {
        const std::lock_guard lock(m_handlerMutex);
        if (m_handler)
            m_handler(what);
    }

    const sockaddr_in m_upstream;
    const UniqueFd m_listener;
    quint16 m_port = 0;
    const Wakeup m_wakeup;
    mutable std::mutex m_mutex;
    FaultScript m_script;
    std::vector<std::unique_ptr<ProxyConnection>> m_connections; ///< only our thread adds, removes
    Figures m_figures; ///< of those that are over
    std::mutex m_handlerMutex;
    std::function<void(const Break &)> m_handler;
    std::jthread m_thread; ///< last: it uses all of the above
};

FaultProxy::FaultProxy(const QString &host, quint16 port)
    : m_engine(std::make_unique<Engine>(host, port))
{
}

FaultProxy::~FaultProxy() = default;

quint16 FaultProxy::port() const
{
    return m_engine->port();
}

void FaultProxy::setScript(const FaultScript &script)
{
    m_engine->setScript(script);
}

void FaultProxy::arm(const Break &what)
{
    m_engine->arm(what);
}

void FaultProxy::disarm()
{
    m_engine->arm({});
}

void FaultProxy::resetAll()
{
    m_engine->resetAll();
}

FaultProxy::Figures FaultProxy::figures() const
{
    return m_engine->figures();
}

void FaultProxy::whenBroken(std::function<void(const Break &)> handler)
{
    m_engine->whenBroken(std::move(handler));
}

}
