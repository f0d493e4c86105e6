// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/distinctcount.h"

#include <utility>

namespace spoolscope {

void DistinctCount::insert(quint64 hash)
{
    if ((m_size + 1) * 2 > m_slots.size())
        resize(m_slots.empty() ? 64 : m_slots.size() * 2);
    const quint64 key = hash ? hash : 1; // 0 is what is free
    const size_t mask = m_slots.size() - 1;
    size_t slot = key & mask;
    for (; m_slots[slot] != 0; slot = (slot + 1) & mask)
        if (m_slots[slot] == key)
            return;
    m_slots[slot] = key;
    if (++m_size <= most)
        return;
    ++m_level;
    resize(m_slots.size());
}

/// Takes over what is sampled at the level that it is now.
void DistinctCount::resize(size_t room)
{
    const std::vector<quint64> old = std::exchange(m_slots, std::vector<quint64>(room, 0));
    m_size = 0;
    for (const quint64 hash : old) {
        if (hash == 0 || !isSampled(hash))
            continue;
        size_t slot = hash & (room - 1);
        while (m_slots[slot] != 0)
            slot = (slot + 1) & (room - 1);
        m_slots[slot] = hash;
        ++m_size;
    }
}

void DistinctCount::merge(const DistinctCount &other)
{
    if (other.m_level > m_level) {
        m_level = other.m_level;
        if (!m_slots.empty())
            resize(m_slots.size());
    }
    for (const quint64 hash : other.m_slots)
        if (hash != 0)
            add(hash);
}

}
