// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/queue/queuesource.h"

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace spoolscope {

/// The quick filter: blank-separated words, all of which must be found, in any case, somewhere in
/// a message's ID, sender, recipient addresses, reasons, queue or server name. No words match
/// everything. A value; matching runs on any thread.
class QuickFilter final
{
public:
    QuickFilter() = default;
    explicit QuickFilter(const QString &text);

    bool operator==(const QuickFilter &) const = default;
    bool isEmpty() const { return m_words.empty(); }

    /// Tests rows of one source. Distinct strings repeat thousands of times in a queue: each is
    /// tested once.
    class Matcher final
    {
    public:
        Matcher(const QuickFilter &filter, const QueueSource &source);
        bool matches(quint32 row);

    private:
        quint32 wordsIn(StringPool::Id id);
        quint32 wordsIn(QByteArrayView utf8) const;

        const QuickFilter &m_filter;
        const QueueSnapshot &m_snapshot;
        quint32 m_everyWord = 0;
        quint32 m_serverWords = 0;
        std::vector<quint32> m_queueWords;
        std::vector<quint32> m_seen; ///< by string number: its words, or unknown
    };

private:
    struct Word
    {
        QByteArray ascii; ///< lower case; empty if the word has other characters
        QString text;
        bool operator==(const Word &) const = default;
    };
    std::vector<Word> m_words;
    bool m_nothing = false; ///< more words than can be told apart: matches nothing, never too much
};

}
