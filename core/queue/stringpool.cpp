// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/stringpool.h"

#include <QHashFunctions>

#include <algorithm>
#include <cstring>

namespace spoolscope {

namespace {

constexpr size_t firstBlock = 16 << 10;
constexpr size_t largestBlock = 1 << 20;

quint32 hashOf(QByteArrayView text)
{
    return quint32(qHash(text, 0x5350));
}

}

StringPool::StringPool() : m_table(1024)
{
    m_entries.append({}); // number 0, the empty string
}

StringPool::~StringPool() = default;

QByteArrayView StringPool::text(Id id) const
{
    const Entry &entry = m_entries[id];
    return {entry.data, qsizetype(entry.size)};
}

StringPool::Id StringPool::intern(QByteArrayView text)
{
    if (text.isEmpty())
        return 0;
    const quint32 hash = hashOf(text);
    size_t slot = hash & (m_table.size() - 1);
    while (const Id id = m_table[slot]) {
        if (m_entries[id].hash == hash && this->text(id) == text)
            return id;
        slot = (slot + 1) & (m_table.size() - 1);
    }
    const Id id = Id(m_entries.size());
    m_entries.append({store(text), quint32(text.size()), hash});
    m_table[slot] = id;
    if (m_entries.size() * 4 > m_table.size() * 3)
        grow();
    return id;
}

char *StringPool::store(QByteArrayView text)
{
    const size_t size = size_t(text.size());
    m_stored += size;
    if (m_blockSize - m_blockUsed < size) {
        m_blockSize = std::max(
            size, std::min(largestBlock, firstBlock << std::min<size_t>(m_blocks.size(), 6)));
        m_blocks.push_back(std::make_unique_for_overwrite<char[]>(m_blockSize));
        m_blockUsed = 0;
    }
    char *place = m_blocks.back().get() + m_blockUsed;
    std::memcpy(place, text.data(), size);
    m_blockUsed += size;
    return place;
}

void StringPool::grow()
{
    std::vector<Id> table(m_table.size() * 2);
    for (Id id = 1; id < m_entries.size(); ++id) {
        size_t slot = m_entries[id].hash & (table.size() - 1);
        while (table[slot])
            slot = (slot + 1) & (table.size() - 1);
        table[slot] = id;
    }
    m_table = std::move(table);
}

size_t StringPool::residentBytes() const
{
    return m_stored + m_table.size() * sizeof(Id) + m_entries.size() * sizeof(Entry);
}

}
