// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/answermemo.h"
#include "core/queue/queuesnapshot.h"
#include "core/queue/textmatcher.h"

namespace spoolscope {

/// Which texts of a snapshot pass a matcher; each is tested once. Where nearly all of them are
/// asked for, one row after the other, a part that must be in them is sought through stretches of
/// memory instead of in one text at a time, which takes half the time. One thread.
class TextAnswers final
{
public:
    TextAnswers(TextMatcher matcher, const QueueSnapshot &snapshot);

    /// `row`: published, and one that has this text.
    bool test(StringPool::Id id, QueueSnapshot::Row row)
    {
        return m_memo.get(id, [&] { return answer(id, row); });
    }
    bool test(QByteArrayView text) const { return m_matcher.test(text); }
    void prefetch(StringPool::Id id) const
    {
        if (id >= m_end)
            m_snapshot.prefetch(id);
    }

private:
    bool answer(StringPool::Id id, QueueSnapshot::Row row);
    bool isDense(StringPool::Id id);
    QByteArray rarestPart(StringPool::Id last) const;
    void scan(StringPool::Id first, StringPool::Id last);
    StringPool::Id textAt(const char *place, StringPool::Id first, StringPool::Id last) const;

    TextMatcher m_matcher;
    const QByteArrayList m_parts; ///< of the matcher
    QByteArray m_part; ///< the one that is sought
    const QueueSnapshot &m_snapshot;
    AnswerMemo m_memo;
    StringPool::Id m_end = 1; ///< behind all that were tested
    bool m_isDense = false; ///< nearly all are asked for
    StringPool::Id m_tested = 0; ///< how many new ones were tested one by one lately,
    StringPool::Id m_windowStart = 0; ///< the first of these
};

}
