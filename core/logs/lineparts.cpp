// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/loglines.h"

#include "core/postfix/queueid.h"

#include <array>

namespace spoolscope::loglines {

using namespace std::string_view_literals;

namespace {

struct Action
{
    std::string_view word;
    Kind kind;
};

/// Of access(5) and header_checks(5), as smtpd and cleanup write them.
constexpr std::array actions = {Action{"reject"sv, Kind::Reject},
    Action{"reject_warning"sv, Kind::RejectWarning}, Action{"warning"sv, Kind::RejectWarning},
    Action{"hold"sv, Kind::Hold}, Action{"discard"sv, Kind::Discard},
    Action{"redirect"sv, Kind::Redirect}, Action{"filter"sv, Kind::Filter},
    Action{"abort"sv, Kind::Reject}, // of a client without a certificate
    Action{"permit"sv, Kind::OtherCheck}, Action{"info"sv, Kind::OtherCheck},
    Action{"warn"sv, Kind::OtherCheck}, Action{"pass"sv, Kind::OtherCheck},
    Action{"delay"sv, Kind::OtherCheck}, Action{"bcc"sv, Kind::OtherCheck},
    Action{"prepend"sv, Kind::OtherCheck}, Action{"replace"sv, Kind::OtherCheck},
    Action{"strip"sv, Kind::OtherCheck}, Action{"ignore"sv, Kind::OtherCheck},
    Action{"hangup"sv, Kind::OtherCheck}};

/// From the opening quote to behind the closing one; -1 where it does not close.
qsizetype quotedSize(QByteArrayView text)
{
    for (qsizetype i = 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            return i + 1;
    }
    return -1;
}

bool isDsn(QByteArrayView word)
{
    LogWords words(word);
    const char first = words.front();
    return (first == '2' || first == '4' || first == '5') && words.takeDigits().size() == 1
        && words.take('.') && !words.takeDigits().isEmpty() && words.take('.')
        && !words.takeDigits().isEmpty() && words.isEmpty();
}

bool isQueueId(QByteArrayView text)
{
    return QueueId::parse(text).has_value();
}

}

Kind kindOfAction(QByteArrayView action)
{
    if (action.startsWith("milter-"))
        return action == "milter-reject"sv || action == "milter-tempfail"sv ? Kind::MilterReject
                                                                            : Kind::MilterOther;
    for (const Action &known : actions)
        if (action == known.word)
            return known.kind;
    return Kind::Unparsed;
}

bool takePeer(LogWords &words, LogEvent &event, LogField name, LogField address, LogField port)
{
    LogWords at = words;
    const QByteArrayView host = at.takeWhile([](char c) { return c != '[' && c != ' '; });
    QByteArrayView numbers;
    if (!at.take('[') || !at.takeUntil(']', numbers))
        return false;
    if (!host.isEmpty())
        event.set(name, host);
    event.set(address, numbers);
    if (LogWords behind = at; behind.take(':')) {
        const QByteArrayView digits = behind.takeDigits();
        if (!digits.isEmpty()) {
            event.set(port, digits);
            at = behind;
        }
    }
    words = at;
    return true;
}

bool takeAddress(LogWords &words, QByteArrayView &address)
{
    LogWords at = words;
    if (at.front() == '"') {
        const qsizetype quoted = quotedSize(at.rest());
        if (quoted > 0)
            at.skip(quoted);
    }
    QByteArrayView behindQuotes;
    if (!at.takeUntil('>', behindQuotes))
        return false;
    const char *start = words.rest().data();
    address = {start, behindQuotes.end() - start};
    words = at;
    return true;
}

bool isAddress(QByteArrayView text)
{
    if (text.startsWith('"')) {
        const qsizetype quoted = quotedSize(text);
        if (quoted < 0 || (quoted < text.size() && text[quoted] != '@'))
            return false;
        text = text.sliced(quoted);
    }
    for (const char c : text)
        if (c == '"' || c == '<' || c == '>' || c == ' ')
            return false;
    return true;
}

void takeReply(LogWords &words, LogEvent &event)
{
    LogWords at = words;
    const QByteArrayView code = at.takeDigits();
    if (code.size() == 3 && at.take(' ')) {
        event.set(LogField::Code, code);
        words = at;
    } else {
        at = words;
    }
    const QByteArrayView dsn = at.takeWord();
    if (isDsn(dsn)) {
        event.set(LogField::Dsn, dsn);
        words = at;
        words.take(' ');
    }
}

bool takeQueueId(LogWords &words, QByteArrayView &id)
{
    LogWords at = words;
    const QByteArrayView word = at.takeWhile(LogWords::isAlnum);
    if (!at.take(": "sv))
        return false;
    if (word == "NOQUEUE"sv)
        id = {};
    else if (isQueueId(word))
        id = word;
    else
        return false;
    words = at;
    return true;
}

}
