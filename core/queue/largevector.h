// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/largememory.h"

#include <vector>

namespace spoolscope {

template <typename T> struct LargeAllocator
{
    using value_type = T;

    LargeAllocator() = default;
    template <typename Other> LargeAllocator(const LargeAllocator<Other> &) { }

    T *allocate(size_t count)
    {
        return static_cast<T *>(takeMemory(count * sizeof(T), Pages::Huge));
    }
    void deallocate(T *memory, size_t count) { giveMemory(memory, count * sizeof(T)); }

    bool operator==(const LargeAllocator &) const { return true; }
};

/// For what has an element for each of a million messages, and is there for a moment: its page
/// faults would take longer than the work on it.
template <typename T> using LargeVector = std::vector<T, LargeAllocator<T>>;

}
