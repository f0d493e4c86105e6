// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/filterterm.h"

#include "core/logs/logevent.h"
#include "core/logs/logtime.h"
#include "core/postfix/queueid.h"
#include "core/postfix/queuename.h"
#include "core/queue/filter.h"
#include "core/queue/filterpattern.h"
#include "core/queue/knowledge.h"
#include "core/queue/textmatcher.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace spoolscope {

using namespace Qt::StringLiterals;
using Form = FilterTerm::Form;
using Term = std::expected<FilterTerm, QString>;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Filter)
};

std::unexpected<QString> fault(const QString &text)
{
    return std::unexpected(text);
}

FilterTerm textTerm(FilterField field, Form form, const QString &text)
{
    return {.field = field, .form = form, .text = text};
}

/// "info@" is a beginning, "@example.com" an end, "info@example.com" and "<root>" all of it.
FilterTerm addressTerm(FilterField field, QString value, bool hasWildcards)
{
    const bool isEnclosed = value.size() >= 2 && value.startsWith(u'<') && value.endsWith(u'>');
    if (isEnclosed)
        value = value.sliced(1, value.size() - 2);
    if (hasWildcards)
        return textTerm(field, Form::Glob, value);
    if (isEnclosed || value.isEmpty())
        return textTerm(field, Form::Exact, value);
    if (value == "@"_L1 || !value.contains(u'@'))
        return textTerm(field, Form::Contains, value);
    if (value.lastIndexOf(u'@') == 0)
        return textTerm(field, Form::Ends, value);
    return textTerm(field, value.endsWith(u'@') ? Form::Begins : Form::Exact, value);
}

Term domainTerm(FilterField field, QString value, bool hasWildcards)
{
    while (value.startsWith(u'@'))
        value = value.sliced(1);
    if (value.contains(u'@'))
        return fault(Words::tr("a domain holds no @; for an address use %1:")
                .arg(nameOf(field == FilterField::Domain ? FilterField::To : FilterField::Sender)));
    if (hasWildcards)
        return textTerm(field, Form::Glob, value);
    // "example.com." is counted as example.com; what has more dots at its end cannot be named.
    if (value.size() > 1 && value.endsWith(u'.'))
        value.chop(1);
    const bool isParent = value.size() > 1 && value.startsWith(u'.');
    return textTerm(field, isParent ? Form::Ends : Form::Exact, value);
}

/// "4.7.1" is one code, "4.7" and "4" all that begin so.
Term dsnTerm(QString value, bool hasWildcards)
{
    const auto isCodeLetter = [](QChar c) { return QStringView(u"0123456789.*?").contains(c); };
    const auto bad
        = fault(Words::tr("a status code looks like 4.7.1, or 4.7 and 4 for all that begin so"));
    if (!std::ranges::all_of(value, isCodeLetter))
        return bad;
    if (hasWildcards)
        return textTerm(FilterField::Dsn, Form::Glob, value);
    if (value.isEmpty())
        return textTerm(FilterField::Dsn, Form::Exact, value);
    if (value.size() > 1 && value.endsWith(u'.'))
        value.chop(1);
    const QStringList parts = value.split(u'.');
    const auto isPart = [](const QString &part) { return !part.isEmpty() && part.size() <= 3; };
    if (!QStringView(u"245").contains(value.front()) || parts.first().size() != 1
        || parts.size() > 3 || !std::ranges::all_of(parts, isPart))
        return bad;
    if (parts.size() == 3)
        return textTerm(FilterField::Dsn, Form::Exact, value);
    return textTerm(FilterField::Dsn, Form::Begins, value + u'.');
}

Term queueTerm(const QString &value, bool hasWildcards)
{
    const FilterTerm term
        = textTerm(FilterField::Queue, hasWildcards ? Form::Glob : Form::Exact, value.toLower());
    TextMatcher matcher(term);
    const auto isMeant = [&](QueueName queue) { return matcher.test(toBytes(queue)); };
    if (std::ranges::none_of(listedQueues, isMeant))
        return fault(Words::tr("there is no such queue; there are maildrop, incoming, active, "
                               "deferred and hold"));
    return term;
}

/// A value that is one of a list, or a wildcard for some of it.
Term listedTerm(FilterField field, const QString &value, bool hasWildcards, const QStringList &list)
{
    const FilterTerm term
        = textTerm(field, hasWildcards ? Form::Glob : Form::Exact, value.toLower());
    TextMatcher matcher(term);
    const auto isMeant = [&](const QString &id) { return matcher.test(id.toUtf8()); };
    if (!value.isEmpty() && std::ranges::none_of(list, isMeant))
        return fault(
            Words::tr("there is no such %1; there are %2").arg(nameOf(field), list.join(u", "_s)));
    return term;
}

Term causeTerm(const QString &value, bool hasWildcards)
{
    QStringList ids = knowledge().reasons.ids();
    ids.append(QString::fromLatin1(ReasonKnowledge::otherCause));
    return listedTerm(FilterField::Cause, value, hasWildcards, ids);
}

Term providerTerm(const QString &value, bool hasWildcards)
{
    QStringList ids = knowledge().providers.ids();
    ids.append(QString::fromLatin1(ProviderKnowledge::otherProvider));
    return listedTerm(FilterField::Provider, value, hasWildcards, ids);
}

Term idTerm(const QString &value, bool hasWildcards)
{
    if (hasWildcards)
        return textTerm(FilterField::Id, Form::Glob, value);
    if (!QueueId::parse(value.toUtf8()))
        return fault(
            Words::tr("this is no queue ID; for a part of one use wildcards: id:*%1*").arg(value));
    return textTerm(FilterField::Id, Form::Exact, value);
}

Term severityTerm(const QString &value, bool hasWildcards)
{
    QStringList names;
    for (int i = 0; i <= int(LogSeverity::Panic); ++i)
        names.append(nameOf(LogSeverity(i)));
    return listedTerm(FilterField::Severity, value, hasWildcards, names);
}

Term eventTerm(const QString &value, bool hasWildcards)
{
    QStringList names;
    for (size_t i = 0; i < logEventKindCount; ++i)
        names.append(nameOf(LogEventKind(i)));
    return listedTerm(FilterField::Event, value, hasWildcards, names);
}

Term timeTerm(FilterField field, const QString &value)
{
    if (!logTimeOf(value))
        return fault(Words::tr("a time looks like 2026-11-28, 2026-11-28T14:30 or "
                               "2026-11-28T14:30:05+01:00"));
    return textTerm(field, Form::Exact, value.toUpper());
}

/// Names that are lower case wherever Postfix or DNS has them, or are compared so.
Term nameTerm(FilterField field, const QString &value, bool hasWildcards)
{
    if (value.isEmpty())
        return fault(Words::tr("%1: needs a name").arg(nameOf(field)));
    return textTerm(field, hasWildcards ? Form::Glob : Form::Exact, value);
}

/// A host by its whole name or address; ".example.com" is all below it.
Term hostTerm(FilterField field, const QString &value, bool hasWildcards)
{
    if (!hasWildcards && value.size() > 1 && value.startsWith(u'.'))
        return textTerm(field, Form::Ends, value);
    return nameTerm(field, value, hasWildcards);
}

/// The client itself; quoted and empty where there was none.
Term clientTerm(const QString &value, FilterQuoting quoting, bool hasWildcards)
{
    if (value.isEmpty() && quoting == FilterQuoting::Quoted)
        return textTerm(FilterField::Client, Form::Exact, value);
    return hostTerm(FilterField::Client, value, hasWildcards);
}

/// "invoice" is in it, "<invoice>" is all of it.
FilterTerm subjectTerm(const QString &value, bool hasWildcards)
{
    const bool isEnclosed = value.size() >= 2 && value.startsWith(u'<') && value.endsWith(u'>');
    const QString text = isEnclosed ? value.sliced(1, value.size() - 2) : value;
    const Form whole = hasWildcards ? Form::Glob : Form::Exact;
    const bool isWhole = hasWildcards || isEnclosed || value.isEmpty();
    return textTerm(FilterField::Subject, isWhole ? whole : Form::Contains, text);
}

/// A slash would end the pattern where it is written out.
QString withEscapedSlashes(const QString &pattern)
{
    QString text;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == u'\\' && i + 1 < pattern.size())
            text += pattern[i++];
        else if (pattern[i] == u'/')
            text += u'\\';
        text += pattern[i];
    }
    return text;
}

Term patternTerm(FilterField field, const QString &pattern)
{
    const QString written = withEscapedSlashes(pattern);
    if (const auto compiled = FilterPattern::compile(written); !compiled)
        return fault(compiled.error());
    return textTerm(field, Form::Pattern, written);
}

}

Term makeFilterTerm(FilterField field, const QString &value, FilterQuoting quoting)
{
    if (!value.isValidUtf16())
        return fault(Words::tr("this holds half a character"));
    if (isNumberField(field))
        return fault(Words::tr("%1 is compared with <, <=, =, >= or >: %2")
                .arg(nameOf(field),
                    field == FilterField::Age        ? u"age>2h"
                        : field == FilterField::Size ? u"size>1M"
                                                     : u"rcpts>10"));
    if (quoting == FilterQuoting::Pattern && field != FilterField::Since
        && field != FilterField::Until)
        return patternTerm(field, value);
    const bool hasWildcards
        = quoting == FilterQuoting::Bare && (value.contains(u'*') || value.contains(u'?'));
    if (hasWildcards && value.size() > Filter::longestPattern)
        return fault(Words::tr("a text with wildcards may be %1 characters long")
                .arg(Filter::longestPattern));
    const Form whole = hasWildcards ? Form::Glob : Form::Exact;
    switch (field) {
    case FilterField::Sender:
    case FilterField::To:
    case FilterField::Address:
    case FilterField::User:
        return addressTerm(field, value, hasWildcards);
    case FilterField::FromDomain:
    case FilterField::Domain:
        return domainTerm(field, value, hasWildcards);
    case FilterField::Cause:
        return causeTerm(value, hasWildcards);
    case FilterField::Provider:
        return providerTerm(value, hasWildcards);
    case FilterField::Cluster:
        return textTerm(field, whole, value);
    case FilterField::Dsn:
        return dsnTerm(value, hasWildcards);
    case FilterField::Queue:
        return queueTerm(value, hasWildcards);
    case FilterField::Id:
        return idTerm(value, hasWildcards);
    case FilterField::Server:
    case FilterField::Instance:
    case FilterField::Daemon:
    case FilterField::Phase:
    case FilterField::Status:
        return nameTerm(field, value, hasWildcards);
    case FilterField::Client:
        return clientTerm(value, quoting, hasWildcards);
    case FilterField::Subject:
        return subjectTerm(value, hasWildcards);
    case FilterField::Relay:
        return hostTerm(field, value, hasWildcards);
    case FilterField::Severity:
        return severityTerm(value, hasWildcards);
    case FilterField::Event:
        return eventTerm(value, hasWildcards);
    case FilterField::Since:
    case FilterField::Until:
        return timeTerm(field, value);
    case FilterField::Reason:
        return textTerm(field, hasWildcards || value.isEmpty() ? whole : Form::Contains, value);
    default:
        break;
    }
    if (value.isEmpty())
        return fault(Words::tr("an empty text is in every message"));
    return textTerm(field, hasWildcards ? Form::Glob : Form::Contains, value);
}

}
