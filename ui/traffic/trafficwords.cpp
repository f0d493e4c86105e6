// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/traffic/trafficwords.h"

#include "core/base/textsafety.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QTimeZone>

#include <array>

namespace spoolscope::trafficwords {

using namespace Qt::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(TrafficWords)
};

QString range(qint64 from, qint64 to)
{
    const auto text = [](qint64 time) {
        return QDateTime::fromSecsSinceEpoch(time, QTimeZone::utc()).toString(Qt::ISODate);
    };
    return u"since:\"%1\" until:\"%2\" "_s.arg(text(from), text(to));
}

QString quoted(const QByteArray &text)
{
    QString value = text::exact(text);
    return u'"' + value.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s) + u'"';
}

/// What is between the brackets of "name[address]".
QByteArray addressIn(const QByteArray &client)
{
    const qsizetype begin = client.lastIndexOf('[');
    return begin < 0 ? client : client.sliced(begin + 1).chopped(client.endsWith(']'));
}

QString whatFor(const QString &key)
{
    static constexpr std::array<std::pair<QLatin1StringView, QLatin1StringView>, 15> known{
        {{"received"_L1, "(event:client or event:pickup)"_L1}, {"sent"_L1, "status:sent"_L1},
            {"deferrals"_L1, "status:deferred"_L1}, {"bounced"_L1, "status:bounced"_L1},
            {"rejected_at_connect"_L1, "(event:reject or event:milter-reject) phase:CONNECT"_L1},
            {"rejected_at_helo"_L1,
                "(event:reject or event:milter-reject) (phase:HELO or phase:EHLO)"_L1},
            {"rejected_at_mail"_L1, "(event:reject or event:milter-reject) phase:MAIL"_L1},
            {"rejected_at_rcpt"_L1, "(event:reject or event:milter-reject) phase:RCPT"_L1},
            {"rejected_at_data"_L1,
                "(event:reject or event:milter-reject) (phase:DATA or phase:BDAT)"_L1},
            {"rejected_at_end_of_message"_L1,
                "(event:reject or event:milter-reject) (phase:END-OF-MESSAGE or phase:header or "
                "phase:body)"_L1},
            {"rejected_elsewhere"_L1,
                "(event:reject or event:milter-reject) not (phase:CONNECT or phase:HELO or "
                "phase:EHLO or phase:MAIL or phase:RCPT or phase:DATA or phase:BDAT or "
                "phase:END-OF-MESSAGE or phase:header or phase:body)"_L1},
            {"sessions_in_tls"_L1, "event:tls daemon:smtpd"_L1},
            {"sent_in_tls"_L1, "event:tls not daemon:smtpd"_L1},
            {"login_failures"_L1, "event:sasl-failure"_L1},
            {"logins"_L1, "event:disconnect \"auth=\""_L1}}};
    for (const auto &[name, filter] : known)
        if (key == name)
            return filter;
    return {};
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
        {QT_TRANSLATE_NOOP("TrafficWords", "Clients"), QT_TRANSLATE_NOOP("TrafficWords", "Messages"),
            QT_TRANSLATE_NOOP("TrafficWords", "Rejects"), "client"_L1},
        {QT_TRANSLATE_NOOP("TrafficWords", "Connecting clients"),
            QT_TRANSLATE_NOOP("TrafficWords", "Connections"),
            QT_TRANSLATE_NOOP("TrafficWords", "Seconds"), "client"_L1},
        {QT_TRANSLATE_NOOP("TrafficWords", "Senders"), QT_TRANSLATE_NOOP("TrafficWords", "Messages"),
            "", "sender"_L1},
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

/// What a list without a field of its own is about.
QString kindFor(TopList list)
{
    switch (list) {
    case TopList::DeferReasons:
        return u"status:deferred"_s;
    case TopList::BounceReasons:
        return u"status:bounced"_s;
    case TopList::Rejects:
        return u"event:reject daemon:smtpd"_s;
    case TopList::MilterRejects:
        return u"event:milter-reject"_s;
    case TopList::ScreenRejects:
        return u"event:reject daemon:postscreen"_s;
    case TopList::ScreenTests:
        return u"daemon:postscreen"_s;
    case TopList::DnsLists:
        return u"daemon:dnsblog"_s;
    case TopList::Checks:
        return u"(phase:header or phase:body)"_s;
    case TopList::SaslMethods:
        return u"(event:client or event:sasl-failure)"_s;
    case TopList::TlsInbound:
        return u"event:tls daemon:smtpd"_s;
    case TopList::TlsOutbound:
        return u"event:tls not daemon:smtpd"_s;
    case TopList::Warnings:
        return u"not severity:info"_s;
    default:
        return {};
    }
}

}

QString filterFor(const QString &key, qint64 from, qint64 to)
{
    return range(from, to) + whatFor(key);
}

QString filterFor(TopList list, const QByteArray &text, qint64 from, qint64 to)
{
    const QLatin1StringView field = wordsOf(list).field;
    if (field.isEmpty())
        return range(from, to) + kindFor(list);
    if (list == TopList::Senders && text == "from=<>")
        return range(from, to) + u"sender:<>"_s;
    const bool isClient = field == "client"_L1;
    return range(from, to) + field + u':' + quoted(isClient ? addressIn(text) : text);
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
