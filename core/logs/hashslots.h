// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtTypes>

#include <vector>

namespace spoolscope {

/// The newest entry of each hash. Entries are the caller's: they know the one of the same hash
/// before them, so that a Message-ID that comes a million times costs no more than another.
class HashSlots final
{
public:
    static constexpr quint32 none = ~quint32(0);

    HashSlots() { clear(); }

    quint32 find(quint32 hash) const { return m_slots[slotOf(hash)].entry; }

    /// The entry that was the newest before.
    quint32 replace(quint32 hash, quint32 entry)
    {
        Slot &slot = m_slots[slotOf(hash)];
        const quint32 before = slot.entry;
        slot = {hash, entry};
        if (before == none && ++m_count * 4 > m_slots.size() * 3)
            grow();
        return before;
    }
    void clear()
    {
        m_slots.assign(smallest, {});
        m_count = 0;
    }
    size_t residentBytes() const { return m_slots.size() * sizeof(Slot); }

private:
    static constexpr size_t smallest = 1024;
    struct Slot
    {
        quint32 hash = 0;
        quint32 entry = none; ///< none: the slot is free
    };
    size_t slotOf(quint32 hash) const
    {
        const size_t mask = m_slots.size() - 1;
        size_t at = hash & mask;
        while (m_slots[at].entry != none && m_slots[at].hash != hash)
            at = (at + 1) & mask;
        return at;
    }
    void grow()
    {
        std::vector<Slot> old(m_slots.size() * 2);
        old.swap(m_slots);
        for (const Slot &slot : old) {
            if (slot.entry != none)
                m_slots[slotOf(slot.hash)] = slot;
        }
    }

    std::vector<Slot> m_slots;
    size_t m_count = 0;
};

}
