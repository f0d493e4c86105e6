// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// smtp(8) and lmtp(8), what is no delivery; Postfix 3.4 to 3.11. A reason for trying the next host
// is printed as it is (smtp_trouble.c), so with a queue ID any text may come.

#include "core/logs/loglines.h"

#include <array>

namespace spoolscope::loglines {

using namespace std::string_view_literals;

namespace {

Kind trouble(LogWords words, LogEvent &event)
{
    event.set(LogField::Text, words.rest());
    for (const auto before : {"host "sv, "connect to "sv, "lost connection with "sv,
             "conversation with "sv, "SASL authentication failed; server "sv})
        if (words.take(before))
            break;
    takePeer(words, event, LogField::Relay, LogField::RelayAddress, LogField::RelayPort);
    if (!words.take(" said: "sv) && !words.take(" refused to talk to me: "sv))
        return Kind::DeliveryTrouble;
    takeReply(words, event);
    return Kind::DeliveryTrouble;
}

constexpr std::array headerActions
    = {"warning"sv, "info"sv, "replace"sv, "prepend"sv, "ignore"sv, "strip"sv, "dunno"sv, "bcc"sv};

/// smtp_header_checks: "replace: header Subject: x: Subject: y"
Kind headerCheck(LogWords words, LogEvent &event)
{
    const QByteArrayView action = words.takeWhile(LogWords::isLower);
    if (!words.take(": "sv)
        || std::ranges::none_of(headerActions, [&](auto known) { return action == known; }))
        return Kind::Unparsed;
    const QByteArrayView phase = words.takeWhile(LogWords::isLower);
    if (!(phase == "header"sv || phase == "body"sv) || !words.take(' '))
        return Kind::Unparsed;
    event.set(LogField::Status, action);
    event.set(LogField::Phase, phase);
    event.set(LogField::Header, words.takeAll());
    return action == "warning"sv ? Kind::RejectWarning : Kind::OtherCheck;
}

Kind withId(LogWords words, LogEvent &event)
{
    if (const Kind kind = headerCheck(words, event); kind != Kind::Unparsed)
        return kind;
    if (words.startsWith("enabling PIX workarounds: "sv)) {
        event.set(LogField::Text, words.takeAll());
        return Kind::ProtocolTrouble;
    }
    if (words.startsWith("breaking line > "sv) || words.startsWith("passing <"sv))
        return Kind::Housekeeping;
    return trouble(words, event);
}

/// "Host offered STARTTLS: [mx.example.com]"
Kind withoutId(LogWords words, LogEvent &event)
{
    QByteArrayView host;
    if (words.take("Host offered STARTTLS: ["sv) && words.takeUntil(']', host)) {
        event.set(LogField::Relay, host);
        return Kind::Housekeeping;
    }
    for (const auto beginning : {"connect to "sv, "host "sv, "unable to look up "sv,
             "unable to find primary relay "sv, "mail for "sv, "lost connection with "sv,
             "network address conversion failed"sv, "skipping SRV lookup "sv,
             "TLSA lookup error "sv, "non-DNSSEC destination"sv, "Host or domain name not found"sv})
        if (words.startsWith(beginning))
            return trouble(words, event);
    if (words.startsWith("discarding EHLO keywords: "sv) || words.startsWith("SMTPS wrappermode"sv))
        return Kind::Housekeeping;
    if (words.startsWith("TLSRPT: status="sv)) {
        event.set(LogField::Text, words.takeAll());
        return Kind::Housekeeping;
    }
    return Kind::Unparsed;
}

}

Kind smtp(LogWords words, LogEvent &event)
{
    if (const Kind kind = tls(words, event); kind != Kind::Unparsed)
        return kind;
    if (event.severity != LogSeverity::Info)
        return Kind::Unparsed;
    return event.queueId.isEmpty() ? withoutId(words, event) : withId(words, event);
}

}
