// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/stringpool.h"

#include <algorithm>
#include <vector>

namespace spoolscope {

/// Answers by string number, two bits each, worked out when first asked for.
class AnswerMemo final
{
public:
    template <typename Test> bool get(StringPool::Id id, Test test)
    {
        const size_t word = id / perWord;
        const unsigned shift = id % perWord * 2;
        if (word >= m_words.size())
            m_words.resize(std::max(word + 1, m_words.size() * 2));
        if (const quint64 known = m_words[word] >> shift & 3)
            return known == yes;
        const bool answer = test();
        m_words[word] |= (answer ? yes : no) << shift;
        return answer;
    }

private:
    static constexpr size_t perWord = 32;
    static constexpr quint64 no = 1, yes = 2;
    std::vector<quint64> m_words; ///< 0 = not known yet
};

}
