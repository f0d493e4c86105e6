// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// log_whatsup() and check_milter_reply() of smtpd(8), cleanup_milter_apply() of cleanup(8), and
// what postscreen(8) prints alike; Postfix 3.10:
//
//     ACTION: PHASE from NAME[ADDRESS]: TEXT; from=<..> to=<..> proto=. helo=<..> sasl_...=.
//
// TEXT may quote what a remote server said, and the addresses are the client's. The HELO name is
// not: smtpd takes blanks, ";" and brackets out of it. So the fields are read from the line's end,
// and an address counts where it is one from bracket to bracket.

#include "core/logs/loglines.h"

namespace spoolscope::loglines {

using namespace std::string_view_literals;

namespace {

QByteArrayView view(std::string_view words)
{
    return {words.data(), qsizetype(words.size())};
}

bool chop(QByteArrayView &text, std::string_view end)
{
    if (!text.endsWith(view(end)))
        return false;
    text.chop(qsizetype(end.size()));
    return true;
}

void readSasl(LogWords words, LogEvent &event)
{
    if (words.take(" sasl_method="sv))
        event.set(LogField::SaslMethod, words.takeWord());
    if (words.take(" sasl_username="sv)) {
        QByteArrayView user;
        if (!words.takeUntil(" sasl_sender="sv, user)) {
            user = words.takeAll();
            if (user.startsWith('<') && user.endsWith('>')) // as with a milter
                user = user.sliced(1).chopped(1);
        } else {
            event.set(LogField::SaslSender, words.takeAll());
        }
        event.set(LogField::SaslUser, user);
    }
}

bool isSaslOrNothing(QByteArrayView text)
{
    return text.isEmpty() || text.startsWith(" sasl_");
}

/// " helo=<name>" and what is behind it
void cutHelo(QByteArrayView &left, LogEvent &event)
{
    constexpr std::string_view before = " helo=<";
    const qsizetype at = left.lastIndexOf(view(before));
    if (at < 0)
        return;
    LogWords words(left.sliced(at + qsizetype(before.size())));
    QByteArrayView name;
    if (!words.takeUntil('>', name) || !isSaslOrNothing(words.rest()))
        return;
    event.set(LogField::Helo, name);
    readSasl(words, event);
    left = left.first(at);
}

/// " proto=ESMTP"; and what is behind it, where there is no HELO name.
bool cutProto(QByteArrayView &left, LogEvent &event)
{
    constexpr std::string_view before = " proto=";
    const qsizetype at = left.lastIndexOf(view(before));
    if (at < 0)
        return false;
    LogWords words(left.sliced(at + qsizetype(before.size())));
    const QByteArrayView name = words.takeWhile(LogWords::isAlnum);
    if (name.isEmpty() || !isSaslOrNothing(words.rest()))
        return false;
    event.set(LogField::Proto, name);
    readSasl(words, event);
    left = left.first(at);
    return true;
}

/// "from=<..>" and perhaps "to=<..>", which fill `text`.
bool readAddresses(QByteArrayView text, QByteArrayView &from, QByteArrayView &to)
{
    LogWords words(text);
    if (!takeAddress(words, from) || !isAddress(from))
        return false;
    if (words.isEmpty())
        return true;
    if (!words.take(" to=<"sv))
        return false;
    to = words.takeAll();
    return chop(to, ">"sv);
}

/// Where "; from=<..> to=<..>" is, and what it says.
struct Addresses
{
    qsizetype at = -1;
    QByteArrayView from;
    QByteArrayView to; ///< null: there is none
};

/// The last place where there are two addresses and nothing more behind it; if there is none, the
/// first where the sender at least is one.
Addresses findAddresses(QByteArrayView left, bool hasRecipient)
{
    constexpr std::string_view before = "; from=<";
    Addresses best;
    for (qsizetype at = left.lastIndexOf(view(before)); at >= 0;
        at = at > 0 ? left.lastIndexOf(view(before), at - 1) : -1) {
        Addresses here{at, {}, {}};
        if (!readAddresses(left.sliced(at + qsizetype(before.size())), here.from, here.to)
            || (hasRecipient && here.to.isNull()))
            continue;
        best = here;
        if (isAddress(here.to))
            break;
    }
    return best;
}

void cutAddresses(QByteArrayView &left, LogEvent &event)
{
    const Addresses found = findAddresses(left, event.value(LogField::Phase) == "RCPT"sv);
    if (found.at < 0)
        return;
    event.set(LogField::From, found.from);
    if (!found.to.isNull())
        event.set(LogField::To, found.to);
    left = left.first(found.at);
}

/// postscreen(8) puts commas between, and says nothing that others wrote before them.
bool readScreened(LogWords words, LogEvent &event)
{
    QByteArrayView text;
    QByteArrayView from;
    QByteArrayView to;
    QByteArrayView proto;
    if (!words.takeUntil("; from=<"sv, text) || !takeAddress(words, from) || !words.take(", to=<"sv)
        || !takeAddress(words, to) || !words.take(", proto="sv)
        || !words.takeUntil(", helo=<"sv, proto))
        return false;
    QByteArrayView helo = words.takeAll();
    chop(helo, ">"sv);
    event.set(LogField::From, from);
    event.set(LogField::To, to);
    event.set(LogField::Proto, proto);
    event.set(LogField::Helo, helo);
    event.set(LogField::Text, text);
    return true;
}

QByteArrayView cutContext(QByteArrayView body, LogEvent &event)
{
    QByteArrayView left = body;
    cutHelo(left, event);
    // Of mail that did not come by SMTP cleanup's milters name no protocol; smtpd always does.
    if (cutProto(left, event) || event.line.daemon == LogDaemon::Cleanup) {
        cutAddresses(left, event);
        chop(left, ";"sv);
    }
    return left;
}

/// "<x>: Recipient address triggers FILTER smtp:[127.0.0.1]:10025"
void findTarget(QByteArrayView text, LogEvent &event)
{
    constexpr std::string_view triggers = " triggers ";
    const qsizetype at = text.lastIndexOf(view(triggers));
    if (at < 0)
        return;
    LogWords words(text.sliced(at + qsizetype(triggers.size())));
    words.takeWord();
    if (words.take(' ') && !words.isEmpty())
        event.set(LogField::Target, words.takeAll());
}

void readBody(QByteArrayView body, Kind kind, LogEvent &event)
{
    if (event.line.daemon != LogDaemon::Postscreen || !readScreened(LogWords(body), event))
        event.set(LogField::Text, cutContext(body, event));
    LogWords words(event.value(LogField::Text));
    takeReply(words, event);
    event.set(LogField::Text, words.rest());
    if (kind == Kind::Reject || kind == Kind::RejectWarning)
        findRestriction(words.rest(), event);
    else if (kind == Kind::Filter || kind == Kind::Redirect)
        findTarget(words.rest(), event);
}

/// "reject: END-OF-MESSAGE: 550 ...; from=...": no client is named
Kind proxied(LogWords words, Kind kind, LogEvent &event)
{
    QByteArrayView phase;
    if (!words.takeUntil(": "sv, phase))
        return Kind::Unparsed;
    event.set(LogField::Phase, phase);
    readBody(words.rest(), kind, event);
    const QByteArrayView next = nextQueueId(event.value(LogField::Text));
    if (kind == Kind::ProxyAccept && !next.isEmpty())
        event.set(LogField::NextQueueId, next);
    return kind;
}

}

Kind check(LogWords words, LogEvent &event)
{
    const QByteArrayView action
        = words.takeWhile([](char c) { return LogWords::isLower(c) || c == '_' || c == '-'; });
    if (!words.take(": "sv))
        return Kind::Unparsed;
    if (action == "proxy-reject"sv)
        return proxied(words, Kind::ProxyReject, event);
    if (action == "proxy-accept"sv)
        return proxied(words, Kind::ProxyAccept, event);
    const Kind kind = kindOfAction(action);
    QByteArrayView phase;
    if (kind == Kind::Unparsed || !words.takeUntil(" from "sv, phase) || !takeClient(words, event)
        || !words.take(": "sv))
        return Kind::Unparsed;
    event.set(LogField::Phase, phase);
    event.set(LogField::Status, action);
    readBody(words.rest(), kind, event);
    return kind;
}

}
