// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/stringpool.h"
#include "core/queue/textmatcher.h"

#include <algorithm>
#include <vector>

namespace spoolscope {

/// Answers by string number, two bits each, worked out when first asked for.
class AnswerMemo final
{
public:
    template <typename Test> Answer get(StringPool::Id id, Test test)
    {
        const size_t word = id / perWord;
        const unsigned shift = id % perWord * 2;
        if (word >= m_words.size())
            m_words.resize(std::max(word + 1, m_words.size() * 2));
        if (const quint64 known = m_words[word] >> shift & 3)
            return Answer(known - 1);
        const Answer answer = test();
        m_words[word] |= quint64(quint64(answer) + 1) << shift;
        return answer;
    }

private:
    static constexpr size_t perWord = 32;
    std::vector<quint64> m_words; ///< 0 = not known yet, else the answer and 1
};

}
