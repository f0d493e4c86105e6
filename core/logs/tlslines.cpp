// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the TLS library (src/tls) prints for smtpd, smtp, lmtp and tlsproxy; Postfix 3.4 to 3.11.

#include "core/logs/loglines.h"

#include <array>

namespace spoolscope::loglines {

using namespace std::string_view_literals;

namespace {

constexpr std::array trusts = {"Anonymous"sv, "Untrusted"sv, "Trusted"sv, "Verified"sv};

/// "name[address]:25", and its parts in the fields of a client or of a relay.
bool takeTlsPeer(LogWords &words, bool isClient, LogEvent &event)
{
    const QByteArrayView before = words.rest();
    const bool isTaken = isClient
        ? takeClient(words, event)
        : takePeer(words, event, LogField::Relay, LogField::RelayAddress, LogField::RelayPort);
    if (isTaken)
        event.set(LogField::TlsPeer, before.first(before.size() - words.size()));
    return isTaken;
}

/// "TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange ..."
bool readCipher(LogWords words, LogEvent &event)
{
    event.set(LogField::TlsProtocol, words.takeWord());
    if (!words.take(" with cipher "sv))
        return false;
    event.set(LogField::TlsCipher, words.takeWord());
    if (words.take(" ("sv))
        event.set(LogField::TlsBits, words.takeDigits());
    return true;
}

Kind established(LogWords words, QByteArrayView trust, LogEvent &event)
{
    if (words.take("established "sv))
        event.set(LogField::Status, "established");
    else if (words.take("reused "sv))
        event.set(LogField::Status, "reused");
    else
        return Kind::Unparsed;
    const bool isClient = words.take("from "sv);
    if ((!isClient && !words.take("to "sv)) || !takeTlsPeer(words, isClient, event))
        return Kind::Unparsed;
    QByteArrayView serverName; // that the client asked for: " to mail.example.com"
    if (words.take(" to "sv) && !words.takeUntil(": "sv, serverName))
        return Kind::Unparsed;
    if (serverName.isNull() ? !words.take(": "sv) : false)
        return Kind::Unparsed;
    if (!serverName.isEmpty())
        event.set(LogField::Domain, serverName);
    event.set(LogField::TlsTrust, trust);
    return readCipher(words, event) ? Kind::Tls : Kind::Unparsed;
}

/// Takes "Untrusted TLS connection "
bool takeTrust(LogWords &words, QByteArrayView &trust)
{
    for (const std::string_view known : trusts) {
        LogWords at = words;
        if (!at.take(known) || !at.take(" TLS connection "sv))
            continue;
        trust = words.rest().first(qsizetype(known.size()));
        words = at;
        return true;
    }
    return false;
}

/// "SSL_accept error from name[address]: lost connection", "SSL_connect error to name[address]:25:
/// -1"
Kind handshakeFailed(LogWords words, LogEvent &event)
{
    const bool isClient = words.take("SSL_accept error from "sv);
    if ((!isClient && !words.take("SSL_connect error to "sv))
        || !takeTlsPeer(words, isClient, event))
        return Kind::Unparsed;
    words.take(": "sv);
    event.set(LogField::Text, words.takeAll());
    return Kind::TlsTrouble;
}

/// "certificate verification failed for mx.example[192.0.2.1]:25: untrusted issuer /CN=..."
Kind notVerified(LogWords words, LogEvent &event)
{
    QByteArrayView whose; // "server ", "client " or nothing
    if (!words.takeUntil("certificate verification failed for "sv, whose) || whose.size() > 8)
        return Kind::Unparsed;
    if (takeTlsPeer(words, event.line.daemon == LogDaemon::Smtpd, event))
        words.take(": "sv);
    event.set(LogField::Text, words.takeAll());
    return Kind::TlsTrouble;
}

constexpr std::array troubles = {"TLS library problem: "sv, "Cannot start TLS: "sv, "TLS SNI "sv,
    "TLS handshake failed "sv, "SSL_set_fd error "sv, "Refusing STARTTLS "sv,
    "Refusing TLS service "sv, "Wrapper-mode request dropped "sv};

/// With smtpd_tls_loglevel or smtp_tls_loglevel of 2 and more
constexpr std::array details = {"setting up TLS connection "sv,
    "initializing the client-side TLS"sv, "initializing the server-side TLS"sv, "SSL_accept:"sv,
    "SSL_connect:"sv, "SSL3 alert "sv, "subject="sv, "issuer="sv, "save session "sv,
    "looking for session "sv, "reloaded session "sv, "remove session "sv, "Verified: "sv};
/// The same behind "name[address]: "
constexpr std::array peerDetails
    = {"TLS cipher list "sv, "SNI hostname: "sv, "subject_CN="sv, "Reusing old session"sv,
        "re-using session "sv, "Issuing session ticket"sv, "Decrypting session ticket"sv,
        "looking up session "sv, "reloaded session "sv, "save session "sv, "remove session "sv,
        "depth="sv, "verify="sv, "raw public key "sv, "matched peername: "sv, "Matched "sv};

template <size_t size>
bool startsWithAny(const LogWords &words, const std::array<std::string_view, size> &list)
{
    for (const std::string_view beginning : list)
        if (words.startsWith(beginning))
            return true;
    return false;
}

Kind detail(LogWords words, LogEvent &event)
{
    if (startsWithAny(words, details))
        return Kind::Housekeeping;
    const bool isServer
        = event.line.daemon == LogDaemon::Smtpd || event.line.daemon == LogDaemon::Tlsproxy;
    if (!takeTlsPeer(words, isServer, event) || !words.take(": "sv)
        || !startsWithAny(words, peerDetails))
        return Kind::Unparsed;
    event.set(LogField::Text, words.takeAll());
    return Kind::Housekeeping;
}

}

Kind tls(LogWords words, LogEvent &event)
{
    QByteArrayView trust;
    if (takeTrust(words, trust))
        return established(words, trust, event);
    for (const auto read : {handshakeFailed, notVerified})
        if (const Kind kind = read(words, event); kind != Kind::Unparsed)
            return kind;
    if (startsWithAny(words, troubles)) {
        event.set(LogField::Text, words.takeAll());
        return Kind::TlsTrouble;
    }
    return event.severity == LogSeverity::Info ? detail(words, event) : Kind::Unparsed;
}

Kind tlsproxy(LogWords words, LogEvent &event)
{
    LogWords at = words;
    if (at.take("CONNECT from "sv))
        return takeTlsPeer(at, true, event) ? Kind::Housekeeping : Kind::Unparsed;
    if (at.take("CONNECT to "sv))
        return takeTlsPeer(at, false, event) ? Kind::Housekeeping : Kind::Unparsed;
    if (at.take("DISCONNECT "sv)) { // of either
        event.set(LogField::TlsPeer, at.takeAll());
        return Kind::Housekeeping;
    }
    return tls(words, event);
}

}
