// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logfield.h"
#include "core/logs/logline.h"

#include <array>
#include <bit>

namespace spoolscope {

/// What a line says. The names are those of JSON as well (nameOf()).
enum class LogEventKind : quint8 {
    NoLine, ///< it has no frame of syslog's
    Foreign, ///< another program than Postfix
    Unparsed, ///< Postfix, in words that are not known here

    // A client, and what is refused: smtpd(8), postscreen(8), cleanup(8)
    Connect,
    Disconnect,
    LostConnection, ///< "lost connection after RCPT from": Phase
    Timeout, ///< "timeout after DATA from": Phase
    TooManyErrors,
    Client, ///< "client=": the message's beginning, with its queue ID
    Reject, ///< by a restriction, a check or postscreen: Phase, Code, Dsn, Text; with queue ID or
            ///< not
    RejectWarning, ///< "reject_warning:", and a WARN of a header or body check
    Hold,
    Discard,
    Redirect,
    Filter,
    OtherCheck, ///< prepend, replace, strip, info, bcc, delay, ... : Status has the word
    MilterReject, ///< Phase is the stage; also milter-tempfail
    MilterOther, ///< milter-hold, milter-discard, milter-quarantine ...: Status has the word
    ProxyReject, ///< of an smtpd proxy filter
    ProxyAccept,
    SaslFailure, ///< "SASL PLAIN authentication failed"
    Tls, ///< "... TLS connection established from/to"; of clients for smtpd, servers for smtp
    TlsTrouble, ///< "SSL_accept error from", "TLS library problem", "Cannot start TLS"
    RateLimit, ///< "Connection rate limit exceeded": Check has which limit, Count how many
    ProtocolTrouble, ///< improper pipelining, non-SMTP command, bare newline, hostname mismatch ...

    // postscreen(8), dnsblog(8)
    PostscreenConnect,
    PostscreenPass, ///< Status: NEW or OLD
    PostscreenListed, ///< ALLOWLISTED, WHITELISTED, DENYLISTED, BLACKLISTED: Status
    PostscreenTest, ///< a test that failed: Check is PREGREET, DNSBL, HANGUP, "COMMAND
                    ///< PIPELINING"...
    PostscreenOther, ///< DISCONNECT, cache cleanup, NOQUEUE without a reject
    DnsListed, ///< "addr 192.0.2.1 listed by domain ..."

    // A message on its way
    Pickup, ///< uid=, from=
    MessageId, ///< message-id= (resent-message-id= too)
    Queued, ///< qmgr: from=, size=, nrcpt= (queue active)
    Delivery, ///< one recipient: Status, Dsn, Relay, Delay, Delays, Text
    DeliveryTrouble, ///< "host ... said", "connect to ...: Connection refused", lost, timed out
    Expired, ///< qmgr: status=expired or force-expired, returned to sender
    Skipped, ///< qmgr: still being delivered
    Removed, ///< qmgr, or postsuper: see the daemon
    Notification, ///< bounce: Notice, NewQueueId
    Released, ///< postsuper: released from hold
    Held, ///< postsuper: placed on hold
    Requeued, ///< postsuper; pickup's OrigQueueId tells the new ID
    Expire, ///< postsuper: marked as expired
    SuperSummary, ///< postsuper: "Deleted: 3 messages"

    // Postfix itself
    Start, ///< "daemon started", "starting the Postfix mail system"
    Stop, ///< "terminating on signal 15", "stopping the Postfix mail system"
    Reload,
    ProcessEnd, ///< master: "process ... exit status 1", "killed by signal 9"
    Throttle, ///< master: "bad command startup -- throttling"
    Statistics, ///< anvil, scache, verify, postscreen: what they print now and then
    Housekeeping, ///< tlsmgr, proxymap, table changed, and other words of no consequence
    Trouble, ///< warning, error, fatal or panic of any daemon that is no event of its own
};
inline constexpr size_t logEventKindCount = size_t(LogEventKind::Trouble) + 1;
QLatin1StringView nameOf(LogEventKind kind); ///< "lost-connection"; stable

/// One line of a log, understood. Made by LogParser; all views point into the line.
class LogEvent final
{
public:
    LogLine line;
    LogEventKind kind = LogEventKind::NoLine;
    LogSeverity severity = LogSeverity::Info;
    QByteArrayView queueId; ///< empty: none, or NOQUEUE

    bool has(LogField field) const { return m_present >> unsigned(field) & 1; }
    /// Empty where the line does not say it.
    QByteArrayView value(LogField field) const
    {
        return has(field) ? m_values[size_t(field)] : QByteArrayView();
    }
    void set(LogField field, QByteArrayView value)
    {
        m_present |= quint64(1) << unsigned(field);
        m_values[size_t(field)] = value;
    }
    /// Forgets all of it; the values are left where they are, as clearing them takes longer than
    /// many a line does.
    void clear()
    {
        line = {};
        kind = LogEventKind::NoLine;
        severity = LogSeverity::Info;
        queueId = {};
        m_present = 0;
    }
    void forget() { m_present = 0; } ///< the fields only
    /// Calls `visit` with each field that is there, in the order of the enumeration.
    template <typename Visit> void forEachField(const Visit &visit) const
    {
        for (quint64 left = m_present; left; left &= left - 1) {
            const auto field = LogField(std::countr_zero(left));
            visit(field, m_values[size_t(field)]);
        }
    }

private:
    quint64 m_present = 0;
    std::array<QByteArrayView, logFieldCount> m_values;
};

}
