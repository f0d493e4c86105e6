// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/traffic/trafficwords.h"

#include "core/base/textsafety.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>
#include <array>

namespace spoolscope::trafficwords {

using namespace Qt::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(TrafficWords)
};

/// Local without a zone, where that is one time and no other.
QString timeText(qint64 time)
{
    const QDateTime local = QDateTime::fromSecsSinceEpoch(time);
    QString text = local.toString(time % 60 ? u"yyyy-MM-ddTHH:mm:ss"_s : u"yyyy-MM-ddTHH:mm"_s);
    const QDateTime before = local.addSecs(-3600), after = local.addSecs(3600);
    if (before.offsetFromUtc() == local.offsetFromUtc()
        && after.offsetFromUtc() == local.offsetFromUtc())
        return text;
    return QDateTime::fromSecsSinceEpoch(time, QTimeZone::UTC).toString(Qt::ISODate);
}

QString rangeText(const TrafficRange &range)
{
    return u"since:%1 until:%2"_s.arg(timeText(range.from), timeText(range.to));
}

QString quoted(const QString &text)
{
    QString value = text;
    return u'"' + value.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s) + u'"';
}

QString quoted(const QByteArray &text)
{
    return quoted(text::exact(text));
}

/// What is between the brackets of "name[address]"; all of it where that is nothing.
QByteArray addressIn(const QByteArray &client)
{
    const qsizetype begin = client.lastIndexOf('[');
    const QByteArray address
        = begin < 0 ? client : client.sliced(begin + 1).chopped(client.endsWith(']'));
    return address.isEmpty() ? client : address;
}

constexpr auto rejects = "(event:reject or event:milter-reject)"_L1;
constexpr auto mailClients = "(daemon:smtp or daemon:lmtp or daemon:relay)"_L1;

/// As TrafficCounter counts them; a message before a proxy filter has no ID yet.
QString whatFor(const QString &key)
{
    static constexpr std::array<std::pair<QLatin1StringView, QLatin1StringView>, 8> plain{
        {{"received"_L1, "(event:client id:* or event:pickup)"_L1},
            {"sent"_L1, "status:sent not (daemon:local \"forwarded as \")"_L1},
            {"deferrals"_L1, "status:deferred"_L1}, {"bounced"_L1, "status:bounced"_L1},
            {"sessions_in_tls"_L1,
                "daemon:smtpd (event:tls or event:disconnect / starttls=[1-9]/)"_L1},
            {"login_failures"_L1, "event:sasl-failure"_L1},
            {"logins"_L1, "daemon:smtpd event:disconnect / auth=[1-9]/"_L1},
            {"sent_in_tls"_L1, "event:tls (daemon:smtp or daemon:lmtp or daemon:relay)"_L1}}};
    static constexpr std::array<std::pair<QLatin1StringView, QLatin1StringView>, 7> phases{
        {{"rejected_at_connect"_L1, "phase:CONNECT"_L1},
            {"rejected_at_helo"_L1, "(phase:HELO or phase:EHLO)"_L1},
            {"rejected_at_mail"_L1, "phase:MAIL"_L1}, {"rejected_at_rcpt"_L1, "phase:RCPT"_L1},
            {"rejected_at_data"_L1, "(phase:DATA or phase:BDAT)"_L1},
            {"rejected_at_end_of_message"_L1,
                "(phase:END-OF-MESSAGE or phase:header or phase:body)"_L1},
            {"rejected_elsewhere"_L1,
                "not (phase:CONNECT or phase:HELO or phase:EHLO or phase:MAIL or phase:RCPT or "
                "phase:DATA or phase:BDAT or phase:END-OF-MESSAGE or phase:header or "
                "phase:body)"_L1}}};
    for (const auto &[name, filter] : plain)
        if (key == name)
            return filter;
    for (const auto &[name, filter] : phases)
        if (key == name)
            return rejects + u' ' + filter;
    return {};
}

/// The longest piece of a text that is the same in all lines it stands for; in quotes, or empty
/// where there is none that says anything.
QString commonPiece(const QByteArray &text)
{
    const QStringList pieces = text::exact(text).split(u'…');
    const auto longest = std::ranges::max_element(pieces, {}, &QString::size);
    const QString piece = longest->trimmed();
    const bool saysSomething
        = piece.size() > 3 && std::ranges::any_of(piece, [](QChar c) { return c.isLetter(); });
    return saysSomething ? quoted(piece) : QString();
}

/// "RCPT Relay access denied": a word of a field, and what the text has in common.
QString fieldAndPiece(QLatin1StringView field, const QByteArray &text)
{
    const qsizetype blank = text.indexOf(' ');
    const QByteArray word = blank < 0 ? text : text.first(blank);
    const QByteArray rest = blank < 0 ? QByteArray() : text.sliced(blank + 1);
    const QString term = word.isEmpty() ? QString() : field + u':' + quoted(word) + u' ';
    return term + commonPiece(rest);
}

struct ListWords
{
    const char *title;
    const char *count;
    const char *second;
    QLatin1StringView field; ///< of the filter, for the whole text
};

const ListWords &wordsOf(TopList list)
{
    static constexpr std::array<ListWords, topListCount> words{{
        {QT_TRANSLATE_NOOP("TrafficWords", "Clients"),
            QT_TRANSLATE_NOOP("TrafficWords", "Messages"),
            QT_TRANSLATE_NOOP("TrafficWords", "Rejects"), "client"_L1},
        {QT_TRANSLATE_NOOP("TrafficWords", "Connecting clients"),
            QT_TRANSLATE_NOOP("TrafficWords", "Connections"),
            QT_TRANSLATE_NOOP("TrafficWords", "Seconds"), "client"_L1},
        {QT_TRANSLATE_NOOP("TrafficWords", "Senders"),
            QT_TRANSLATE_NOOP("TrafficWords", "Messages"), "", "sender"_L1},
        {QT_TRANSLATE_NOOP("TrafficWords", "Senders' domains"),
            QT_TRANSLATE_NOOP("TrafficWords", "Messages"), "", "from-domain"_L1},
        {QT_TRANSLATE_NOOP("TrafficWords", "Recipients"),
            QT_TRANSLATE_NOOP("TrafficWords", "Delivered"), "", "to"_L1},
        {QT_TRANSLATE_NOOP("TrafficWords", "Recipients' domains"),
            QT_TRANSLATE_NOOP("TrafficWords", "Delivered"),
            QT_TRANSLATE_NOOP("TrafficWords", "Deferrals"), "domain"_L1},
        {QT_TRANSLATE_NOOP("TrafficWords", "Servers delivered to"),
            QT_TRANSLATE_NOOP("TrafficWords", "Delivered"),
            QT_TRANSLATE_NOOP("TrafficWords", "Failed"), "relay"_L1},
        {QT_TRANSLATE_NOOP("TrafficWords", "Why mail was deferred"),
            QT_TRANSLATE_NOOP("TrafficWords", "Deferrals"), "", {}},
        {QT_TRANSLATE_NOOP("TrafficWords", "Why mail bounced"),
            QT_TRANSLATE_NOOP("TrafficWords", "Bounces"), "", {}},
        {QT_TRANSLATE_NOOP("TrafficWords", "Why smtpd rejected"),
            QT_TRANSLATE_NOOP("TrafficWords", "Rejects"), "", {}},
        {QT_TRANSLATE_NOOP("TrafficWords", "Why milters rejected"),
            QT_TRANSLATE_NOOP("TrafficWords", "Rejects"), "", {}},
        {QT_TRANSLATE_NOOP("TrafficWords", "Why postscreen rejected"),
            QT_TRANSLATE_NOOP("TrafficWords", "Rejects"), "", {}},
        {QT_TRANSLATE_NOOP("TrafficWords", "Postscreen's tests"),
            QT_TRANSLATE_NOOP("TrafficWords", "Failures"),
            QT_TRANSLATE_NOOP("TrafficWords", "Passed"), {}},
        {QT_TRANSLATE_NOOP("TrafficWords", "DNS lists"),
            QT_TRANSLATE_NOOP("TrafficWords", "Clients found"), "", {}},
        {QT_TRANSLATE_NOOP("TrafficWords", "Header and body checks"),
            QT_TRANSLATE_NOOP("TrafficWords", "Hits"), "", {}},
        {QT_TRANSLATE_NOOP("TrafficWords", "Authenticated users"),
            QT_TRANSLATE_NOOP("TrafficWords", "Messages"),
            QT_TRANSLATE_NOOP("TrafficWords", "Failures"), "user"_L1},
        {QT_TRANSLATE_NOOP("TrafficWords", "Authentication methods"),
            QT_TRANSLATE_NOOP("TrafficWords", "Messages"),
            QT_TRANSLATE_NOOP("TrafficWords", "Failures"), {}},
        {QT_TRANSLATE_NOOP("TrafficWords", "Failed logins by client"),
            QT_TRANSLATE_NOOP("TrafficWords", "Failures"),
            QT_TRANSLATE_NOOP("TrafficWords", "Messages"), "client"_L1},
        {QT_TRANSLATE_NOOP("TrafficWords", "TLS of clients"),
            QT_TRANSLATE_NOOP("TrafficWords", "Connections"), "", {}},
        {QT_TRANSLATE_NOOP("TrafficWords", "TLS to other servers"),
            QT_TRANSLATE_NOOP("TrafficWords", "Connections"), "", {}},
        {QT_TRANSLATE_NOOP("TrafficWords", "Warnings and errors"),
            QT_TRANSLATE_NOOP("TrafficWords", "Lines"), "", {}},
    }};
    return words[size_t(list)];
}

/// "smtpd warning: text"
QString warningFilter(const QByteArray &text)
{
    const qsizetype blank = text.indexOf(' '), colon = text.indexOf(": ", blank + 1);
    if (blank < 1 || colon < 0)
        return u"not severity:info"_s;
    return u"daemon:%1 severity:%2 %3"_s.arg(quoted(text.first(blank)),
        quoted(text.sliced(blank + 1, colon - blank - 1)), commonPiece(text.sliced(colon + 2)));
}

/// "reject header Subject: what the rule says"
QString checkFilter(const QByteArray &text)
{
    const QByteArrayList words = text.split(' ');
    const qsizetype colon = text.indexOf(": ");
    return u"phase:%1 %2"_s.arg(words.value(1).startsWith("body") ? u"body"_s : u"header"_s,
        colon < 0 ? QString() : commonPiece(text.sliced(colon + 2)));
}

/// "TLSv1.3 TLS_AES_256_GCM_SHA384 (Anonymous)"
QString tlsFilter(const QByteArray &text)
{
    QString filter;
    for (QByteArray word : text.split(' ')) {
        word.removeIf([](char c) { return c == '(' || c == ')'; });
        if (!word.isEmpty())
            filter += quoted(word) + u' ';
    }
    return filter;
}

/// Of a list whose texts are no values of a field.
QString kindFor(TopList list, const QByteArray &text)
{
    switch (list) {
    case TopList::DeferReasons:
        return u"status:deferred "_s + commonPiece(text);
    case TopList::BounceReasons:
        return u"status:bounced "_s + commonPiece(text);
    case TopList::Rejects:
        return u"event:reject not daemon:postscreen "_s + fieldAndPiece("phase"_L1, text);
    case TopList::MilterRejects:
        return u"event:milter-reject "_s + fieldAndPiece("phase"_L1, text);
    case TopList::ScreenRejects:
        return u"event:reject daemon:postscreen "_s + fieldAndPiece("phase"_L1, text);
    case TopList::ScreenTests:
        return u"daemon:postscreen "_s + quoted(text);
    case TopList::DnsLists:
        return u"daemon:dnsblog "_s + quoted(text);
    case TopList::Checks:
        return checkFilter(text);
    case TopList::SaslMethods:
        return u"(event:client or event:sasl-failure) "_s + quoted(text);
    case TopList::TlsInbound:
        return u"event:tls not "_s + mailClients + u' ' + tlsFilter(text);
    case TopList::TlsOutbound:
        return u"event:tls "_s + mailClients + u' ' + tlsFilter(text);
    case TopList::Warnings:
        return warningFilter(text);
    default:
        return {};
    }
}

/// Of addresses such as "x@b@c.example", whose domain the language of filters does not know as one.
QString atTheEnd(QLatin1StringView field, const QByteArray &domain)
{
    return field + u":/@"_s + QRegularExpression::escape(text::exact(domain)) + u"$/"_s;
}

/// Of a list whose texts are values of a field.
QString valueFor(TopList list, QLatin1StringView field, const QByteArray &text)
{
    switch (list) {
    case TopList::Clients:
    case TopList::Connecting:
    case TopList::SaslClients:
        return u"client:"_s + quoted(addressIn(text));
    case TopList::Senders:
        if (text == "from=<>")
            return u"event:queued sender:<>"_s;
        [[fallthrough]];
    case TopList::Recipients:
    case TopList::SaslUsers: // without the brackets a word would be looked for within longer ones
        return field + u':' + quoted('<' + text + '>');
    case TopList::SendingHosts: // where there is no domain, it is the client's
        if (text.contains('@'))
            return atTheEnd("sender"_L1, text);
        return u"(from-domain:%1 or client:%1 or client:%2)"_s.arg(
            quoted(text), quoted('.' + text));
    default:
        break;
    }
    if (field == "domain"_L1 && text.contains('@'))
        return atTheEnd("to"_L1, text);
    return field + u':' + quoted(text);
}

}

QString filterFor(const QString &key, const TrafficRange &range)
{
    return (rangeText(range) + u' ' + whatFor(key)).trimmed();
}

QString filterFor(TopList list, const QByteArray &text, const TrafficRange &range)
{
    if (text.isEmpty()) // of no text nothing can be asked
        return rangeText(range);
    const QLatin1StringView field = wordsOf(list).field;
    const QString what = field.isEmpty() ? kindFor(list, text) : valueFor(list, field, text);
    return (rangeText(range) + u' ' + what).trimmed();
}

QString filterFor(const QString &server, const QByteArray &instance, const TrafficRange &range)
{
    return u"%1 server:%2 instance:%3"_s.arg(rangeText(range), quoted(server), quoted(instance));
}

QString titleOf(TopList list)
{
    return Text::tr(wordsOf(list).title);
}

QString countOf(TopList list)
{
    return Text::tr(wordsOf(list).count);
}

QString secondOf(TopList list)
{
    const char *second = wordsOf(list).second;
    return *second ? Text::tr(second) : QString();
}

}
