// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/stringpool.h"

#include <QHashFunctions>

#include <algorithm>
#include <bit>
#include <cstring>
#include <ranges>

namespace spoolscope {

namespace {

constexpr size_t smallestTable = 1024;
constexpr size_t longestPrefix = 5; ///< bytes of a 32-bit length, seven bits each

quint32 hashOf(QByteArrayView text)
{
    return quint32(qHash(text, 0x5350));
}

/// Seven bits a byte, lowest first, the high bit set on all but the last.
char *putLength(char *at, size_t length)
{
    for (; length >= 0x80; length >>= 7)
        *at++ = char(length | 0x80);
    *at++ = char(length);
    return at;
}

}

StringPool::StringPool(size_t expected)
    : m_first(expected < decltype(m_places)::segmentSize / 8 ? Pages::Small : Pages::Huge)
    , m_places(m_first)
    , m_table(std::max(smallestTable, std::bit_ceil(expected * 4 / 3 + 1)))
{
    m_places.append(0); // number 0, the empty string
}

StringPool::~StringPool() = default;

QByteArrayView StringPool::text(Id id) const
{
    return id == 0 ? QByteArrayView() : textAt(m_places[id]);
}

QByteArrayView StringPool::textAt(quint32 place) const
{
    const char *at = addressOf(place);
    size_t length = 0;
    for (unsigned shift = 0;; shift += 7) {
        const auto byte = quint8(*at++);
        length |= size_t(byte & 0x7f) << shift;
        if (byte < 0x80)
            return {at, qsizetype(length)};
    }
}

QByteArrayView StringPool::stretch(Id first, Id &last) const
{
    const auto isTogether = [this, block = m_places[first] / blockSize](
                                Id id) { return m_places[id] / blockSize == block; };
    const auto following = std::views::iota(first, last + 1);
    last = *std::ranges::prev(std::ranges::partition_point(following, isTogether));
    const char *const begin = text(first).data();
    return {begin, text(last).end() - begin};
}

void StringPool::prefetch(Id id) const
{
    if (id)
        __builtin_prefetch(addressOf(m_places[id]));
}

quint32 StringPool::prepare(QByteArrayView text) const
{
    const quint32 hash = hashOf(text);
    __builtin_prefetch(&m_table[hash & (m_table.size() - 1)]);
    return hash;
}

void StringPool::prefetchCandidate(quint32 hash) const
{
    size_t slot = hash & (m_table.size() - 1);
    while (m_table[slot].id && m_table[slot].hash != hash)
        slot = (slot + 1) & (m_table.size() - 1);
    if (m_table[slot].id)
        __builtin_prefetch(addressOf(m_table[slot].place));
}

StringPool::Id StringPool::intern(QByteArrayView text, quint32 hash)
{
    if (text.isEmpty())
        return 0;
    size_t slot = hash & (m_table.size() - 1);
    while (const Id id = m_table[slot].id) {
        if (m_table[slot].hash == hash && textAt(m_table[slot].place) == text)
            return id;
        slot = (slot + 1) & (m_table.size() - 1);
    }
    return put(text, hash, slot);
}

StringPool::Id StringPool::add(QByteArrayView text)
{
    const quint32 hash = hashOf(text);
    size_t slot = hash & (m_table.size() - 1);
    while (m_table[slot].id)
        slot = (slot + 1) & (m_table.size() - 1);
    return put(text, hash, slot);
}

StringPool::Id StringPool::put(QByteArrayView text, quint32 hash, size_t freeSlot)
{
    const Id id = Id(m_places.size());
    const quint32 place = m_places.append(store(text));
    m_table[freeSlot] = {hash, id, place};
    if (m_places.size() * 4 > m_table.size() * 3)
        grow();
    return id;
}

bool StringPool::isFull(size_t strings, size_t bytes) const
{
    // At worst each block is left half empty.
    const size_t needed = 2 * (bytes + strings * longestPrefix + blockSize);
    return m_places.size() + strings > m_places.maximumSize
        || m_room + needed > mostBlocks * blockSize;
}

void StringPool::seal()
{
    m_table = {};
}

/// A string lies in one piece: what is longer than a block gets several side by side.
quint32 StringPool::store(QByteArrayView text)
{
    const size_t needed = size_t(text.size()) + longestPrefix;
    if (m_room - m_used < needed) {
        const size_t count = (needed + blockSize - 1) / blockSize;
        (*m_blocks)[m_room / blockSize]
            = ZeroedArray<char>(count * blockSize, m_room == 0 ? m_first : Pages::Huge);
        m_used = m_room;
        m_room += count * blockSize;
    }
    char *const start = (*m_blocks)[m_used / blockSize].data() + m_used % blockSize;
    char *const at = putLength(start, size_t(text.size()));
    std::memcpy(at, text.data(), size_t(text.size()));
    const auto place = quint32(m_used);
    // Only the first of several blocks is in the directory: nothing else may start in the others.
    m_used = needed > blockSize ? m_room : m_used + size_t(at - start) + size_t(text.size());
    return place;
}

void StringPool::grow()
{
    ZeroedArray<Slot> table(m_table.size() * 2);
    for (const Slot &entry : m_table) {
        if (entry.id == 0)
            continue;
        size_t slot = entry.hash & (table.size() - 1);
        while (table[slot].id)
            slot = (slot + 1) & (table.size() - 1);
        table[slot] = entry;
    }
    m_table = std::move(table);
}

size_t StringPool::residentBytes() const
{
    return m_used + m_table.size() * sizeof(Slot) + m_places.size() * sizeof(quint32);
}

}
