// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/messagetable.h"

#include <utility>

namespace spoolscope {

namespace {

quint64 keyOf(quint64 hash)
{
    return hash ? hash : 1; // 0 is what is free
}

}

size_t MessageTable::find(quint64 key) const
{
    const size_t mask = m_table.size() - 1;
    size_t at = homeOf(key);
    while (m_table[at].key != 0 && m_table[at].key != key)
        at = (at + 1) & mask;
    return at;
}

MessageTable::Message &MessageTable::at(quint64 hash)
{
    const quint64 key = keyOf(hash);
    size_t at = find(key);
    if (m_table[at].key == key)
        return m_table[at];
    if (m_size * 2 >= m_table.size() && m_table.size() < most) {
        grow();
        at = find(key);
    }
    if (m_size >= most / 8 * 7)
        at = homeOf(key); // whatever is there goes; the place stays taken, so all others are found
    m_size += m_table[at].key == 0;
    m_table[at] = {.key = key};
    return m_table[at];
}

void MessageTable::remove(quint64 hash)
{
    const size_t mask = m_table.size() - 1;
    size_t hole = find(keyOf(hash));
    if (m_table[hole].key == 0)
        return;
    // What was put further on because this place was taken moves up.
    for (size_t at = (hole + 1) & mask; m_table[at].key != 0; at = (at + 1) & mask) {
        if (((at - homeOf(m_table[at].key)) & mask) < ((at - hole) & mask))
            continue;
        m_table[hole] = m_table[at];
        hole = at;
    }
    m_table[hole] = {};
    --m_size;
}

void MessageTable::grow()
{
    const std::vector<Message> old
        = std::exchange(m_table, std::vector<Message>(m_table.size() * 2));
    for (const Message &message : old)
        if (message.key != 0)
            m_table[find(message.key)] = message;
}

}
