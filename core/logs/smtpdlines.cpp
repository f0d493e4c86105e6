// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// smtpd(8), and qmqpd(8) as far as it talks alike; Postfix 3.4 to 3.11.

#include "core/logs/loglines.h"

#include <array>

namespace spoolscope::loglines {

using namespace std::string_view_literals;

namespace {

Kind connected(LogWords words, LogEvent &event)
{
    return takeClient(words, event) && words.isEmpty() ? Kind::Connect : Kind::Unparsed;
}

Kind disconnected(LogWords words, LogEvent &event)
{
    if (!takeClient(words, event))
        return Kind::Unparsed;
    if (words.take(' '))
        event.set(LogField::Commands, words.takeAll());
    return Kind::Disconnect;
}

/// Until one of the members that may follow a user's name, which may be anything.
QByteArrayView takeMember(LogWords &words, std::initializer_list<std::string_view> next)
{
    qsizetype end = words.size();
    for (const std::string_view name : next)
        if (const qsizetype at = words.find(name); at >= 0)
            end = std::min(end, at);
    const QByteArrayView value = words.rest().first(end);
    words.skip(end);
    return value;
}

Kind client(LogWords words, LogEvent &event)
{
    if (!takeClient(words, event))
        return Kind::Unparsed;
    constexpr std::string_view sender = ", sasl_sender=";
    constexpr std::string_view originId = ", orig_queue_id=";
    constexpr std::string_view origin = ", orig_client=";
    if (words.take(", sasl_method="sv))
        event.set(
            LogField::SaslMethod, words.takeWhile([](char c) { return c != ',' && c != ' '; }));
    if (words.take(", sasl_username="sv))
        event.set(LogField::SaslUser, takeMember(words, {sender, originId, origin}));
    if (words.take(sender))
        event.set(LogField::SaslSender, takeMember(words, {originId, origin}));
    if (words.take(originId))
        event.set(LogField::OrigQueueId, takeMember(words, {origin}));
    if (words.take(origin))
        event.set(LogField::OrigClient, words.takeAll());
    return Kind::Client;
}

/// "RCPT from name[address]", "DATA (1234 bytes) from name[address]"
Kind endedAfter(LogWords words, Kind kind, LogEvent &event)
{
    QByteArrayView phase;
    if (!words.takeUntil(" from "sv, phase) || !takeClient(words, event))
        return Kind::Unparsed;
    if (const qsizetype bracket = phase.lastIndexOf('(');
        bracket > 0 && phase.endsWith(" bytes)")) {
        event.set(LogField::Size, LogWords(phase.sliced(bracket + 1)).takeDigits());
        phase = phase.first(bracket).trimmed();
    }
    event.set(LogField::Phase, phase);
    return kind;
}

Kind pipelined(LogWords words, LogEvent &event)
{
    QByteArrayView phase;
    if (!words.takeUntil(" from "sv, phase) || !takeClient(words, event))
        return Kind::Unparsed;
    event.set(LogField::Phase, phase);
    if (words.take(": "sv))
        event.set(LogField::Text, words.takeAll());
    event.set(LogField::Check, "pipelining");
    return Kind::ProtocolTrouble;
}

/// "name[address]: SASL LOGIN authentication failed: REASON, sasl_username=NAME"
Kind saslFailure(LogWords words, LogEvent &event)
{
    QByteArrayView method;
    if (!takeClient(words, event) || !words.take(": SASL "sv)
        || !words.takeUntil(" authentication "sv, method)
        || !(words.startsWith("failed"sv) || words.startsWith("aborted"sv)))
        return Kind::Unparsed;
    event.set(LogField::SaslMethod, method);
    words.takeWhile(LogWords::isLower);
    words.take(": "sv);
    QByteArrayView reason;
    if (!words.takeUntil(", sasl_username="sv, reason))
        reason = words.takeAll(); // before 3.8
    else if (words.rest() != "(unavailable)"sv)
        event.set(LogField::SaslUser, words.takeAll());
    if (!reason.isEmpty())
        event.set(LogField::Text, reason);
    return Kind::SaslFailure;
}

/// "Connection rate limit exceeded: 31 from name[address] for service smtp"
Kind rateLimit(LogWords words, LogEvent &event)
{
    QByteArrayView limit;
    if (!words.takeUntil(" limit exceeded: "sv, limit))
        return Kind::Unparsed;
    const QByteArrayView count = words.takeDigits();
    if (!words.take(" from "sv) || !takeClient(words, event))
        return Kind::Unparsed;
    event.set(LogField::Check, limit);
    event.set(LogField::Count, count);
    return Kind::RateLimit;
}

struct Beginning
{
    std::string_view words;
    QByteArrayView check;
};
constexpr std::array clientTroubles = {Beginning{"non-SMTP command from "sv, "non-SMTP command"},
    Beginning{"Illegal address syntax from "sv, "address syntax"}};

Kind clientTrouble(LogWords words, LogEvent &event)
{
    for (const Beginning &beginning : clientTroubles) {
        if (!words.take(beginning.words))
            continue;
        if (!takeClient(words, event))
            return Kind::Unparsed;
        event.set(LogField::Check, beginning.check);
        words.take(": "sv);
        words.take(' ');
        event.set(LogField::Text, words.takeAll());
        return Kind::ProtocolTrouble;
    }
    if (!words.take("hostname "sv))
        return Kind::Unparsed;
    event.set(LogField::Client, words.takeWord());
    if (!words.take(" does not resolve to address "sv))
        return Kind::Unparsed;
    QByteArrayView address;
    if (words.takeUntil(": "sv, address)) // an address has no blank
        event.set(LogField::Text, words.takeAll());
    else
        address = words.takeAll();
    event.set(LogField::ClientAddress, address);
    event.set(LogField::Check, "hostname");
    return Kind::ProtocolTrouble;
}

Kind warned(LogWords words, LogEvent &event)
{
    for (const auto read : {saslFailure, rateLimit, clientTrouble, tls})
        if (const Kind kind = read(words, event); kind != Kind::Unparsed)
            return kind;
    return Kind::Unparsed;
}

Kind ended(LogWords words, LogEvent &event)
{
    if (words.take("lost connection after "sv))
        return endedAfter(words, Kind::LostConnection, event);
    if (words.take("timeout after "sv))
        return endedAfter(words, Kind::Timeout, event);
    if (words.take("too many errors after "sv))
        return endedAfter(words, Kind::TooManyErrors, event);
    return Kind::Unparsed;
}

Kind said(LogWords words, LogEvent &event)
{
    if (words.take("connect from "sv))
        return connected(words, event);
    if (words.take("disconnect from "sv))
        return disconnected(words, event);
    if (words.take("client="sv))
        return client(words, event);
    if (const Kind kind = ended(words, event); kind != Kind::Unparsed)
        return kind;
    if (words.take("improper command pipelining after "sv))
        return pipelined(words, event);
    if (LogWords::isLower(words.front()))
        if (const Kind kind = check(words, event); kind != Kind::Unparsed)
            return kind;
    if (words.startsWith("discarding EHLO keywords: "sv))
        return Kind::Housekeeping;
    return tls(words, event);
}

}

Kind smtpd(LogWords words, LogEvent &event)
{
    return event.severity == LogSeverity::Info ? said(words, event) : warned(words, event);
}

}
