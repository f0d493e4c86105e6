// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "faultscript.h"

#include <QByteArray>

#include <functional>
#include <memory>

namespace spoolscope {

/// A TCP proxy on 127.0.0.1 in front of one server, on a thread of its own, that delays, slows,
/// slices and breaks what goes through. All functions are thread-safe. Each way of a connection
/// holds at most `buffer` bytes; while that is full, its sender has to wait.
class FaultProxy final
{
public:
    static constexpr qint64 buffer = 1 << 20;

    struct Figures
    {
        qint64 connections = 0; ///< taken so far
        qint64 live = 0;
        qint64 bytesToServer = 0, bytesToClient = 0; ///< handed over so far
        qint64 faults = 0; ///< happened so far, Notice included
        qint64 mostHeld = 0; ///< bytes held at any one time, all connections together
    };

    /// `host` is an IPv4 address. Listens when this returns; qFatal when it cannot.
    FaultProxy(const QString &host, quint16 port);
    ~FaultProxy(); ///< resets what is still connected

    quint16 port() const;
    void setScript(const FaultScript &script); ///< for connections from now on
    void arm(const Break &what); ///< for those that are live now, instead of what was armed
    void disarm();
    void resetAll(); ///< those that are live, whatever their state; no handler is told
    Figures figures() const;

    /// `handler` is called on the proxy's thread each time a fault happens, before it does.
    void whenBroken(std::function<void(const Break &)> handler);

private:
    class Engine;
    std::unique_ptr<Engine> m_engine;
};

}
