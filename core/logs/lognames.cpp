// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The words by which JSON, filters and people know the values of the enumerations, in their order.

#include "core/logs/logevent.h"

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr std::array daemons = {""_L1, ""_L1, "anvil"_L1, "bounce"_L1, "cleanup"_L1, "discard"_L1,
    "dnsblog"_L1, "error"_L1, "flush"_L1, "lmtp"_L1, "local"_L1, "master"_L1, "oqmgr"_L1,
    "pickup"_L1, "pipe"_L1, "postdrop"_L1, "postfix"_L1, "postlogd"_L1, "postmap"_L1,
    "postmulti"_L1, "postqueue"_L1, "postscreen"_L1, "postsuper"_L1, "proxymap"_L1, "qmgr"_L1,
    "relay"_L1, "scache"_L1, "sendmail"_L1, "showq"_L1, "smtp"_L1, "smtpd"_L1, "spawn"_L1,
    "tlsmgr"_L1, "tlsproxy"_L1, "trivial-rewrite"_L1, "verify"_L1, "virtual"_L1};
static_assert(daemons.size() == size_t(LogDaemon::Virtual) + 1);

constexpr std::array severities = {"info"_L1, "warning"_L1, "error"_L1, "fatal"_L1, "panic"_L1};
static_assert(severities.size() == size_t(LogSeverity::Panic) + 1);

constexpr std::array kinds = {"no-line"_L1, "foreign"_L1, "unparsed"_L1, "connect"_L1,
    "disconnect"_L1, "lost-connection"_L1, "timeout"_L1, "too-many-errors"_L1, "client"_L1,
    "reject"_L1, "reject-warning"_L1, "hold"_L1, "discard"_L1, "redirect"_L1, "filter"_L1,
    "other-check"_L1, "milter-reject"_L1, "milter-other"_L1, "proxy-reject"_L1, "proxy-accept"_L1,
    "sasl-failure"_L1, "tls"_L1, "tls-trouble"_L1, "rate-limit"_L1, "protocol-trouble"_L1,
    "postscreen-connect"_L1, "postscreen-pass"_L1, "postscreen-listed"_L1, "postscreen-test"_L1,
    "postscreen-other"_L1, "dns-listed"_L1, "pickup"_L1, "message-id"_L1, "queued"_L1,
    "delivery"_L1, "delivery-trouble"_L1, "expired"_L1, "skipped"_L1, "removed"_L1,
    "notification"_L1, "released"_L1, "held"_L1, "requeued"_L1, "expire"_L1, "super-summary"_L1,
    "start"_L1, "stop"_L1, "reload"_L1, "process-end"_L1, "throttle"_L1, "statistics"_L1,
    "housekeeping"_L1, "trouble"_L1};
static_assert(kinds.size() == logEventKindCount);

constexpr std::array fields = {"client"_L1, "client_address"_L1, "client_port"_L1, "orig_client"_L1,
    "orig_queue_id"_L1, "sasl_method"_L1, "sasl_username"_L1, "sasl_sender"_L1, "phase"_L1,
    "code"_L1, "dsn"_L1, "text"_L1, "from"_L1, "to"_L1, "orig_to"_L1, "proto"_L1, "helo"_L1,
    "size"_L1, "nrcpt"_L1, "message_id"_L1, "relay"_L1, "relay_address"_L1, "relay_port"_L1,
    "conn_use"_L1, "delay"_L1, "delays"_L1, "status"_L1, "next_queue_id"_L1, "new_queue_id"_L1,
    "notice"_L1, "uid"_L1, "header"_L1, "check"_L1, "target"_L1, "commands"_L1, "count"_L1,
    "seconds"_L1, "domain"_L1, "answer"_L1, "tls_trust"_L1, "tls_peer"_L1, "tls_protocol"_L1,
    "tls_cipher"_L1, "tls_bits"_L1, "process"_L1, "process_id"_L1, "exit_status"_L1, "signal"_L1,
    "version"_L1, "configuration"_L1};
static_assert(fields.size() == logFieldCount);

}

QLatin1StringView nameOf(LogDaemon daemon)
{
    return daemons[size_t(daemon)];
}

QLatin1StringView nameOf(LogSeverity severity)
{
    return severities[size_t(severity)];
}

QLatin1StringView nameOf(LogEventKind kind)
{
    return kinds[size_t(kind)];
}

QLatin1StringView nameOf(LogField field)
{
    return fields[size_t(field)];
}

}
