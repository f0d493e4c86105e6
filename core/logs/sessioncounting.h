// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/trafficplace.h"

namespace spoolscope {

/// Counts connections, TLS and authentication. Remembers by process ID what each process of Postfix
/// is at, and which servers were last reached over TLS.
class SessionCounting final
{
public:
    void connect(const LogEvent &event, TrafficPlace &place);
    void disconnect(const LogEvent &event, TrafficPlace &place);
    void tls(const LogEvent &event, TrafficPlace &place);
    void saslFailure(const LogEvent &event, TrafficPlace &place);
    /// Whether it went over TLS.
    void delivery(const LogEvent &event, TrafficPlace &place);
    quint32 open() const { return m_open; } ///< connections to smtpd(8) now

private:
    struct Process
    {
        quint32 pid = 0;
        bool isOpen = false; ///< serves a client
        bool usesTls = false;
        qint64 since = 0; ///< microseconds since 1970
        quint64 server = 0; ///< hash of the address that it reached last over TLS
    };
    Process &processOf(const LogEvent &event);
    void endSession(const LogEvent &event, Process &process, TrafficPlace &place);

    std::vector<Process> m_processes = std::vector<Process>(4096);
    std::vector<quint64> m_tlsServers = std::vector<quint64>(1024); ///< by hash
    quint32 m_open = 0;
};

}
