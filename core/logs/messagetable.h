// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtTypes>

#include <vector>

namespace spoolscope {

/// What counting has to remember of the messages that are in a queue, by the hash of the queue ID:
/// 16 to 64 bytes each for as many as there are, up to 900,000; then an older one goes for each
/// new.
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
    /// Asks the processor to have it at hand soon.
    void prefetch(quint64 hash) const { __builtin_prefetch(&m_table[homeOf(hash)]); }
    size_t residentBytes() const { return m_table.capacity() * sizeof(Message); }

private:
    static constexpr size_t least = 256, most = size_t(1) << 20;
    size_t homeOf(quint64 key) const { return (key >> 8) & (m_table.size() - 1); }
    size_t find(quint64 key) const; ///< the place where it is, or the free one where it may be
    void grow();

    std::vector<Message> m_table = std::vector<Message>(least); ///< open addressing
    size_t m_size = 0;
};

}
