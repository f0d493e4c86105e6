// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/largememory.h"

#include <type_traits>
#include <utility>

namespace spoolscope {

/// The store's memory: takeMemory() that is given back in time.
class ZeroedMemory final
{
public:
    ZeroedMemory() = default;
    ZeroedMemory(size_t bytes, Pages pages) : m_data(takeMemory(bytes, pages)), m_bytes(bytes) { }
    ~ZeroedMemory() { giveMemory(m_data, m_bytes); }
    ZeroedMemory(ZeroedMemory &&other) noexcept
        : m_data(std::exchange(other.m_data, nullptr)), m_bytes(std::exchange(other.m_bytes, 0))
    {
    }
    ZeroedMemory &operator=(ZeroedMemory &&other) noexcept
    {
        std::swap(m_data, other.m_data);
        std::swap(m_bytes, other.m_bytes);
        return *this;
    }
    void *data() const { return m_data; }

private:
    void *m_data = nullptr;
    size_t m_bytes = 0;
};

/// A number of elements that does not change, zero at first.
template <typename T> class ZeroedArray final
{
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

public:
    ZeroedArray() = default;
    explicit ZeroedArray(size_t size, Pages pages = Pages::Huge)
        : m_memory(size * sizeof(T), pages), m_size(size)
    {
    }
    size_t size() const { return m_size; }
    T *data() { return static_cast<T *>(m_memory.data()); }
    const T *data() const { return static_cast<const T *>(m_memory.data()); }
    T &operator[](size_t index) { return data()[index]; }
    const T &operator[](size_t index) const { return data()[index]; }
    const T *begin() const { return data(); }
    const T *end() const { return data() + m_size; }

private:
    ZeroedMemory m_memory;
    size_t m_size = 0;
};

}
