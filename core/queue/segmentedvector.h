// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <utility>

namespace spoolscope {

/// An append-only vector whose elements never move: one thread appends, any thread may read the
/// elements below a size that reached it with acquire/release ordering. Grows by segments of
/// 2^Bits elements, at most 2^12 of them.
template <typename T, unsigned Bits = 13> class SegmentedVector final
{
public:
    static constexpr size_t segmentSize = size_t(1) << Bits;
    static constexpr size_t maximumSize = segmentSize << 12;

    const T &operator[](size_t index) const
    {
        return (*m_segments)[index >> Bits][index & (segmentSize - 1)];
    }
    T &operator[](size_t index) { return (*m_segments)[index >> Bits][index & (segmentSize - 1)]; }
    size_t size() const { return m_size; } ///< writer's thread only

    T &append(T value)
    {
        const size_t segment = m_size >> Bits;
        if ((m_size & (segmentSize - 1)) == 0)
            (*m_segments)[segment] = std::make_unique<T[]>(segmentSize);
        T &slot = (*m_segments)[segment][m_size & (segmentSize - 1)];
        slot = std::move(value);
        ++m_size;
        return slot;
    }

private:
    using Directory = std::array<std::unique_ptr<T[]>, size_t(1) << 12>;
    std::unique_ptr<Directory> m_segments = std::make_unique<Directory>();
    size_t m_size = 0;
};

}
