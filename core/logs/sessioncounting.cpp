// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/sessioncounting.h"

#include <cstring>

namespace spoolscope {

namespace {

constexpr qint64 second = 1'000'000; // microseconds

/// Whether `name` ("auth=") succeeded at least once: "auth=1" and "auth=1/3", not "auth=0/3".
bool succeeded(QByteArrayView commands, QByteArrayView name)
{
    const qsizetype at = commands.indexOf(name);
    const bool begins = at == 0 || (at > 0 && commands[at - 1] == ' ');
    const qsizetype value = at + name.size();
    return begins && value < commands.size() && commands[value] >= '1' && commands[value] <= '9';
}

bool isClientDaemon(LogDaemon daemon)
{
    return daemon == LogDaemon::Smtp || daemon == LogDaemon::Lmtp || daemon == LogDaemon::Relay;
}

/// "TLSv1.3 TLS_AES_256_GCM_SHA384 (Anonymous)"
class TlsText final
{
public:
    explicit TlsText(const LogEvent &event)
    {
        put(event.value(LogField::TlsProtocol));
        put(" ");
        put(event.value(LogField::TlsCipher));
        put(" (");
        put(event.value(LogField::TlsTrust));
        put(")");
    }
    QByteArrayView text() const { return {m_text.data(), qsizetype(m_size)}; }

private:
    void put(QByteArrayView bytes)
    {
        const size_t size = std::min(size_t(bytes.size()), m_text.size() - m_size);
        std::memcpy(m_text.data() + m_size, bytes.data(), size);
        m_size += size;
    }
    std::array<char, 160> m_text = {};
    size_t m_size = 0;
};

}

SessionCounting::Process &SessionCounting::processOf(const LogEvent &event)
{
    Process &process = m_processes[event.line.pid % m_processes.size()];
    if (process.pid != event.line.pid) {
        m_open -= process.isOpen;
        process = {.pid = event.line.pid};
    }
    return process;
}

void SessionCounting::connect(const LogEvent &event, TrafficPlace &place)
{
    if (event.line.daemon != LogDaemon::Smtpd)
        return;
    place.add(TrafficCount::Connections);
    ++place.top(TopList::Connecting, clientOf(event)).count;
    Process &process = processOf(event);
    m_open += !process.isOpen;
    process.isOpen = true;
    process.usesTls = false;
    process.since = event.line.time;
    place.slot.mostSessions = std::max(place.slot.mostSessions, m_open);
}

void SessionCounting::disconnect(const LogEvent &event, TrafficPlace &place)
{
    if (event.line.daemon != LogDaemon::Smtpd)
        return;
    const QByteArrayView commands = event.value(LogField::Commands);
    Process &process = processOf(event);
    place.add(TrafficCount::SessionsEnded);
    // smtpd_tls_loglevel = 0, the default, has no other sign of TLS than the command.
    if (process.usesTls || succeeded(commands, "starttls="))
        place.add(TrafficCount::SessionsInTls);
    if (succeeded(commands, "auth="))
        place.add(TrafficCount::Logins);
    if (process.isOpen)
        endSession(event, process, place);
    process.usesTls = false;
}

void SessionCounting::endSession(const LogEvent &event, Process &process, TrafficPlace &place)
{
    process.isOpen = false;
    --m_open;
    const qint64 seconds = event.line.time / second - process.since / second;
    if (seconds < 0 || seconds > 86400)
        return;
    place.add(TrafficCount::SessionsTimed);
    place.add(TrafficCount::SessionSeconds, quint32(seconds));
    place.top(TopList::Connecting, clientOf(event)).second += quint64(seconds);
}

void SessionCounting::tls(const LogEvent &event, TrafficPlace &place)
{
    const TlsText text(event);
    Process &process = processOf(event);
    if (isClientDaemon(event.line.daemon)) {
        ++place.top(TopList::TlsOutbound, text.text()).count;
        process.server = TopSketch::hashOf(event.value(LogField::RelayAddress));
        m_tlsServers[process.server % m_tlsServers.size()] = process.server;
    } else {
        ++place.top(TopList::TlsInbound, text.text()).count;
        process.usesTls = true;
    }
}

void SessionCounting::saslFailure(const LogEvent &event, TrafficPlace &place)
{
    place.add(TrafficCount::LoginFailures);
    ++place.top(TopList::SaslClients, clientOf(event)).count;
    ++place.top(TopList::SaslMethods, event.value(LogField::SaslMethod)).second;
    if (event.has(LogField::SaslUser))
        ++place.top(TopList::SaslUsers, event.value(LogField::SaslUser)).second;
}

void SessionCounting::delivery(const LogEvent &event, TrafficPlace &place)
{
    if (!isClientDaemon(event.line.daemon) || !event.has(LogField::RelayAddress))
        return;
    place.add(TrafficCount::SentRemotely);
    const quint64 server = TopSketch::hashOf(event.value(LogField::RelayAddress));
    quint64 &last = m_tlsServers[server % m_tlsServers.size()];
    const bool byItself = processOf(event).server == server;
    // A connection that is used again may be another process's.
    const bool isReused = event.has(LogField::ConnUse);
    if (byItself || (isReused && last == server))
        place.add(TrafficCount::SentInTls);
    else if (!isReused && last == server)
        last = 0;
}

}
