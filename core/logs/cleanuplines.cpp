// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// cleanup(8): message IDs, milters, and header and body checks, of which cleanup_act_log() and
// cleanup_milter_hbc_log() of Postfix 3.10 print:
//
//     ACTION: header CONTENT from ORIGIN; from=<..> to=<..> proto=. helo=<..>: TEXT
//
// CONTENT is a line of the message, so it may look like all that follows it; but it has at most 200
// bytes. The last place that fits within these is the true one.

#include "core/logs/loglines.h"

namespace spoolscope::loglines {

using namespace std::string_view_literals;

namespace {

constexpr qsizetype mostContent = 200; // "%.200s"

/// "header", "body" or "content", or "mime-error REASON:"
bool takeContext(LogWords &words, LogEvent &event)
{
    for (const auto context : {"header"sv, "body"sv, "content"sv}) {
        LogWords at = words;
        if (!at.take(context) || !at.take(' '))
            continue;
        event.set(LogField::Phase, words.rest().first(qsizetype(context.size())));
        words = at;
        return true;
    }
    QByteArrayView reason;
    LogWords at = words;
    if (!at.take("mime-error "sv) || !at.takeUntil(": "sv, reason))
        return false;
    event.set(LogField::Phase, words.rest().first(qsizetype("mime-error"sv.size())));
    event.set(LogField::Text, reason);
    words = at;
    return true;
}

/// What "from " has behind it: "name[address];" or a word of Postfix's own, as "local;".
bool takeOrigin(LogWords &words, QByteArrayView &origin)
{
    LogWords at = words;
    if (!at.takeUntil(';', origin) || origin.isEmpty() || origin.contains(' '))
        return false;
    const qsizetype bracket = origin.indexOf('[');
    if (bracket < 0 ? origin.contains(']') : !(origin.endsWith(']') || origin.contains("]:")))
        return false;
    words = at;
    return true;
}

/// Where CONTENT ends and " from ORIGIN;" begins; -1 for nowhere.
qsizetype contentSize(QByteArrayView text)
{
    constexpr QByteArrayView before(" from ", 6);
    qsizetype at
        = text.first(std::min(text.size(), mostContent + before.size())).lastIndexOf(before);
    for (; at >= 0; at = at > 0 ? text.lastIndexOf(before, at - 1) : -1) {
        LogWords words(text.sliced(at + before.size()));
        QByteArrayView origin;
        if (takeOrigin(words, origin) && (words.isEmpty() || words.startsWith(" from=<"sv)))
            return at;
    }
    return -1;
}

void readOrigin(LogWords &words, LogEvent &event)
{
    QByteArrayView origin;
    takeOrigin(words, origin);
    LogWords peer(origin);
    if (!takeClient(peer, event))
        event.set(LogField::Client, origin);
}

void readContext(LogWords &words, LogEvent &event)
{
    QByteArrayView value;
    if (words.take(" from=<"sv) && takeAddress(words, value))
        event.set(LogField::From, value);
    if (words.take(" to=<"sv) && takeAddress(words, value))
        event.set(LogField::To, value);
    if (words.take(" proto="sv))
        event.set(LogField::Proto, words.takeWhile(LogWords::isAlnum));
    if (words.take(" helo=<"sv) && words.takeUntil('>', value))
        event.set(LogField::Helo, value);
    if (!words.take(": "sv))
        return;
    takeReply(words, event);
    event.set(LogField::Text, words.takeAll());
}

/// Behind "ACTION: "
bool readCheck(LogWords words, LogEvent &event)
{
    if (!takeContext(words, event))
        return false;
    const qsizetype size = contentSize(words.rest());
    if (size < 0)
        return false;
    event.set(LogField::Header, words.rest().first(size));
    words.skip(size + qsizetype(" from "sv.size()));
    readOrigin(words, event);
    readContext(words, event);
    return true;
}

void readTarget(Kind kind, LogEvent &event)
{
    if ((kind == Kind::Filter || kind == Kind::Redirect) && event.has(LogField::Text))
        event.set(LogField::Target, event.value(LogField::Text));
}

/// "milter-header-reject", of milter_header_checks: what the word's last part says.
QByteArrayView withoutPlace(QByteArrayView action)
{
    for (const auto before : {"milter-header-"sv, "milter-body-"sv})
        if (action.startsWith(QByteArrayView(before.data(), qsizetype(before.size()))))
            return action.sliced(qsizetype(before.size()));
    return action;
}

Kind headerCheck(LogWords words, LogEvent &event)
{
    const QByteArrayView action
        = words.takeWhile([](char c) { return LogWords::isLower(c) || c == '-'; });
    const QByteArrayView word = withoutPlace(action);
    const Kind kind = kindOfAction(word);
    if (kind == Kind::Unparsed || !words.take(": "sv) || !readCheck(words, event))
        return Kind::Unparsed;
    event.set(LogField::Status, word);
    readTarget(kind, event);
    return kind;
}

}

Kind cleanup(LogWords words, LogEvent &event)
{
    LogWords id = words;
    if (id.take("message-id="sv) || id.take("resent-message-id="sv)) {
        event.set(LogField::MessageId, id.takeAll());
        return Kind::MessageId;
    }
    if (words.take("removed ("sv)) {
        event.set(LogField::Status, words.takeWhile(LogWords::isLower)); // canceled, discarded
        return Kind::Removed;
    }
    if (const Kind kind = headerCheck(words, event); kind != Kind::Unparsed)
        return kind;
    return check(words, event);
}

}
