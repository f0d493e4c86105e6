// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/textranks.h"

#include <QtEndian>

#include <algorithm>
#include <array>
#include <compare>
#include <cstring>
#include <functional>
#include <numeric>
#include <span>
#include <utility>

namespace spoolscope {

namespace {

constexpr size_t step = 8; ///< bytes that are compared at once
constexpr size_t ahead = 16; ///< items: about the time that memory takes
constexpr size_t few = 16; ///< items that are compared in pairs
constexpr size_t groupsAhead = 8; ///< of few items: as above

struct Item
{
    quint64 key = 0; ///< the bytes that are being sorted by
    const char *begin = nullptr;
    quint32 size = 0; ///< bytes
    quint32 text = 0;
};
using Items = std::span<Item>;

/// Items whose texts begin with the same bytes.
struct Alike
{
    Items items;
    size_t depth = 0; ///< bytes, all of which each of them has
};

/// 'A' to 'Z' of eight bytes as 'a' to 'z'.
quint64 lowered(quint64 bytes)
{
    constexpr quint64 ones = 0x0101010101010101;
    constexpr quint64 high = 0x80 * ones;
    const quint64 low = bytes & ~high; // no sum leaves its byte
    const quint64 fromA = low + (0x80 - 'A') * ones;
    const quint64 behindZ = low + (0x80 - 'Z' - 1) * ones;
    return bytes | ((fromA & ~behindZ & ~bytes & high) >> 2);
}

/// Eight bytes as a number that sorts as they do.
quint64 eightAt(const char *at)
{
    return lowered(qFromBigEndian<quint64>(at));
}

/// As eightAt(); behind the end are zeros.
quint64 keyAt(const Item &item, size_t depth)
{
    if (item.size - depth >= step)
        return eightAt(item.begin + depth);
    std::array<char, step> bytes = {};
    std::memcpy(bytes.data(), item.begin + depth, item.size - depth);
    return eightAt(bytes.data());
}

/// How far two texts are the same in whole steps from `depth` on, up to `most`.
size_t sharedDepth(const Item &a, const Item &b, size_t depth, size_t most)
{
    while (depth + step <= most && depth + step <= b.size
        && eightAt(a.begin + depth) == eightAt(b.begin + depth))
        depth += step;
    return depth;
}

/// Sets the keys to what follows the bytes that all begin with: reasons differ behind long words
/// that they share. How deep that is. Reads each text once, as it is out of the processor's caches.
size_t readKeys(const Alike &alike)
{
    constexpr size_t line = 64; // bytes of a cache
    const auto [items, depth] = alike;
    const Item &first = items.front();
    // A guess from a few keeps most of the others from being given their key twice.
    size_t shared = first.size;
    for (size_t i = 0; i < items.size(); i += items.size() / 16 + 1)
        shared = sharedDepth(first, items[i], depth, shared);
    for (size_t i = 0; i < items.size(); ++i) {
        if (i + ahead < items.size()) {
            const Item &next = items[i + ahead];
            for (size_t at = depth; at < shared + step; at += line)
                __builtin_prefetch(next.begin + at);
            __builtin_prefetch(next.begin + shared + step - 1);
        }
        const size_t its = sharedDepth(first, items[i], depth, shared);
        if (its < shared) {
            shared = its;
            const quint64 key = keyAt(first, shared);
            for (Item &item : items.first(i))
                item.key = key;
        }
        items[i].key = keyAt(items[i], shared);
    }
    return shared;
}

/// Of two texts that are equal up to `depth`, by length where zeros behind one's end are the
/// other's.
std::strong_ordering compare(const Item &a, const Item &b, size_t depth)
{
    for (;; depth += step) {
        const quint64 x = keyAt(a, depth), y = keyAt(b, depth);
        if (x != y)
            return x <=> y;
        if (std::min(a.size, b.size) - depth < step)
            return a.size <=> b.size;
    }
}

/// Sorts by key; items with the same one stay in the order of memory, in which they are read next.
class KeySorter final
{
public:
    explicit KeySorter(size_t most) : m_room(most) { }

    void sort(Items items)
    {
        if (items.size() < worthDigits) {
            std::ranges::sort(
                items, {}, [](const Item &item) { return std::pair(item.key, item.begin); });
            return;
        }
        Items from = items;
        Items to = Items(m_room).first(items.size());
        const Counts counts = countDigits(items);
        for (size_t digit = 0; digit < step; ++digit) {
            // Where all have the same digit, as in words that they share, it sorts nothing.
            if (counts[digit][digitOf(items.front(), digit)] == items.size())
                continue;
            scatter(from, to, digit, counts[digit]);
            std::swap(from, to);
        }
        if (from.data() != items.data())
            std::ranges::copy(from, items.begin());
    }

private:
    static constexpr size_t worthDigits = 512; ///< items
    using Count = std::array<quint32, 256>;
    using Counts = std::array<Count, step>;

    /// From the last of the bytes.
    static size_t digitOf(const Item &item, size_t digit) { return item.key >> (8 * digit) & 0xff; }

    static Counts countDigits(Items items)
    {
        Counts counts = {};
        for (const Item &item : items)
            for (size_t digit = 0; digit < step; ++digit)
                ++counts[digit][digitOf(item, digit)];
        return counts;
    }

    static void scatter(Items from, Items to, size_t digit, const Count &counts)
    {
        Count places;
        std::exclusive_scan(counts.begin(), counts.end(), places.begin(), quint32(0));
        for (const Item &item : from)
            to[places[digitOf(item, digit)]++] = item;
    }

    LargeVector<Item> m_room;
};

template <typename Value, typename Act> void forEachEqual(Items sorted, Value value, Act act)
{
    for (auto begin = sorted.begin(); begin != sorted.end();) {
        const auto differs = [&](const Item &item) {
            return std::invoke(value, item) != std::invoke(value, *begin);
        };
        const auto end = std::find_if(begin, sorted.end(), differs);
        act(Items(begin, end));
        begin = end;
    }
}

class Ranker final
{
public:
    Ranker(const LargeVector<QByteArrayView> &texts, const std::stop_token &stop)
        : m_stop(stop), m_items(texts.size()), m_ranks(texts.size())
    {
        for (quint32 i = 0; i < m_items.size(); ++i)
            m_items[i] = {.begin = texts[i].data(), .size = quint32(texts[i].size()), .text = i};
    }

    std::optional<LargeVector<quint32>> run()
    {
        if (!m_items.empty())
            m_open.push_back({m_items});
        while (!m_open.empty()) {
            if (m_stop.stop_requested())
                return {};
            const Alike alike = m_open.back();
            m_open.pop_back();
            sort(alike);
        }
        for (const Alike &alike : m_waiting)
            sortFew(alike);
        return std::move(m_ranks);
    }

private:
    void sort(const Alike &alike)
    {
        const size_t depth = readKeys(alike);
        m_sorter.sort(alike.items);
        forEachEqual(alike.items, &Item::key, [&](Items equal) { settle(equal, depth); });
    }

    /// Of items with the same key those that end within it are first.
    void settle(Items items, size_t depth)
    {
        if (items.size() == 1)
            return give(items);
        const auto longer = std::ranges::partition(
            items, [&](const Item &item) { return item.size <= depth + step; });
        const Items ended(items.begin(), longer.begin());
        // Zeros at the end are told from none by the length alone.
        std::ranges::sort(ended, {}, &Item::size);
        forEachEqual(ended, &Item::size, [this](Items equal) { give(equal); });
        if (longer.size() == 1)
            return give(longer);
        if (longer.size() > few)
            m_open.push_back({longer, depth + step});
        else if (!longer.empty())
            await({longer, depth + step});
    }

    /// Asks for the texts, and sorts the group whose texts were asked for some groups ago.
    void await(const Alike &alike)
    {
        for (const Item &item : alike.items)
            __builtin_prefetch(item.begin + alike.depth);
        sortFew(std::exchange(m_waiting[m_next], alike));
        m_next = (m_next + 1) % m_waiting.size();
    }

    void sortFew(const Alike &alike)
    {
        const auto [items, depth] = alike;
        std::ranges::sort(
            items, [depth](const Item &a, const Item &b) { return compare(a, b, depth) < 0; });
        for (size_t begin = 0, end = 0; begin < items.size(); begin = end) {
            while (end < items.size() && compare(items[begin], items[end], depth) == 0)
                ++end;
            give(items.subspan(begin, end - begin));
        }
    }

    void give(Items items)
    {
        for (const Item &item : items)
            m_ranks[item.text] = quint32(items.data() - m_items.data());
    }

    const std::stop_token &m_stop;
    LargeVector<Item> m_items;
    KeySorter m_sorter{m_items.size()};
    LargeVector<quint32> m_ranks;
    std::vector<Alike> m_open;
    std::array<Alike, groupsAhead> m_waiting; ///< of few items each
    size_t m_next = 0; ///< the one of them that waits longest
};

}

std::optional<LargeVector<quint32>> textRanks(
    const LargeVector<QByteArrayView> &texts, const std::stop_token &stop)
{
    return Ranker(texts, stop).run();
}

}
