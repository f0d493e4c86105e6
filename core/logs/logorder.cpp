// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logorder.h"

#include "core/logs/logquery.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <ranges>

namespace spoolscope {

namespace {

/// Where a row belongs.
struct Key
{
    qint64 time = 0;
    LogRef ref;

    friend auto operator<=>(const Key &, const Key &) = default;
};
using Keys = std::vector<Key>;

Keys merged(const Keys &a, const Keys &b)
{
    Keys both;
    both.reserve(a.size() + b.size());
    std::ranges::merge(a, b, std::back_inserter(both));
    return both;
}

/// Two by two, so that each key is moved as often as the number of lists can be halved.
Keys merged(std::vector<Keys> lists)
{
    while (lists.size() > 1) {
        std::vector<Keys> fewer;
        for (size_t i = 0; i + 1 < lists.size(); i += 2)
            fewer.push_back(merged(lists[i], lists[i + 1]));
        if (lists.size() % 2 == 1)
            fewer.push_back(std::move(lists.back()));
        lists = std::move(fewer);
    }
    return lists.empty() ? Keys() : std::move(lists.front());
}

}

qint64 LogOrder::totalLines() const
{
    return std::accumulate(m_sources.begin(), m_sources.end(), qint64(0),
        [](qint64 sum, const Source &source) { return sum + source.rows.lineCount(); });
}

std::vector<LogReader> LogOrder::readers() const
{
    std::vector<LogReader> readers;
    for (const Source &source : m_sources)
        readers.emplace_back(source.rows);
    return readers;
}

void LogOrder::append(LogRef ref)
{
    if (m_size % chunkSize == 0) {
        m_chunks.push_back(std::make_shared<Chunk>());
        m_chunks.back()->reserve(std::min(chunkSize, m_size + 16));
    }
    m_chunks.back()->push_back(ref);
    ++m_size;
}

size_t LogOrder::placeOf(qint64 time, LogRef ref, std::vector<LogReader> &readers) const
{
    const auto places = std::views::iota(size_t(0), m_size);
    const auto found = std::ranges::lower_bound(places, Key{time, ref}, {}, [&](size_t place) {
        const LogRef there = at(place);
        return Key{readers[there.source()].record(there.row()).time, there};
    });
    return size_t(found - places.begin());
}

/// Makes an order from the one before.
class LogArranger final
{
public:
    LogArranger(const LogOrderRequest &request, const std::stop_token &stop)
        : m_request(request), m_stop(stop)
    {
        const LogOrder *previous = request.previous.get();
        for (size_t i = 0; i < request.sources.size(); ++i) {
            m_order->m_sources.push_back(
                {request.sources[i].store->rows(), previous && previous->m_sources[i].isAfterGap});
            m_hasDropped |= previous && previous->rows(i).dropped() < m_order->rows(i).dropped();
        }
        m_readers = m_order->readers();
    }

    std::shared_ptr<const LogOrder> arrange()
    {
        std::vector<Keys> lists;
        for (size_t i = 0; i < m_readers.size(); ++i) {
            lists.push_back(newOf(i));
            if (m_stop.stop_requested())
                return nullptr;
        }
        const Keys keys = merged(std::move(lists));
        if (m_request.previous && !takeOver(keys))
            return nullptr;
        if (!m_request.previous)
            add(keys);
        return m_order;
    }

private:
    /// What matches and was not looked at before.
    Keys newOf(size_t i)
    {
        LogOrder::Source &source = m_order->m_sources[i];
        LogQuery query(m_request.filter, m_request.sources[i].names, source.isAfterGap);
        Keys keys;
        const auto take = [&](LogRows::Row row, const LogRecord &record) {
            keys.push_back({record.time, LogRef(i, row)});
            if (record.isGap())
                m_order->m_gaps.push_back(keys.back().ref);
        };
        const LogOrder *previous = m_request.previous.get();
        const LogRows &rows = source.rows;
        LogRows::Row first = previous ? previous->rows(i).end() : rows.begin();
        if (previous && previous->rows(i).dropped() < rows.dropped()) {
            const LogRows::Row note = rows.begin(); // which says what was dropped
            take(note, m_readers[i].record(note));
            first = std::max(first, rows.dropped());
        }
        query.find(m_readers[i], first, take, m_stop);
        source.isAfterGap = query.isAfterGap();
        if (!std::ranges::is_sorted(keys))
            std::ranges::sort(keys);
        return keys;
    }

    bool isThere(LogRef ref) const
    {
        return !m_hasDropped || ref.row() >= m_order->rows(ref.source()).dropped();
    }

    /// The order before with `keys` put in. False: stopped.
    bool takeOver(const Keys &keys)
    {
        const LogOrder &before = *m_request.previous;
        std::ranges::copy_if(before.m_gaps, std::back_inserter(m_order->m_gaps),
            [this](LogRef ref) { return isThere(ref); });
        std::vector<LogReader> old = before.readers();
        const auto placeOf = [&](Keys::const_iterator key) {
            return key == keys.end() ? before.size() : before.placeOf(key->time, key->ref, old);
        };
        auto key = keys.begin();
        size_t next = placeOf(key); // rows before it are taken without a look at them
        if (!m_hasDropped)
            share(before, next / LogOrder::chunkSize);
        size_t looks = 0;
        for (size_t place = m_order->size(); place < before.size(); ++place) {
            const LogRef ref = before.at(place);
            if (place >= next && key != keys.end()) {
                const Key there{old[ref.source()].record(ref.row()).time, ref};
                for (; key != keys.end() && *key < there; ++key, looks = 0)
                    m_order->append(key->ref);
                if (++looks == looksBeforeJump) {
                    next = placeOf(key);
                    looks = 0;
                }
            }
            if (isThere(ref))
                m_order->append(ref);
            if (place % LogOrder::chunkSize == 0 && m_stop.stop_requested())
                return false;
        }
        add({key, keys.end()});
        return true;
    }

    void share(const LogOrder &before, size_t chunks)
    {
        m_order->m_chunks.assign(
            before.m_chunks.begin(), before.m_chunks.begin() + std::ptrdiff_t(chunks));
        m_order->m_size = chunks * LogOrder::chunkSize;
    }

    void add(std::span<const Key> keys)
    {
        for (const Key &key : keys)
            m_order->append(key.ref);
    }

    /// Rows in a row that no new one goes before; the next is then looked for, not waited for.
    static constexpr size_t looksBeforeJump = 256;

    const LogOrderRequest &m_request;
    const std::stop_token &m_stop;
    std::shared_ptr<LogOrder> m_order = std::make_shared<LogOrder>();
    std::vector<LogReader> m_readers;
    bool m_hasDropped = false;
};

std::shared_ptr<const LogOrder> arrangeLog(
    const LogOrderRequest &request, const std::stop_token &stop)
{
    return LogArranger(request, stop).arrange();
}

}
