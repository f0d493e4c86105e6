// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/filterfield.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace spoolscope {

namespace {

constexpr std::array fields{
    FilterFieldInfo{FilterField::Sender, u"sender", false,
        QT_TRANSLATE_NOOP("Filter", "envelope sender; <> is the null sender")},
    FilterFieldInfo{FilterField::FromDomain, u"from-domain", false,
        QT_TRANSLATE_NOOP("Filter", "domain of the sender; .example.com is all below it")},
    FilterFieldInfo{
        FilterField::To, u"to", false, QT_TRANSLATE_NOOP("Filter", "address of a recipient")},
    FilterFieldInfo{FilterField::Domain, u"domain", false,
        QT_TRANSLATE_NOOP("Filter", "domain of a recipient; .example.com is all below it")},
    FilterFieldInfo{FilterField::Reason, u"reason", false,
        QT_TRANSLATE_NOOP("Filter", "why a recipient is delayed")},
    FilterFieldInfo{FilterField::Provider, u"provider", false,
        QT_TRANSLATE_NOOP(
            "Filter", "who takes a recipient's mail, such as google; other if unknown")},
    FilterFieldInfo{FilterField::Cause, u"cause", false,
        QT_TRANSLATE_NOOP("Filter", "cause of the delay, such as rate-limit; other if unknown")},
    FilterFieldInfo{FilterField::Cluster, u"cluster", false,
        QT_TRANSLATE_NOOP("Filter", "reason with names, addresses and numbers as \xe2\x80\xa6")},
    FilterFieldInfo{FilterField::Dsn, u"dsn", false,
        QT_TRANSLATE_NOOP("Filter", "status code in the reason, such as 4.7.1 or 4.7")},
    FilterFieldInfo{FilterField::Queue, u"queue", false,
        QT_TRANSLATE_NOOP("Filter", "maildrop, incoming, active, deferred or hold")},
    FilterFieldInfo{
        FilterField::Server, u"server", false, QT_TRANSLATE_NOOP("Filter", "name of the server")},
    FilterFieldInfo{FilterField::Instance, u"instance", false,
        QT_TRANSLATE_NOOP("Filter", "Postfix instance; - is the primary one")},
    FilterFieldInfo{FilterField::Id, u"id", false, QT_TRANSLATE_NOOP("Filter", "queue ID")},
    FilterFieldInfo{FilterField::Age, u"age", true,
        QT_TRANSLATE_NOOP("Filter", "time since arrival: age>2h; s, m, h, d, w")},
    FilterFieldInfo{
        FilterField::Size, u"size", true, QT_TRANSLATE_NOOP("Filter", "bytes: size>1M; k, M, G")},
    FilterFieldInfo{FilterField::Recipients, u"rcpts", true,
        QT_TRANSLATE_NOOP("Filter", "number of recipients: rcpts>10")},
    FilterFieldInfo{FilterField::Client, u"client", false,
        QT_TRANSLATE_NOOP("Filter", "name or address of the client it came from, where known")},
    FilterFieldInfo{FilterField::User, u"user", false,
        QT_TRANSLATE_NOOP("Filter", "SASL user who sent it, where known; <> is nobody")},
    FilterFieldInfo{FilterField::Subject, u"subject", false,
        QT_TRANSLATE_NOOP("Filter", "text in the subject, where known; <all of it>")},
};

constexpr std::array logFields{
    FilterFieldInfo{FilterField::Id, u"id", false, QT_TRANSLATE_NOOP("Filter", "queue ID")},
    FilterFieldInfo{FilterField::Daemon, u"daemon", false,
        QT_TRANSLATE_NOOP("Filter", "program that wrote the line, such as smtpd or dovecot")},
    FilterFieldInfo{FilterField::Severity, u"severity", false,
        QT_TRANSLATE_NOOP("Filter", "info, warning, error, fatal or panic")},
    FilterFieldInfo{FilterField::Event, u"event", false,
        QT_TRANSLATE_NOOP("Filter", "what happened, such as reject or delivery")},
    FilterFieldInfo{FilterField::Status, u"status", false,
        QT_TRANSLATE_NOOP("Filter", "what became of a delivery: sent, deferred, bounced ...")},
    FilterFieldInfo{FilterField::Dsn, u"dsn", false,
        QT_TRANSLATE_NOOP("Filter", "status code, such as 4.7.1 or 4.7")},
    FilterFieldInfo{FilterField::Sender, u"sender", false,
        QT_TRANSLATE_NOOP("Filter", "envelope sender; <> is the null sender")},
    FilterFieldInfo{
        FilterField::Sender, u"from", false, QT_TRANSLATE_NOOP("Filter", "the same as sender")},
    FilterFieldInfo{FilterField::FromDomain, u"from-domain", false,
        QT_TRANSLATE_NOOP("Filter", "domain of the sender; .example.com is all below it")},
    FilterFieldInfo{
        FilterField::To, u"to", false, QT_TRANSLATE_NOOP("Filter", "address of a recipient")},
    FilterFieldInfo{FilterField::Domain, u"domain", false,
        QT_TRANSLATE_NOOP("Filter", "domain of a recipient; .example.com is all below it")},
    FilterFieldInfo{FilterField::Address, u"address", false,
        QT_TRANSLATE_NOOP("Filter", "address of a sender or recipient")},
    FilterFieldInfo{FilterField::Client, u"client", false,
        QT_TRANSLATE_NOOP("Filter", "name or address of an SMTP client")},
    FilterFieldInfo{FilterField::Relay, u"relay", false,
        QT_TRANSLATE_NOOP("Filter", "name or address of the server the mail went to")},
    FilterFieldInfo{FilterField::User, u"user", false,
        QT_TRANSLATE_NOOP("Filter", "name that a client logged in with")},
    FilterFieldInfo{FilterField::Phase, u"phase", false,
        QT_TRANSLATE_NOOP("Filter", "where in the session: CONNECT, HELO, MAIL, RCPT, DATA ...")},
    FilterFieldInfo{FilterField::MessageId, u"message-id", false,
        QT_TRANSLATE_NOOP("Filter", "Message-ID of a message")},
    FilterFieldInfo{FilterField::Since, u"since", false,
        QT_TRANSLATE_NOOP("Filter", "from this time on: 2026-11-28T14:30; local without a zone")},
    FilterFieldInfo{FilterField::Until, u"until", false,
        QT_TRANSLATE_NOOP("Filter", "before this time: 2026-11-28T15:00")},
    FilterFieldInfo{
        FilterField::Server, u"server", false, QT_TRANSLATE_NOOP("Filter", "name of the server")},
    FilterFieldInfo{FilterField::Instance, u"instance", false,
        QT_TRANSLATE_NOOP("Filter", "syslog_name of the Postfix instance, such as postfix-out")},
};

}

FilterFields filterFields()
{
    return fields;
}

FilterFields logFilterFields()
{
    return logFields;
}

const FilterFieldInfo *findFilterField(QStringView name, FilterFields fields)
{
    const auto match = std::ranges::find_if(fields, [&](const FilterFieldInfo &field) {
        return field.name.compare(name, Qt::CaseInsensitive) == 0;
    });
    return match == fields.end() ? nullptr : &*match;
}

bool isFilterKeyword(QStringView word)
{
    return std::ranges::any_of(std::array<QStringView, 3>{u"and", u"or", u"not"},
        [&](QStringView keyword) { return keyword.compare(word, Qt::CaseInsensitive) == 0; });
}

QStringView nameOf(FilterField field)
{
    for (const FilterFields known : {filterFields(), logFilterFields()}) {
        const auto match = std::ranges::find(known, field, &FilterFieldInfo::field);
        if (match != known.end())
            return match->name;
    }
    return {};
}

bool isOriginField(FilterField field)
{
    return field == FilterField::Client || field == FilterField::User
        || field == FilterField::Subject;
}

bool isNumberField(FilterField field)
{
    return field == FilterField::Age || field == FilterField::Size
        || field == FilterField::Recipients;
}

}
