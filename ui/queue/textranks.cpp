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

struct Item
{
    quint64 key = 0; ///< the bytes at the depth that is being sorted
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

/// Eight bytes as a number that sorts as they do; behind the end are zeros.
quint64 keyAt(QByteArrayView text, qsizetype depth)
{
    const qsizetype left = text.size() - depth;
    if (left >= step)
        return lowered(qFromBigEndian<quint64>(text.data() + depth));
    std::array<char, step> bytes = {};
    if (left > 0)
        std::memcpy(bytes.data(), text.data() + depth, size_t(left));
    return lowered(qFromBigEndian<quint64>(bytes.data()));
}

class Ranker final
{
public:
    Ranker(const std::vector<QByteArrayView> &texts, const std::stop_token &stop)
        : m_texts(texts), m_stop(stop), m_items(texts.size()), m_ranks(texts.size())
    {
        for (quint32 i = 0; i < m_items.size(); ++i)
            m_items[i].text = i;
    }

    std::optional<std::vector<quint32>> run()
    {
        m_open.push_back({m_items, 0});
        while (!m_open.empty()) {
            if (m_stop.stop_requested())
                return {};
            const Run run = m_open.back();
            m_open.pop_back();
            sort(run);
        }
        return std::move(m_ranks);
    }

private:
    using Items = std::span<Item>;
    struct Run ///< items that are equal up to the depth
    {
        Items items;
        qsizetype depth;
    };

    QByteArrayView textOf(const Item &item) const { return m_texts[item.text]; }

    void sort(const Run &run)
    {
        constexpr size_t ahead = 16; // about the time that memory takes
        for (size_t i = 0; i < run.items.size(); ++i) {
            if (i + ahead < run.items.size())
                __builtin_prefetch(textOf(run.items[i + ahead]).data() + run.depth);
            run.items[i].key = keyAt(textOf(run.items[i]), run.depth);
        }
        std::ranges::sort(run.items, {}, &Item::key);
        forEachEqual(run.items, &Item::key,
            [this, depth = run.depth + step](Items equal) { settle(equal, depth); });
    }

    /// Of items that are equal up to the depth those that end there are first.
    void settle(Items items, qsizetype depth)
    {
        if (items.size() == 1)
            return give(items);
        const auto longer = std::ranges::partition(
            items, [&](const Item &item) { return textOf(item).size() <= depth; });
        const Items ended(items.begin(), longer.begin());
        // Zeros at the end are told from none by the length alone.
        const auto size = [this](const Item &item) { return textOf(item).size(); };
        std::ranges::sort(ended, {}, size);
        forEachEqual(ended, size, [this](Items equal) { give(equal); });
        if (longer.size() == 1)
            give(longer);
        else if (!longer.empty())
            m_open.push_back({longer, depth});
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

    const std::vector<QByteArrayView> &m_texts;
    const std::stop_token &m_stop;
    std::vector<Item> m_items;
    std::vector<quint32> m_ranks;
    std::vector<Run> m_open;
};

}

std::optional<std::vector<quint32>> textRanks(
    const std::vector<QByteArrayView> &texts, const std::stop_token &stop)
{
    return Ranker(texts, stop).run();
}

}
