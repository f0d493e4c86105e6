// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <algorithm>
#include <cstddef>

namespace spoolscope {

/// A change begins with ten messages, then a hundred, and only when both went as expected goes on
/// in full batches: a mistake that shows itself shows itself small. Pure.
class Canary final
{
public:
    explicit Canary(size_t total, size_t largest) : m_total(total), m_largest(largest) { }

    /// How many messages the next batch has when `sent` were sent before it.
    size_t batch(size_t sent) const
    {
        const size_t step = sent < first ? first : sent < first + second ? second : m_largest;
        return std::min({step, m_largest, m_total - sent});
    }
    /// Whether the next batch may go while others are under way.
    bool isOver(size_t done) const { return done >= std::min(m_total, first + second); }

private:
    static constexpr size_t first = 10, second = 100;
    size_t m_total;
    size_t m_largest;
};

}
