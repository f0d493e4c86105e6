// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logreader.h"

#include <array>
#include <bit>

namespace spoolscope {

/// A set of rows of one block of a log, by their place in it.
class LogBits final
{
public:
    /// All of the first `count`.
    explicit LogBits(size_t count = 0)
    {
        for (size_t i = 0; i < m_words.size(); ++i) {
            const size_t left = count > i * 64 ? count - i * 64 : 0;
            m_words[i] = left >= 64 ? ~quint64(0) : (quint64(1) << left) - 1;
        }
    }

    bool contains(size_t place) const { return m_words[place / 64] >> (place % 64) & 1; }
    void insert(size_t place) { m_words[place / 64] |= quint64(1) << (place % 64); }
    bool isEmpty() const
    {
        quint64 any = 0;
        for (const quint64 word : m_words)
            any |= word;
        return any == 0;
    }
    size_t count() const
    {
        size_t count = 0;
        for (const quint64 word : m_words)
            count += size_t(std::popcount(word));
        return count;
    }
    LogBits &operator|=(const LogBits &other) { return combine(other, std::bit_or()); }
    LogBits &operator&=(const LogBits &other) { return combine(other, std::bit_and()); }
    LogBits &operator-=(const LogBits &other)
    {
        return combine(other, [](quint64 a, quint64 b) { return a & ~b; });
    }

    template <typename Visit> void forEach(const Visit &visit) const
    {
        for (size_t i = 0; i < m_words.size(); ++i) {
            for (quint64 left = m_words[i]; left; left &= left - 1)
                visit(i * 64 + size_t(std::countr_zero(left)));
        }
    }
    /// Leaves those for which `holds` is true.
    template <typename Holds> void keepIf(const Holds &holds)
    {
        for (size_t i = 0; i < m_words.size(); ++i) {
            for (quint64 left = m_words[i]; left; left &= left - 1) {
                const auto bit = unsigned(std::countr_zero(left));
                if (!holds(i * 64 + bit))
                    m_words[i] &= ~(quint64(1) << bit);
            }
        }
    }

private:
    template <typename How> LogBits &combine(const LogBits &other, const How &how)
    {
        for (size_t i = 0; i < m_words.size(); ++i)
            m_words[i] = how(m_words[i], other.m_words[i]);
        return *this;
    }

    std::array<quint64, LogReader::blockRows / 64> m_words;
};

}
