// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// log_adhoc(3), Postfix 3.10:
//
//     to=<..>[, orig_to=<..>], relay=.[, conn_use=N], delay=N, delays=A/B/C/D, dsn=N.N.N, status=.
//     (..)
//
// Strangers choose the two addresses and the text. An address can hold a ">" within quotes only,
// and the text is what is left; so the line is read from its beginning, and the first status
// counts.

#include "core/logs/loglines.h"

namespace spoolscope::loglines {

using namespace std::string_view_literals;

namespace {

void readRelay(QByteArrayView relay, LogEvent &event)
{
    LogWords words(relay);
    if (!takePeer(words, event, LogField::Relay, LogField::RelayAddress, LogField::RelayPort))
        event.set(LogField::Relay, relay);
}

bool isInDelays(char c)
{
    return LogWords::isDigit(c) || c == '.' || c == '/' || c == 'e' || c == '+';
}

/// "host mx[192.0.2.1] said: 550 5.1.1 ...": the code of the remote reply.
void findRemoteCode(QByteArrayView text, LogEvent &event)
{
    LogWords words(text);
    QByteArrayView host;
    if (!words.takeUntil(" said: "sv, host) && !words.takeUntil(" refused to talk to me: "sv, host))
        return;
    const QByteArrayView code = words.takeDigits();
    if (code.size() == 3)
        event.set(LogField::Code, code);
}

void readText(LogWords words, LogEvent &event)
{
    if (!words.take(" ("sv))
        return;
    QByteArrayView text = words.rest();
    if (text.endsWith(')')) // not where the line was cut
        text.chop(1);
    event.set(LogField::Text, text);
    if (event.value(LogField::Status) != "sent"sv) {
        findRemoteCode(text, event);
    } else if (const QByteArrayView next = nextQueueId(text); !next.isEmpty()) {
        event.set(LogField::NextQueueId, next);
    }
}

}

Kind delivery(LogWords words, LogEvent &event)
{
    QByteArrayView value;
    if (!words.take("to=<"sv) || !takeAddress(words, value))
        return Kind::Unparsed;
    event.set(LogField::To, value);
    if (words.take(", orig_to=<"sv)) {
        if (!takeAddress(words, value))
            return Kind::Unparsed;
        event.set(LogField::OrigTo, value);
    }
    if (!words.take(", relay="sv) || !words.takeUntil(", "sv, value))
        return Kind::Unparsed;
    readRelay(value, event);
    if (words.take("conn_use="sv)) {
        event.set(LogField::ConnUse, words.takeDigits());
        words.take(", "sv);
    }
    if (!words.take("delay="sv))
        return Kind::Unparsed;
    event.set(LogField::Delay, words.takeDecimal());
    if (words.take(", delays="sv))
        event.set(LogField::Delays, words.takeWhile(isInDelays));
    if (words.take(", dsn="sv))
        event.set(LogField::Dsn,
            words.takeWhile([](char c) { return LogWords::isDigit(c) || c == '.'; }));
    if (!words.take(", status="sv))
        return Kind::Unparsed;
    event.set(LogField::Status, words.takeWord());
    readText(words, event);
    return Kind::Delivery;
}

}
