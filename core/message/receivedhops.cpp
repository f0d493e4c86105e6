// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/message/receivedhops.h"

#include "core/base/textsafety.h"
#include "core/message/headertext.h"

#include <KMime/Headers>

#include <algorithm>
#include <ranges>

namespace spoolscope {

namespace {

struct Word
{
    QByteArray text;
    bool isComment = false;
};

/// Words and comments of a Received value; a comment keeps its parentheses.
QList<Word> wordsOf(QByteArrayView value)
{
    QList<Word> words;
    for (qsizetype i = 0; i < value.size();) {
        if (value[i] == ' ' || value[i] == '\t') {
            ++i;
            continue;
        }
        const qsizetype start = i;
        const bool comment = value[i] == '(';
        for (int depth = 0; i < value.size(); ++i) {
            depth += (value[i] == '(') - (value[i] == ')');
            const bool blank = value[i] == ' ' || value[i] == '\t';
            if (comment ? depth <= 0 : blank || value[i] == '(')
                break;
        }
        i = std::min(i + comment, value.size());
        words.append({value.sliced(start, i - start).toByteArray(), comment});
    }
    return words;
}

QDateTime parseTime(const QByteArray &text)
{
    KMime::Headers::Date date;
    date.from7BitString(text);
    return date.dateTime();
}

/// "from a.example (rdns [192.0.2.1]) by b (Postfix) with ESMTPS id X for <y>; date" (RFC 5321
/// §4.4). Comments belong to the word before them; only the one after "from" tells something.
Hop parseHop(QByteArrayView value)
{
    Hop hop;
    const qsizetype semicolon = value.lastIndexOf(';');
    if (semicolon >= 0) {
        hop.time = parseTime(value.sliced(semicolon + 1).trimmed().toByteArray());
        value = value.first(semicolon);
    }
    QByteArray clause;
    const auto words = wordsOf(value);
    for (const Word &word : words) {
        const QString text = text::visible(word.text);
        if (word.isComment) {
            if (clause == "from" && !hop.from.isEmpty())
                hop.from += u' ' + text;
            continue;
        }
        const QByteArray lower = word.text.toLower();
        if (lower == "from" || lower == "by" || lower == "with" || lower == "id" || lower == "for"
            || lower == "via") {
            clause = lower;
            continue;
        }
        QString *target = clause == "from" ? &hop.from
            : clause == "by"               ? &hop.by
            : clause == "with"             ? &hop.protocol
            : clause == "id"               ? &hop.id
                                           : nullptr;
        if (target && target->isEmpty())
            *target = text;
    }
    return hop;
}

}

QList<Hop> receivedHops(QByteArrayView headers)
{
    QByteArrayList fields = header::values(headers, "Received");
    fields.resize(std::min(fields.size(), mostHops));
    QList<Hop> hops;
    for (const QByteArray &field : fields | std::views::reverse) {
        Hop hop = parseHop(QByteArrayView(field).first(std::min<qsizetype>(field.size(), 4096)));
        if (!hops.isEmpty() && hop.time.isValid() && hops.last().time.isValid())
            hop.delay = hops.last().time.secsTo(hop.time);
        hops.append(std::move(hop));
    }
    return hops;
}

}
