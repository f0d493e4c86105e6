// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLatin1StringView>

#include <array>

namespace spoolscope {

/// What a line of Postfix's log may say of its event, in Postfix's own words where it has any. A
/// value is the bytes as they stand in the line.
enum class LogField : quint8 {
    Client, ///< name of the SMTP client; "unknown" where Postfix has none
    ClientAddress, ///< "192.0.2.1", "2001:db8::1"
    ClientPort,
    OrigClient, ///< orig_client=, of XFORWARD: "name[address]"
    OrigQueueId, ///< orig_queue_id=, of XFORWARD; of a Pickup: what postsuper -r requeued
    SaslMethod,
    SaslUser, ///< sasl_username=
    SaslSender,
    Phase, ///< CONNECT, HELO, MAIL, RCPT, DATA, END-OF-MESSAGE, header, body, "AUTH"...
    Code, ///< SMTP reply code: "550"
    Dsn, ///< enhanced status code: "5.7.1"
    Text, ///< what is said about it, remote text too
    From,
    To,
    OrigTo,
    Proto,
    Helo,
    Size, ///< bytes
    RecipientCount, ///< nrcpt=
    MessageId,
    Relay, ///< name of the server the mail went to, or "none", "local", "virtual"...
    RelayAddress,
    RelayPort,
    ConnUse,
    Delay, ///< seconds since the arrival
    Delays, ///< "a/b/c/d", seconds
    Status, ///< sent, deferred, bounced, expired, deliverable, undeliverable...
    NextQueueId, ///< the ID under which the next hop has it: "queued as 4F2A81C09D"; of a Delivery
                 ///< with status sent, and of ProxyAccept
    NewQueueId, ///< of a notification
    Notice, ///< "non-delivery notification", "delay notification"...
    Uid,
    Header, ///< the line that a header or body check found
    Check, ///< text of a restriction or pattern, as far as it can be told from Text
    Target, ///< of FILTER, REDIRECT and the like
    Commands, ///< of a disconnect: "ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4"
    Count,
    Seconds, ///< that something took: of a postscreen test, of anvil
    Domain, ///< of a DNS list
    Answer, ///< of a DNS list: "127.0.0.2"
    TlsTrust, ///< Anonymous, Untrusted, Trusted, Verified
    TlsPeer, ///< "name[address]:port"
    TlsProtocol, ///< "TLSv1.3"
    TlsCipher,
    TlsBits,
    Process, ///< path of a program of Postfix's
    ProcessId,
    ExitStatus,
    Signal,
    Version,
    Configuration, ///< directory
};

inline constexpr size_t logFieldCount = size_t(LogField::Configuration) + 1;
static_assert(logFieldCount <= 64); // they are a set in one word

/// Stable, for JSON and filters: "client_address". Postfix's own word where it has one.
QLatin1StringView nameOf(LogField field);

}
