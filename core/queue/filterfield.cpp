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
};

}

std::span<const FilterFieldInfo> filterFields()
{
    return fields;
}

const FilterFieldInfo *findFilterField(QStringView name)
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
    const auto match = std::ranges::find(fields, field, &FilterFieldInfo::field);
    return match == fields.end() ? QStringView() : match->name;
}

bool isNumberField(FilterField field)
{
    return field == FilterField::Age || field == FilterField::Size
        || field == FilterField::Recipients;
}

}
