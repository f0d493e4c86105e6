// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/loglines.h"

namespace spoolscope::loglines {

using namespace std::string_view_literals;

namespace {

constexpr qsizetype leastIdSize = 5;

bool isInId(char c)
{
    return LogWords::isAlnum(c) || c == '-' || c == '_';
}

QByteArrayView idAt(QByteArrayView text, qsizetype at)
{
    LogWords words(text.sliced(at));
    const QByteArrayView id = words.takeWhile(isInId);
    return id.size() >= leastIdSize ? id : QByteArrayView();
}

/// Behind the last of `words`: a filter's reply quotes that of the hop behind it, which is the one
/// that has the message.
QByteArrayView idBehindLast(QByteArrayView reply, std::string_view words)
{
    const qsizetype at = reply.lastIndexOf(QByteArrayView(words.data(), qsizetype(words.size())));
    return at < 0 ? QByteArrayView() : idAt(reply, at + qsizetype(words.size()));
}

/// Exim's, "1tGxyz-000abc-De"; from 4.97 with longer parts.
bool isEximId(QByteArrayView id)
{
    const qsizetype first = id.indexOf('-');
    const qsizetype last = id.lastIndexOf('-');
    return first == 6 && last - first - 1 >= 6 && id.size() - last - 1 >= 2
        && id.first(first).indexOf('_') < 0;
}

/// "250 2.0.0 5AS1bCdE012345 Message accepted for delivery", as Sendmail says it.
QByteArrayView sendmailId(QByteArrayView reply)
{
    const qsizetype end = reply.indexOf(" Message accepted for delivery");
    if (end <= 0)
        return {};
    const qsizetype blank = reply.first(end).lastIndexOf(' ');
    const QByteArrayView word = reply.first(end).sliced(blank + 1);
    const QByteArrayView id = idAt(word, 0);
    return id.size() == word.size() ? id : QByteArrayView();
}

}

QByteArrayView nextQueueId(QByteArrayView reply)
{
    // Postfix, and many that say it like Postfix
    if (const auto id = idBehindLast(reply, "queued as "sv); !id.isEmpty())
        return id;
    if (reply.startsWith("forwarded as ")) // local(8): a message of its own
        return idAt(reply, qsizetype("forwarded as "sv.size()));
    if (const auto id = idBehindLast(reply, " id="sv); isEximId(id))
        return id;
    return sendmailId(reply);
}

}
