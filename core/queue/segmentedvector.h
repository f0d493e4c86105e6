// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/zeroedarray.h"

#include <array>
#include <cstddef>
#include <memory>

namespace spoolscope {

/// An append-only vector whose elements never move: one thread appends, any thread may read the
/// elements below a size that reached it with acquire/release ordering. Grows by segments of 2^18
/// elements, of which the unused part is address space alone, but for an eighth where small pages
/// are made in advance.
template <typename T> class SegmentedVector final
{
public:
    static constexpr size_t segmentSize = size_t(1) << 18;
    static constexpr size_t maximumSize = size_t(1) << 25;

    /// Huge pages are for a first segment that will be well filled.
    explicit SegmentedVector(Pages first = Pages::Small) : m_first(first) { }

    const T &operator[](size_t index) const
    {
        return (*m_segments)[index / segmentSize][index % segmentSize];
    }
    T &operator[](size_t index) { return (*m_segments)[index / segmentSize][index % segmentSize]; }
    size_t size() const { return m_size; } ///< writer's thread only

    T &append(const T &value)
    {
        if (m_size % stepSize == 0)
            makeRoom();
        T &slot = (*this)[m_size];
        slot = value;
        ++m_size;
        return slot;
    }

private:
    static constexpr size_t stepSize = segmentSize / 8;

    void makeRoom()
    {
        ZeroedArray<T> &last = (*m_segments)[m_size / segmentSize];
        if (m_size % segmentSize == 0)
            last = ZeroedArray<T>(segmentSize, m_size == 0 ? m_first : Pages::Huge);
        else if (m_size < segmentSize && m_first == Pages::Small)
            preparePages(&last[m_size], stepSize * sizeof(T)); // it has grown, and will again
    }

    using Directory = std::array<ZeroedArray<T>, maximumSize / segmentSize>;
    std::unique_ptr<Directory> m_segments = std::make_unique<Directory>();
    size_t m_size = 0;
    Pages m_first;
};

}
