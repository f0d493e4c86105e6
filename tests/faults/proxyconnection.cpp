// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "proxyconnection.h"

#include "faultproxy.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>

#include <poll.h>
#include <sys/socket.h>

namespace spoolscope {

namespace {

constexpr qint64 unlimited = std::numeric_limits<qint64>::max();
constexpr qsizetype largestPiece = 16 * 1024; ///< so that a slow line is slow evenly

bool wouldBlock()
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

void closeWithReset(UniqueFd &socket)
{
    const linger now{1, 0};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    socket = UniqueFd();
}

}

ProxyPipe::ProxyPipe(int from, int to, const LineQuality &line)
    : m_from(from), m_to(to), m_line(line)
{
}

bool ProxyPipe::wantsRead() const
{
    return !m_hasReadEnd && !m_isStalled && (m_isSwallowing || m_held < FaultProxy::buffer);
}

ProxyClock::time_point ProxyPipe::headDue() const
{
    return std::max(m_chunks.front().due, m_free);
}

bool ProxyPipe::wantsWrite(ProxyClock::time_point now) const
{
    return m_isBlocked && !m_chunks.empty() && !m_isStalled && headDue() <= now;
}

ProxyClock::time_point ProxyPipe::nextDue(ProxyClock::time_point now) const
{
    if (m_chunks.empty() || m_isStalled || (m_isBlocked && headDue() <= now))
        return ProxyClock::time_point::max();
    return headDue();
}

void ProxyPipe::swallow()
{
    m_isSwallowing = true;
    m_chunks.clear();
    m_held = 0;
}

void ProxyPipe::end()
{
    swallow();
    passEnd();
}

void ProxyPipe::passEnd()
{
    if (!m_hasSentEnd)
        ::shutdown(m_to, SHUT_WR);
    m_hasSentEnd = true;
}

bool ProxyPipe::advance(ProxyClock::time_point now, qint64 limit)
{
    return fill(now) && drain(now, limit);
}

bool ProxyPipe::fill(ProxyClock::time_point now)
{
    std::array<char, largestPiece> bytes;
    while (wantsRead()) {
        const qint64 room = m_isSwallowing ? qint64(bytes.size()) : FaultProxy::buffer - m_held;
        const ssize_t got
            = ::recv(m_from, bytes.data(), size_t(std::min<qint64>(qint64(bytes.size()), room)), 0);
        if (got < 0 && wouldBlock())
            return true;
        if (got < 0 && !m_isSwallowing)
            return false;
        if (got <= 0) {
            m_hasReadEnd = true;
            break;
        }
        if (m_isSwallowing)
            continue;
        m_chunks.push_back({QByteArray(bytes.data(), got), now + m_line.delay});
        m_held += got;
    }
    return true;
}

bool ProxyPipe::drain(ProxyClock::time_point now, qint64 limit)
{
    if (m_isStalled || m_isSwallowing)
        return true;
    m_isBlocked = false;
    while (!m_chunks.empty() && limit > 0 && headDue() <= now) {
        const QByteArray &bytes = m_chunks.front().bytes;
        qint64 count = std::min<qint64>(bytes.size() - m_offset, limit);
        if (m_line.slice > 0)
            count = std::min<qint64>(count, m_line.slice);
        if (m_line.bytesPerSecond > 0) // at most a fiftieth of a second's worth at a time
            count = std::clamp<qint64>(m_line.bytesPerSecond / 50, 1, count);
        const ssize_t sent
            = ::send(m_to, bytes.constData() + m_offset, size_t(count), MSG_NOSIGNAL);
        if (sent < 0) {
            m_isBlocked = wouldBlock();
            return m_isBlocked;
        }
        if (m_line.bytesPerSecond > 0) {
            const std::chrono::nanoseconds cost(sent * 1'000'000'000 / m_line.bytesPerSecond);
            m_free = std::max(now, m_free) + cost;
        }
        limit -= sent;
        m_handedOver += sent;
        m_held -= sent;
        m_offset += sent;
        if (m_offset == bytes.size()) {
            m_chunks.pop_front();
            m_offset = 0;
        }
    }
    if (m_chunks.empty() && m_hasReadEnd)
        passEnd();
    return true;
}

ProxyConnection::ProxyConnection(UniqueFd client, UniqueFd server, const FaultScript &script)
    : m_client(std::move(client))
    , m_server(std::move(server))
    , m_toServer(m_client.get(), m_server.get(), script.toServer)
    , m_toClient(m_server.get(), m_client.get(), script.toClient)
{
    arm(script.fault);
}

void ProxyConnection::arm(const std::optional<Break> &what)
{
    m_break = what;
    m_breakTime = ProxyClock::time_point::max();
    if (!what)
        return;
    m_breakAt = what->afterBytes.value_or(0)
        + (what->way == Way::ToServer ? m_toServer : m_toClient).handedOver();
    if (what->afterTime)
        m_breakTime = ProxyClock::now() + *what->afterTime;
}

qint64 ProxyConnection::untilBreak(Way way) const
{
    if (!m_break || !m_break->afterBytes || m_break->way != way)
        return unlimited;
    return m_breakAt - (way == Way::ToServer ? m_toServer : m_toClient).handedOver();
}

bool ProxyConnection::isBreakDue(ProxyClock::time_point now) const
{
    if (!m_break)
        return false;
    if (!m_break->afterBytes && !m_break->afterTime)
        return true;
    return now >= m_breakTime || untilBreak(m_break->way) <= 0;
}

std::optional<Break> ProxyConnection::advance(ProxyClock::time_point now)
{
    if (m_isGone)
        return {};
    if (m_isConnecting) // until then only time can break it
        return isBreakDue(now) ? std::exchange(m_break, {}) : std::nullopt;
    const bool fine = m_toServer.advance(now, untilBreak(Way::ToServer))
        && m_toClient.advance(now, untilBreak(Way::ToClient));
    if (isBreakDue(now))
        return std::exchange(m_break, {});
    if (!fine && !m_isCut)
        reset();
    return {};
}

void ProxyConnection::apply(const Break &what)
{
    ProxyPipe &pipe = what.way == Way::ToServer ? m_toServer : m_toClient;
    switch (what.fault) {
    case Fault::Notice:
        break;
    case Fault::Stall:
        pipe.stall();
        break;
    case Fault::BlackHole:
        m_isCut = true;
        m_toServer.swallow();
        m_toClient.swallow();
        break;
    case Fault::HalfClose:
        pipe.end();
        break;
    case Fault::Close:
        m_toServer.end();
        m_toClient.end();
        break;
    case Fault::Reset:
        reset();
        break;
    }
}

void ProxyConnection::reset()
{
    m_isGone = true;
    closeWithReset(m_client);
    closeWithReset(m_server);
}

bool ProxyConnection::isOver() const
{
    if (m_isCut)
        return m_isGone || (m_toServer.hasReadEnd() && m_toClient.hasReadEnd());
    return m_isGone || (m_toServer.isEnded() && m_toClient.isEnded());
}

short ProxyConnection::clientEvents(ProxyClock::time_point now) const
{
    return short(
        (m_toServer.wantsRead() ? POLLIN : 0) | (m_toClient.wantsWrite(now) ? POLLOUT : 0));
}

short ProxyConnection::serverEvents(ProxyClock::time_point now) const
{
    if (m_isConnecting)
        return POLLOUT;
    return short(
        (m_toClient.wantsRead() ? POLLIN : 0) | (m_toServer.wantsWrite(now) ? POLLOUT : 0));
}

ProxyClock::time_point ProxyConnection::nextDue(ProxyClock::time_point now) const
{
    if (m_isConnecting)
        return m_breakTime;
    return std::min({m_breakTime, m_toServer.nextDue(now), m_toClient.nextDue(now)});
}

}
