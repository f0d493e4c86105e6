// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/stringpool.h"

#include <algorithm>
#include <vector>

namespace spoolscope {

/// Answers by string number, two bits each, worked out when first asked for or put in before.
class AnswerMemo final
{
public:
    template <typename Test> bool get(StringPool::Id id, Test test)
    {
        reach(id);
        if (const quint64 known = m_words[id / perWord] >> shiftOf(id) & both)
            return known == yes;
        const bool answer = test();
        put(id, answer);
        return answer;
    }

    void put(StringPool::Id id, bool answer)
    {
        reach(id);
        quint64 &word = m_words[id / perWord];
        word = (word & ~(both << shiftOf(id))) | (answer ? yes : no) << shiftOf(id);
    }

private:
    static constexpr size_t perWord = 32;
    static constexpr quint64 no = 1, yes = 2, both = 3;
    static unsigned shiftOf(StringPool::Id id) { return id % perWord * 2; }

    void reach(StringPool::Id id)
    {
        if (id / perWord >= m_words.size())
            m_words.resize(std::max(id / perWord + 1, m_words.size() * 2));
    }

    std::vector<quint64> m_words; ///< 0 = not known yet
};

}
