// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/journal/journalsearch.h"

#include <QStringMatcher>

namespace spoolscope {

namespace {

bool names(const QJsonArray &message, const QStringMatcher &text)
{
    constexpr std::array places{0, 3, 5}; // queue ID, sender, recipient
    return std::ranges::any_of(places, [&](int place) {
        const QJsonValue value = message.at(place);
        return text.indexIn(
                   value.isString() ? value.toString() : QString::fromLatin1(bytesFromJson(value)))
            >= 0;
    });
}

}

Result<QSet<QString>> operationsNaming(
    const Journal &journal, const QString &text, const std::stop_token &stop)
{
    const QStringMatcher matcher(text, Qt::CaseInsensitive);
    QSet<QString> found;
    const auto look = [&](const QJsonObject &entry) {
        const QString operation = entry[u"op"].toString();
        if (entry[u"what"].toString() != QLatin1StringView("messages") || stop.stop_requested()
            || found.contains(operation))
            return;
        const QJsonArray messages = entry[u"list"].toArray();
        for (const QJsonValue &message : messages) {
            if (names(message.toArray(), matcher)) {
                found.insert(operation);
                return;
            }
        }
    };
    const QStringList files = journal.files();
    for (const QString &file : files) {
        if (stop.stop_requested())
            return failure(ErrorKind::Cancelled, {});
        if (const auto read = readChain(file, look); !read)
            return std::unexpected(read.error());
    }
    return found;
}

}
