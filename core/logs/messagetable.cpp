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

MessageTable::Message &MessageTable::at(quint64 hash)
{
    const quint64 key = keyOf(hash);
    for (Message &message : setOf(key).ways)
        if (message.key == key)
            return message;
    Message &made = makeRoom(key);
    made = {.key = key};
    return made;
}

MessageTable::Message &MessageTable::makeRoom(quint64 key)
{
    while (true) {
        Set &set = setOf(key);
        for (Message &message : set.ways) {
            if (message.key == 0) {
                ++m_size;
                return message;
            }
        }
        // Few in a large table fall together by chance: then it is no use to grow.
        if (m_sets.size() == mostSets || m_size < m_sets.size())
            return set.ways[key & 3];
        grow();
    }
}

void MessageTable::remove(quint64 hash)
{
    const quint64 key = keyOf(hash);
    for (Message &message : setOf(key).ways) {
        if (message.key == key) {
            message = {};
            --m_size;
        }
    }
}

void MessageTable::grow()
{
    const std::vector<Set> old
        = std::exchange(m_sets, std::vector<Set>(m_sets.size() * 2));
    for (const Set &set : old) {
        for (const Message &message : set.ways) {
            if (message.key == 0)
                continue;
            // A set's messages go to two sets: there is always room.
            for (Message &way : setOf(message.key).ways) {
                if (way.key == 0) {
                    way = message;
                    break;
                }
            }
        }
    }
}

}
