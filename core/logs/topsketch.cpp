// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/topsketch.h"

#include <QHashFunctions>

#include <algorithm>
#include <cstring>

namespace spoolscope {

namespace {

constexpr size_t leastSlots = 64;
constexpr size_t bytesPerText = 64; ///< of m_texts, for as many as there may be

}

quint64 TopSketch::hashOf(QByteArrayView text)
{
    // Texts come from anybody: a seed of this process keeps them from being made to collide.
    static const size_t seed = QHashSeed::globalSeed();
    return qHash(text.first(std::min(text.size(), longestText)), seed);
}

size_t TopSketch::slotOf(quint64 hash) const
{
    const size_t mask = m_slots.size() - 1;
    size_t slot = hash & mask;
    while (m_slots[slot] != 0 && m_entries[m_slots[slot] - 1].hash != hash)
        slot = (slot + 1) & mask;
    return slot;
}

TopSketch::Values &TopSketch::at(QByteArrayView text, quint64 hash)
{
    return found(text.first(std::min(text.size(), longestText)), hash).values;
}

TopSketch::Entry &TopSketch::found(QByteArrayView text, quint64 hash)
{
    if (!m_slots.empty()) {
        if (const quint32 number = m_slots[slotOf(hash)])
            return m_entries[number - 1];
    }
    if (m_entries.size() >= m_most || m_texts.size() >= m_most * bytesPerText)
        forgetRare();
    return append(text, hash);
}

TopSketch::Entry &TopSketch::append(QByteArrayView text, quint64 hash)
{
    if ((m_entries.size() + 1) * 2 > m_slots.size())
        index(std::max(leastSlots, m_slots.size() * 2));
    m_slots[slotOf(hash)] = quint32(m_entries.size() + 1);
    m_entries.push_back({.hash = hash,
        .missed = m_error,
        .values = {},
        .start = quint32(m_texts.size()),
        .size = quint32(text.size())});
    m_texts.append(text.data(), size_t(text.size()));
    return m_entries.back();
}

void TopSketch::index(size_t room)
{
    m_slots.assign(room, 0);
    for (size_t i = 0; i < m_entries.size(); ++i) {
        size_t slot = m_entries[i].hash & (room - 1);
        while (m_slots[slot] != 0)
            slot = (slot + 1) & (room - 1);
        m_slots[slot] = quint32(i + 1);
    }
}

void TopSketch::forgetRare()
{
    m_weights.clear();
    for (const Entry &entry : m_entries)
        m_weights.push_back(entry.weight() + entry.missed);
    const auto middle = m_weights.begin() + qsizetype(m_weights.size() / 2);
    std::ranges::nth_element(m_weights, middle);
    m_error = std::max(m_error, *middle);
    size_t kept = 0;
    quint32 end = 0;
    for (const Entry &entry : m_entries) {
        if (entry.weight() + entry.missed <= m_error)
            continue;
        std::memmove(m_texts.data() + end, m_texts.data() + entry.start, entry.size);
        m_entries[kept] = entry;
        m_entries[kept].start = end;
        end += entry.size;
        ++kept;
    }
    m_entries.resize(kept);
    m_texts.resize(end);
    index(m_slots.size());
}

void TopSketch::merge(const TopSketch &other)
{
    // What only one of them knows may have been missed by the other.
    for (Entry &entry : m_entries)
        entry.missed += other.m_error;
    for (const Entry &theirs : other.m_entries) {
        const quint32 known = m_slots.empty() ? 0 : m_slots[slotOf(theirs.hash)];
        Entry &entry = known ? m_entries[known - 1] : append(other.textOf(theirs), theirs.hash);
        entry.missed += known ? theirs.missed - other.m_error : theirs.missed;
        entry.values.count += theirs.values.count;
        entry.values.second += theirs.values.second;
        entry.values.bytes += theirs.values.bytes;
        entry.values.delay += theirs.values.delay;
        entry.values.longest = std::max(entry.values.longest, theirs.values.longest);
    }
    m_error += other.m_error;
    while (m_entries.size() > m_most)
        forgetRare();
}

size_t TopSketch::residentBytes() const
{
    return m_entries.capacity() * sizeof(Entry) + m_slots.capacity() * sizeof(quint32)
        + m_texts.capacity() + m_weights.capacity() * sizeof(quint64);
}

std::vector<TopEntry> TopSketch::top(size_t most, quint64 TopEntry::*by) const
{
    std::vector<TopEntry> all;
    for (const Entry &entry : m_entries) {
        TopEntry shown{.text = {},
            .count = entry.values.count,
            .second = entry.values.second,
            .bytes = entry.values.bytes,
            .delay = entry.values.delay,
            .longest = entry.values.longest,
            .missed = entry.missed};
        if (shown.*by == 0)
            continue;
        shown.text = textOf(entry).toByteArray();
        all.push_back(std::move(shown));
    }
    const size_t count = std::min(most, all.size());
    std::ranges::partial_sort(
        all, all.begin() + qsizetype(count), [by](const TopEntry &a, const TopEntry &b) {
            return a.*by != b.*by ? a.*by > b.*by : a.text < b.text;
        });
    all.resize(count);
    return all;
}

}
