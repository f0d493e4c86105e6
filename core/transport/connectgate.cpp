// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/connectgate.h"

#include <algorithm>

namespace spoolscope {

ConnectGate::Turn::Turn(std::shared_ptr<ConnectGate> gate, QByteArray server)
    : m_gate(std::move(gate)), m_server(std::move(server))
{
}

ConnectGate::Turn::~Turn()
{
    m_gate->leave(m_server);
}

std::unique_ptr<ConnectGate::Turn> ConnectGate::wait(
    const QByteArray &server, const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    Server &gate = m_servers[server];
    if (!m_left.wait(lock, stop, [&gate] { return gate.inside < gate.most; }))
        return nullptr;
    ++gate.inside;
    return std::make_unique<Turn>(shared_from_this(), server);
}

void ConnectGate::Turn::wasDropped()
{
    m_gate->narrow(m_server);
}

void ConnectGate::narrow(const QByteArray &server)
{
    const std::lock_guard lock(m_mutex);
    m_servers[server].most = std::max(1, m_servers[server].most - 1);
}

void ConnectGate::leave(const QByteArray &server)
{
    {
        const std::lock_guard lock(m_mutex);
        --m_servers[server].inside;
    }
    m_left.notify_all();
}

}
