// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/tracequery.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

using Subject = TraceQuery::Subject;

struct Prefix
{
    QByteArrayView word;
    Subject subject;
};
constexpr std::array prefixes{
    Prefix{"id:", Subject::QueueId},
    Prefix{"msgid:", Subject::MessageId},
    Prefix{"from:", Subject::Sender},
    Prefix{"to:", Subject::Recipient},
    Prefix{"client:", Subject::Client},
    Prefix{"sasl:", Subject::SaslUser},
};

QByteArrayView withoutBrackets(QByteArrayView text)
{
    return text.size() >= 2 && text.front() == '<' && text.back() == '>' ? text.sliced(1).chopped(1)
                                                                         : text;
}

/// A queue ID that is no word: "access" has the letters of one, but no administrator means it.
bool looksLikeQueueId(QByteArrayView text)
{
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    return std::ranges::any_of(text, isDigit) && QueueId::parse(text);
}

Subject subjectOf(QByteArrayView text)
{
    if (looksLikeQueueId(text))
        return Subject::QueueId;
    return text.contains('@') ? Subject::Address : Subject::Client;
}

bool endsWithoutCase(QByteArrayView text, QByteArrayView end)
{
    return text.size() >= end.size() && isSameAddress(text.last(end.size()), end);
}

bool isAddressOf(QByteArrayView value, QByteArrayView wanted)
{
    return wanted.startsWith('@') ? endsWithoutCase(value, wanted) : isSameAddress(value, wanted);
}

bool isHost(QByteArrayView value, QByteArrayView wanted)
{
    return isSameAddress(value, wanted)
        || (value.size() > wanted.size() && endsWithoutCase(value, wanted)
            && value[value.size() - wanted.size() - 1] == '.');
}

/// Of "name[address]".
bool isNameOrAddress(QByteArrayView value, QByteArrayView wanted)
{
    const qsizetype bracket = value.lastIndexOf('[');
    if (bracket < 0 || !value.endsWith(']'))
        return isHost(value, wanted);
    return isHost(value.first(bracket), wanted)
        || isHost(value.sliced(bracket + 1).chopped(1), wanted);
}

}

bool isSameAddress(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && a.compare(b, Qt::CaseInsensitive) == 0;
}

Result<TraceQuery> TraceQuery::parse(const QString &text)
{
    const QByteArray bytes = text.trimmed().toUtf8();
    QByteArrayView rest = bytes;
    TraceQuery query;
    const auto prefix = std::ranges::find_if(
        prefixes, [&](const Prefix &known) { return rest.startsWith(known.word); });
    if (prefix != prefixes.end())
        rest = rest.sliced(prefix->word.size()).trimmed();
    const bool isNull = rest == "<>"; // the sender of bounces
    rest = withoutBrackets(rest);
    query.subject = prefix != prefixes.end() ? prefix->subject : subjectOf(rest);
    query.text = rest.toByteArray();
    query.queueId = QueueId::parse(rest);
    if (rest.isEmpty() && !(isNull && query.subject == Subject::Sender))
        return failure(ErrorKind::InvalidInput,
            u"say which message: a queue ID, a Message-ID, an address or a client"_s);
    if (query.subject == Subject::QueueId && !query.queueId)
        return failure(ErrorKind::InvalidInput, u"\"%1\" is not a queue ID"_s.arg(text));
    return query;
}

bool TraceQuery::matches(LogField field, QByteArrayView value) const
{
    switch (field) {
    case LogField::MessageId:
        return (subject == Subject::MessageId || subject == Subject::Address) && value == text;
    case LogField::From:
        return (subject == Subject::Sender || subject == Subject::Address)
            && isAddressOf(value, text);
    case LogField::To:
    case LogField::OrigTo:
        return (subject == Subject::Recipient || subject == Subject::Address)
            && isAddressOf(value, text);
    case LogField::Client:
    case LogField::ClientAddress:
        return subject == Subject::Client && isHost(value, text);
    case LogField::OrigClient:
        return subject == Subject::Client && isNameOrAddress(value, text);
    case LogField::SaslUser:
        return subject == Subject::SaslUser && isSameAddress(value, text);
    default:
        return false;
    }
}

}
