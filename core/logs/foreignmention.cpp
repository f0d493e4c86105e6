// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/foreignmention.h"

#include <algorithm>

namespace spoolscope {

namespace {

bool isOfWord(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

QByteArrayView wordBefore(QByteArrayView text, char end)
{
    const qsizetype at = text.indexOf(end);
    return at < 0 ? QByteArrayView() : text.first(at);
}

QByteArrayView restBehind(QByteArrayView text, QByteArrayView sign)
{
    const qsizetype at = text.indexOf(sign);
    return at < 0 ? QByteArrayView() : text.sliced(at + sign.size());
}

QByteArrayView wordBehind(QByteArrayView text, QByteArrayView sign)
{
    const QByteArrayView rest = restBehind(text, sign);
    return rest.first(std::ranges::find_if_not(rest, isOfWord) - rest.begin());
}

}

ForeignMention foreignMention(QByteArrayView text)
{
    ForeignMention mention;
    for (const QByteArrayView word :
        {wordBefore(text, ':'), wordBehind(text, "Queue-ID: "), wordBehind(text, "qid: <")}) {
        if (const auto id = QueueId::parse(word))
            mention.queueIds.push_back(*id);
    }
    mention.messageId = wordBefore(restBehind(text, "msgid=<"), '>');
    return mention;
}

}
