// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// postscreen(8) and dnsblog(8), Postfix 3.4 to 3.11.

#include "core/logs/loglines.h"

#include <array>

namespace spoolscope::loglines {

using namespace std::string_view_literals;

namespace {

QByteArrayView view(std::string_view words)
{
    return {words.data(), qsizetype(words.size())};
}

Kind connected(LogWords words, LogEvent &event)
{
    if (!words.take("CONNECT from "sv) || !takeClient(words, event))
        return Kind::Unparsed;
    if (words.take(" to "sv))
        event.set(LogField::Target, words.takeAll());
    return Kind::PostscreenConnect;
}

struct Listed
{
    std::string_view beginning;
    std::string_view status;
    Kind kind;
};
constexpr std::array listings = {Listed{"PASS NEW "sv, "NEW"sv, Kind::PostscreenPass},
    Listed{"PASS OLD "sv, "OLD"sv, Kind::PostscreenPass},
    Listed{"ALLOWLISTED "sv, "ALLOWLISTED"sv, Kind::PostscreenListed},
    Listed{"WHITELISTED "sv, "WHITELISTED"sv, Kind::PostscreenListed},
    Listed{"DENYLISTED "sv, "DENYLISTED"sv, Kind::PostscreenListed},
    Listed{"BLACKLISTED "sv, "BLACKLISTED"sv, Kind::PostscreenListed},
    Listed{"ALLOWLIST VETO "sv, "ALLOWLIST VETO"sv, Kind::PostscreenListed},
    Listed{"WHITELIST VETO "sv, "WHITELIST VETO"sv, Kind::PostscreenListed},
    Listed{"DISCONNECT "sv, "DISCONNECT"sv, Kind::PostscreenOther}};

Kind listed(LogWords words, LogEvent &event)
{
    for (const Listed &listing : listings) {
        if (!words.take(listing.beginning))
            continue;
        event.set(LogField::Status, view(listing.status));
        return takeClient(words, event) ? listing.kind : Kind::Unparsed;
    }
    return Kind::Unparsed;
}

/// "DNSBL rank 3 for [192.0.2.1]:4711"
Kind ranked(LogWords words, LogEvent &event)
{
    if (!words.take("DNSBL rank "sv))
        return Kind::Unparsed;
    event.set(LogField::Check, "DNSBL");
    event.set(LogField::Count, words.takeWord());
    return words.take(" for "sv) && takeClient(words, event) ? Kind::PostscreenTest
                                                             : Kind::Unparsed;
}

/// "PREGREET 11 after 0.21 from [192.0.2.1]:4711: EHLO x\r\n"
Kind pregreeted(LogWords words, LogEvent &event)
{
    if (!words.take("PREGREET "sv))
        return Kind::Unparsed;
    event.set(LogField::Check, "PREGREET");
    event.set(LogField::Size, words.takeDigits());
    if (!words.take(" after "sv))
        return Kind::Unparsed;
    event.set(LogField::Seconds, words.takeWord());
    if (!words.take(" from "sv) || !takeClient(words, event))
        return Kind::Unparsed;
    if (words.take(": "sv))
        event.set(LogField::Text, words.takeAll());
    return Kind::PostscreenTest;
}

/// "HANGUP after 0.5 from [192.0.2.1]:4711 in tests before SMTP handshake"
Kind hungUp(LogWords words, LogEvent &event)
{
    if (!words.take("HANGUP after "sv))
        return Kind::Unparsed;
    event.set(LogField::Check, "HANGUP");
    event.set(LogField::Seconds, words.takeWord());
    if (!words.take(" from "sv) || !takeClient(words, event))
        return Kind::Unparsed;
    if (words.take(" in "sv))
        event.set(LogField::Phase, words.takeAll());
    return Kind::PostscreenTest;
}

constexpr std::array protocolTests = {"BARE NEWLINE"sv, "NON-SMTP COMMAND"sv,
    "COMMAND PIPELINING"sv, "COMMAND TIME LIMIT"sv, "COMMAND LENGTH LIMIT"sv,
    "COMMAND COUNT LIMIT"sv, "DATA without valid RCPT"sv, "BDAT without valid RCPT"sv};

/// "COMMAND PIPELINING from [192.0.2.1]:4711 after RCPT: ..."
Kind protocolTest(LogWords words, LogEvent &event)
{
    for (const std::string_view test : protocolTests) {
        if (!words.take(test))
            continue;
        event.set(LogField::Check, view(test));
        if (!words.take(" from "sv) || !takeClient(words, event))
            return Kind::Unparsed;
        if (words.take(" after "sv))
            event.set(LogField::Phase, words.takeWhile([](char c) { return c != ':'; }));
        if (words.take(": "sv))
            event.set(LogField::Text, words.takeAll());
        return Kind::PostscreenTest;
    }
    return Kind::Unparsed;
}

Kind other(LogWords words, LogEvent &event)
{
    if (words.startsWith("entering STRESS mode"sv) || words.startsWith("leaving STRESS mode"sv)) {
        event.set(LogField::Text, words.takeAll());
        return Kind::PostscreenOther;
    }
    if (!takeClient(words, event))
        return Kind::Unparsed;
    // "[192.0.2.1]4711: discarding": the colon before the port is missing there
    if (const QByteArrayView port = words.takeDigits(); !port.isEmpty())
        event.set(LogField::ClientPort, port);
    if (!words.take(": "sv))
        return Kind::Unparsed;
    if (!words.startsWith("discarding EHLO keywords: "sv)
        && !words.startsWith("replacing command "sv))
        return Kind::Unparsed;
    event.set(LogField::Text, words.takeAll());
    return Kind::PostscreenOther;
}

}

Kind postscreen(LogWords words, LogEvent &event)
{
    if (event.severity != LogSeverity::Info)
        return Kind::Unparsed;
    for (const auto read :
        {connected, listed, ranked, pregreeted, hungUp, protocolTest, check, other})
        if (const Kind kind = read(words, event); kind != Kind::Unparsed)
            return kind;
    return tls(words, event);
}

Kind dnsblog(LogWords words, LogEvent &event)
{
    if (!words.take("addr "sv))
        return Kind::Unparsed;
    event.set(LogField::ClientAddress, words.takeWord());
    if (!words.take(" listed by domain "sv))
        return Kind::Unparsed;
    event.set(LogField::Domain, words.takeWord());
    if (words.take(" as "sv))
        event.set(LogField::Answer, words.takeWord());
    return Kind::DnsListed;
}

}
