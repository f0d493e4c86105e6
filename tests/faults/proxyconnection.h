// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/uniquefd.h"
#include "faultscript.h"

#include <QByteArray>

#include <deque>

namespace spoolscope {

using ProxyClock = std::chrono::steady_clock;

/// The bytes of one way of a connection, between two non-blocking sockets.
class ProxyPipe final
{
public:
    ProxyPipe(int from, int to, const LineQuality &line);

    /// Moves what can be moved now; `limit` is how many bytes may be handed over. False when one
    /// of the sockets failed.
    bool advance(ProxyClock::time_point now, qint64 limit);

    bool wantsRead() const; ///< whether there is room
    bool wantsWrite(ProxyClock::time_point now) const; ///< whether something is due
    /// When something will be due that is not yet; max() for never.
    ProxyClock::time_point nextDue(ProxyClock::time_point now) const;

    void stall() { m_isStalled = true; }
    void swallow(); ///< reads on, hands nothing over, not even the end
    void end(); ///< the receiver sees the end now
    bool hasReadEnd() const { return m_hasReadEnd; }
    bool isEnded() const { return m_hasSentEnd && m_hasReadEnd; }

    qint64 handedOver() const { return m_handedOver; }
    qint64 held() const { return m_held; }

private:
    struct Chunk
    {
        QByteArray bytes;
        ProxyClock::time_point due;
    };

    bool fill(ProxyClock::time_point now);
    bool drain(ProxyClock::time_point now, qint64 limit);
    ProxyClock::time_point headDue() const;
    void passEnd();

    int m_from, m_to;
    LineQuality m_line;
    std::deque<Chunk> m_chunks;
    qsizetype m_offset = 0; ///< of the first chunk
    qint64 m_held = 0;
    qint64 m_handedOver = 0;
    ProxyClock::time_point m_free; ///< when the rate lets the next byte go
    bool m_isStalled = false, m_isSwallowing = false, m_isBlocked = false;
    bool m_hasReadEnd = false, m_hasSentEnd = false;
};

/// A client, the server, and what is between them.
class ProxyConnection final
{
public:
    ProxyConnection(UniqueFd client, UniqueFd server, const FaultScript &script);
    ~ProxyConnection() = default;
    ProxyConnection(const ProxyConnection &) = delete;
    ProxyConnection &operator=(const ProxyConnection &) = delete;

    void arm(const std::optional<Break> &what);
    /// Moves bytes both ways. Returns the fault whose time has come; call apply() with it.
    std::optional<Break> advance(ProxyClock::time_point now);
    void apply(const Break &what);
    void reset(); ///< both sides, at once
    bool isOver() const;

    short clientEvents(ProxyClock::time_point now) const;
    short serverEvents(ProxyClock::time_point now) const;
    ProxyClock::time_point nextDue(ProxyClock::time_point now) const;
    int client() const { return m_client.get(); }
    int server() const { return m_server.get(); }
    const ProxyPipe &toServer() const { return m_toServer; }
    const ProxyPipe &toClient() const { return m_toClient; }
    void serverIsConnected() { m_isConnecting = false; }
    bool isConnecting() const { return m_isConnecting; }

private:
    qint64 untilBreak(Way way) const;
    bool isBreakDue(ProxyClock::time_point now) const;

    UniqueFd m_client, m_server;
    ProxyPipe m_toServer, m_toClient;
    std::optional<Break> m_break;
    qint64 m_breakAt = 0; ///< of handedOver()
    ProxyClock::time_point m_breakTime = ProxyClock::time_point::max();
    bool m_isConnecting = true;
    bool m_isGone = false;
    bool m_isCut = false; ///< a black hole: an error of one side is not told to the other
};

}
