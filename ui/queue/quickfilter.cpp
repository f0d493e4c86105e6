// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/quickfilter.h"

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr quint32 unknown = 1u << 31;
constexpr size_t mostWords = 31;
constexpr QByteArrayView nullSender("<> mailer-daemon");

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c;
}

bool containsLower(QByteArrayView text, QByteArrayView lowerWord)
{
    return std::ranges::search(text, lowerWord, {}, lower).size() == size_t(lowerWord.size());
}

}

QuickFilter::QuickFilter(const QString &text)
{
    const QStringList words = text.simplified().split(u' ', Qt::SkipEmptyParts);
    for (const QString &word : words) {
        const bool isAscii = std::ranges::all_of(word, [](QChar c) { return c.unicode() < 0x80; });
        m_words.push_back({isAscii ? word.toLower().toLatin1() : QByteArray(), word});
    }
    m_nothing = m_words.size() > mostWords;
}

QuickFilter::Matcher::Matcher(const QuickFilter &filter, const QueueSource &source)
    : m_filter(filter)
    , m_snapshot(*source.snapshot)
    , m_everyWord(filter.m_nothing ? 0 : (1u << filter.m_words.size()) - 1)
{
    if (filter.m_nothing)
        return;
    m_serverWords = wordsIn(source.server.toUtf8()) | wordsIn(source.fullName.toUtf8());
    for (const QueueName queue : allQueues)
        m_queueWords.push_back(wordsIn(toBytes(queue)));
}

bool QuickFilter::Matcher::matches(quint32 row)
{
    if (m_filter.m_nothing)
        return false;
    quint32 found = m_serverWords | m_queueWords[size_t(m_snapshot.queue(row))];
    const auto complete = [&] { return (found & m_everyWord) == m_everyWord; };
    if (complete())
        return true;
    found
        |= m_snapshot.senderId(row) == 0 ? wordsIn(nullSender) : wordsIn(m_snapshot.senderId(row));
    if (complete())
        return true;
    const quint32 recipients = m_snapshot.recipientCount(row);
    for (quint32 i = 0; i < recipients && !complete(); ++i) {
        const auto recipient = m_snapshot.recipient(row, i);
        found |= wordsIn(recipient.address) | wordsIn(recipient.reason);
    }
    if (!complete())
        found |= wordsIn(m_snapshot.id(row).bytes());
    return complete();
}

quint32 QuickFilter::Matcher::wordsIn(StringPool::Id id)
{
    if (id >= m_seen.size())
        m_seen.resize(std::max<size_t>(id + 1, m_seen.size() * 2), unknown);
    quint32 &words = m_seen[id];
    if (words == unknown)
        words = wordsIn(m_snapshot.text(id));
    return words;
}

quint32 QuickFilter::Matcher::wordsIn(QByteArrayView utf8) const
{
    quint32 found = 0;
    QString decoded;
    for (size_t i = 0; i < m_filter.m_words.size(); ++i) {
        const Word &word = m_filter.m_words[i];
        if (word.ascii.isEmpty() && decoded.isEmpty())
            decoded = QString::fromUtf8(utf8);
        if (word.ascii.isEmpty() ? decoded.contains(word.text, Qt::CaseInsensitive)
                                 : containsLower(utf8, word.ascii))
            found |= 1u << i;
    }
    return found;
}

}
