// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtTypes>

#include <vector>

namespace spoolscope {

/// What counting has to remember of the messages that are in a queue, by the hash of the queue ID:
/// 16 bytes each for as many as there are, up to 2^20; then one that is not known for long goes.
class MessageTable final
{
public:
    enum Flag : quint8 {
        Arrived = 1, ///< its arrival is in the log, and its sender is not yet
        ByPickup = 2,
        Sized = 4,
        Deferred = 8, ///< at least once
    };
    struct Message
    {
        quint64 key = 0; ///< 0: free
        quint64 size : 56 = 0; ///< bytes
        quint64 flags : 8 = 0;

        bool has(Flag flag) const { return flags & flag; }
        void set(Flag flag) { flags |= flag; }
        void clear(Flag flag) { flags &= quint8(~flag); }
    };

    Message &at(quint64 hash); ///< made where there is none; valid until the next call
    void remove(quint64 hash);
    size_t residentBytes() const { return m_sets.capacity() * sizeof(Set); }

private:
    /// A line of the processor's cache.
    struct alignas(64) Set
    {
        Message ways[4];
    };
    static constexpr size_t leastSets = 64, mostSets = size_t(1) << 18;
    Set &setOf(quint64 key) { return m_sets[(key >> 8) & (m_sets.size() - 1)]; }
    Message &makeRoom(quint64 key);
    void grow();

    std::vector<Set> m_sets = std::vector<Set>(leastSets);
    size_t m_size = 0;
};

}
