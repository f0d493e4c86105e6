// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/textranks.h"

#include <QtEndian>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <span>

namespace spoolscope {

namespace {

constexpr qsizetype step = 8; ///< bytes that are compared at once
constexpr size_t ahead = 16; ///< items: about the time that memory takes

struct Item
{
    quint64 key = 0; ///< the bytes that are being sorted by
    const char *at = nullptr; ///< the rest of the text, equal up to there to those beside it
    qsizetype left = 0; ///< bytes
    quint32 text = 0;
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
quint64 keyOf(const Item &item)
{
    if (item.left >= step)
        return eightAt(item.at);
    std::array<char, step> bytes = {};
    std::memcpy(bytes.data(), item.at, size_t(item.left));
    return eightAt(bytes.data());
}

void advance(Item &item, qsizetype bytes)
{
    item.at += bytes;
    item.left -= bytes;
}

class Ranker final
{
public:
    Ranker(const std::vector<QByteArrayView> &texts, const std::stop_token &stop)
        : m_stop(stop), m_items(texts.size()), m_ranks(texts.size())
    {
        for (quint32 i = 0; i < m_items.size(); ++i)
            m_items[i] = {.at = texts[i].data(), .left = texts[i].size(), .text = i};
    }

    std::optional<std::vector<quint32>> run()
    {
        if (!m_items.empty())
            m_open.push_back(m_items);
        while (!m_open.empty()) {
            if (m_stop.stop_requested())
                return {};
            const Items items = m_open.back();
            m_open.pop_back();
            sort(items);
        }
        return std::move(m_ranks);
    }

private:
    using Items = std::span<Item>;

    void sort(Items items)
    {
        const qsizetype common = commonStart(items);
        for (size_t i = 0; i < items.size(); ++i) {
            prefetch(items, i + ahead, common);
            advance(items[i], common);
            items[i].key = keyOf(items[i]);
        }
        std::ranges::sort(items, {}, &Item::key);
        forEachEqual(items, &Item::key, [this](Items equal) { settle(equal); });
    }

    /// How many bytes all of them begin with, in whole steps: reasons differ behind long words that
    /// they share.
    static qsizetype commonStart(Items items)
    {
        const Item &first = items.front();
        qsizetype common = first.left / step * step;
        for (size_t i = 1; i < items.size() && common > 0; ++i) {
            prefetch(items, i + ahead, 0);
            const Item &item = items[i];
            const qsizetype most = std::min(common, item.left / step * step);
            for (common = 0; common < most; common += step) {
                if (eightAt(first.at + common) != eightAt(item.at + common))
                    break;
            }
        }
        return common;
    }

    static void prefetch(Items items, size_t i, qsizetype further)
    {
        if (i < items.size())
            __builtin_prefetch(items[i].at + further);
    }

    /// Of items with the same key those that end within it are first.
    void settle(Items items)
    {
        if (items.size() == 1)
            return give(items);
        const auto longer
            = std::ranges::partition(items, [](const Item &item) { return item.left <= step; });
        const Items ended(items.begin(), longer.begin());
        // Zeros at the end are told from none by the length alone.
        std::ranges::sort(ended, {}, &Item::left);
        forEachEqual(ended, &Item::left, [this](Items equal) { give(equal); });
        if (longer.size() == 1)
            return give(longer);
        for (Item &item : longer)
            advance(item, step);
        if (!longer.empty())
            m_open.push_back(longer);
    }

    void give(Items items)
    {
        for (const Item &item : items)
            m_ranks[item.text] = quint32(items.data() - m_items.data());
    }

    template <typename Value, typename Act>
    static void forEachEqual(Items sorted, Value value, Act act)
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

    const std::stop_token &m_stop;
    std::vector<Item> m_items;
    std::vector<quint32> m_ranks;
    std::vector<Items> m_open;
};

}

std::optional<std::vector<quint32>> textRanks(
    const std::vector<QByteArrayView> &texts, const std::stop_token &stop)
{
    return Ranker(texts, stop).run();
}

}
