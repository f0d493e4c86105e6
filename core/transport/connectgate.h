// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>

namespace spoolscope {

/// Lets few logins at a time knock at one SSH server. sshd drops connections that have not logged
/// in yet, at random, from the tenth on by default (MaxStartups 10:30:100, sshd_config(5)), and a
/// fleet behind one jump host knocks there all at once. Where a server drops even so few, fewer are
/// let through from then on. Thread-safe.
class ConnectGate final : public std::enable_shared_from_this<ConnectGate>
{
public:
    static constexpr int mostAtOnce = 4;

    /// A turn at the gate; over when it is destroyed.
    class Turn final
    {
    public:
        Turn(std::shared_ptr<ConnectGate> gate, QByteArray server);
        Turn(const Turn &) = delete;
        Turn &operator=(const Turn &) = delete;
        ~Turn();

        void wasDropped(); ///< the server took no more: it gets fewer at a time from now on

    private:
        std::shared_ptr<ConnectGate> m_gate;
        QByteArray m_server;
    };

    /// Waits for a turn at `server`, "host:port". Null after a stop request.
    std::unique_ptr<Turn> wait(const QByteArray &server, const std::stop_token &stop);

private:
    struct Server
    {
        int inside = 0;
        int most = mostAtOnce;
    };
    void leave(const QByteArray &server);
    void narrow(const QByteArray &server);

    std::mutex m_mutex;
    std::condition_variable_any m_left;
    std::map<QByteArray, Server> m_servers;
};

}
