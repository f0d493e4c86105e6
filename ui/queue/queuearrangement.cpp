// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/queuearrangement.h"

#include "core/queue/retryestimate.h"
#include "ui/queue/textranks.h"

#include <QtEndian>

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <numeric>
#include <span>

namespace spoolscope {

namespace {

/// A row with what nearly every comparison is decided by: the leading eight bytes of what it is
/// sorted by, or a rank that stands for all of it, and its arrival.
struct Item
{
    quint64 key = 0;
    qint64 arrival = 0;
    RowRef ref;
};

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c;
}

quint64 leading(QByteArrayView text)
{
    std::array<char, 8> bytes = {};
    std::transform(
        text.begin(), text.begin() + qMin(text.size(), qsizetype(8)), bytes.begin(), lower);
    return qFromBigEndian<quint64>(bytes.data());
}

constexpr size_t worthRanks = 10'000; ///< rows

quint64 ordered(qint64 number)
{
    return quint64(number) ^ (quint64(1) << 63);
}

/// Sorts in blocks so that a stop request is noticed within some milliseconds.
template <typename Less>
bool sortItems(std::span<Item> items, const Less &less, const std::stop_token &stop)
{
    constexpr size_t block = 1 << 15;
    const auto at
        = [&](size_t place) { return items.begin() + qsizetype(std::min(place, items.size())); };
    for (size_t i = 0; i < items.size(); i += block) {
        if (stop.stop_requested())
            return false;
        std::sort(at(i), at(i + block), std::cref(less));
    }
    for (size_t width = block; width < items.size(); width *= 2) {
        for (size_t i = 0; i + width < items.size(); i += 2 * width) {
            if (stop.stop_requested())
                return false;
            std::inplace_merge(at(i), at(i + width), at(i + 2 * width), std::cref(less));
        }
    }
    return true;
}

class Sorter final
{
public:
    Sorter(const QueueSources &sources, const QueueOrder &order, qint64 now)
        : m_sources(sources), m_order(order), m_now(now)
    {
        std::vector<size_t> byName(sources.size());
        std::iota(byName.begin(), byName.end(), size_t(0));
        std::ranges::stable_sort(byName, [&](size_t a, size_t b) {
            return sources[a].server.localeAwareCompare(sources[b].server) < 0;
        });
        m_serverRank.resize(sources.size());
        for (size_t i = 0; i < byName.size(); ++i)
            m_serverRank[byName[i]] = i;
    }

    Item item(RowRef ref) const
    {
        return {directed(keyOf(m_order.column, ref)), snapshot(ref).arrival(ref.row), ref};
    }

    /// Without a key.
    Item plainItem(RowRef ref) const { return {0, snapshot(ref).arrival(ref.row), ref}; }

    /// Puts items in order that came from plainItem(). False where it was stopped.
    bool sort(LargeVector<Item> &items, const std::stop_token &stop)
    {
        if (isText(m_order.column) && items.size() >= worthRanks)
            return sortByRank(items, stop);
        for (Item &item : items)
            item.key = directed(keyOf(m_order.column, item.ref));
        return sortItems(items, *this, stop);
    }

    bool operator()(const Item &a, const Item &b) const
    {
        if (a.key != b.key)
            return a.key < b.key;
        if (const int difference = m_keysAreWhole ? 0 : compareTexts(m_order.column, a.ref, b.ref);
            difference != 0)
            return (difference < 0) == (m_order.direction == Qt::AscendingOrder);
        for (const SortKey &key : m_order.further) {
            if (const int difference = compare(key.column, a.ref, b.ref); difference != 0)
                return (difference < 0) == (key.direction == Qt::AscendingOrder);
        }
        if (a.arrival != b.arrival)
            return a.arrival < b.arrival;
        return std::pair(a.ref.source, a.ref.row) < std::pair(b.ref.source, b.ref.row);
    }

private:
    /// A rank stands for all of a text, and is less than there are: each item has its place at
    /// once, but for those with the same text.
    bool sortByRank(LargeVector<Item> &items, const std::stop_token &stop)
    {
        const size_t count = rank(items, stop);
        if (count == 0)
            return false;
        LargeVector<quint32> places(count + 1);
        for (const Item &item : items)
            ++places[item.key + 1];
        std::partial_sum(places.begin(), places.end(), places.begin());
        LargeVector<Item> sorted(items.size());
        for (const Item &item : items)
            sorted[places[item.key]++] = item;
        items = std::move(sorted);
        size_t begin = 0;
        for (size_t rank = 0; rank < count; begin = places[rank++]) {
            if (!sortItems(std::span(items).subspan(begin, places[rank] - begin), *this, stop))
                return false;
        }
        return true;
    }

    /// Makes the keys ranks, from 0. How many there are; 0 where it was stopped.
    size_t rank(LargeVector<Item> &items, const std::stop_token &stop)
    {
        constexpr quint32 unseen = std::numeric_limits<quint32>::max();
        constexpr size_t ahead = 32; // about the time that memory takes
        std::vector<LargeVector<quint32>> numbers(m_sources.size()); // of a text, by source and id
        LargeVector<QByteArrayView> texts;
        texts.reserve(items.size());
        for (size_t i = 0; i < items.size(); ++i) {
            if (i + ahead < items.size()) {
                const RowRef next = items[i + ahead].ref;
                if (!isOriginColumn(m_order.column))
                    snapshot(next).prefetch(textIdOf(m_order.column, next));
            }
            const RowRef ref = items[i].ref;
            const StringPool::Id id = textIdOf(m_order.column, ref);
            auto &known = numbers[ref.source];
            if (id >= known.size())
                known.resize(std::max<size_t>(id + 1, known.size() * 2), unseen);
            if (known[id] == unseen) {
                known[id] = quint32(texts.size());
                texts.push_back(textOf(m_order.column, ref));
            }
            items[i].key = known[id];
        }
        const auto ranks = textRanks(texts, stop);
        if (!ranks)
            return 0;
        const bool isAscending = m_order.direction == Qt::AscendingOrder;
        for (Item &item : items) {
            const quint32 rank = (*ranks)[item.key];
            item.key = isAscending ? rank : texts.size() - 1 - rank;
        }
        m_keysAreWhole = true;
        return texts.size();
    }

    static bool isText(QueueColumn column)
    {
        return column == QueueColumn::Sender || column == QueueColumn::Recipients
            || column == QueueColumn::Reason || isOriginColumn(column);
    }

    quint64 directed(quint64 key) const
    {
        return m_order.direction == Qt::AscendingOrder ? key : ~key;
    }

    const QueueSnapshot &snapshot(RowRef ref) const { return *m_sources[ref.source].snapshot; }

    int compare(QueueColumn column, RowRef a, RowRef b) const
    {
        const quint64 x = keyOf(column, a), y = keyOf(column, b);
        return x != y ? (x < y ? -1 : 1) : compareTexts(column, a, b);
    }

    int compareTexts(QueueColumn column, RowRef a, RowRef b) const
    {
        if (column == QueueColumn::Id) {
            const QueueId x = snapshot(a).id(a.row), y = snapshot(b).id(b.row);
            return x.bytes().compare(y.bytes(), Qt::CaseInsensitive);
        }
        if (!isText(column))
            return 0;
        const QByteArrayView x = textOf(column, a), y = textOf(column, b);
        // The same interned string is the same place in memory.
        if (x.data() == y.data() && x.size() == y.size())
            return 0;
        return x.compare(y, Qt::CaseInsensitive);
    }

    quint64 keyOf(QueueColumn column, RowRef ref) const
    {
        const QueueSnapshot &from = snapshot(ref);
        switch (column) {
        case QueueColumn::Queue:
            return quint64(from.queue(ref.row));
        case QueueColumn::Server:
            return m_serverRank[ref.source];
        case QueueColumn::Age:
            return ~ordered(from.arrival(ref.row) - m_sources[ref.source].clockOffset);
        case QueueColumn::Size:
            return ordered(from.size(ref.row));
        case QueueColumn::NextTry:
            return orderedTime(estimate(ref).nextTry, ref);
        case QueueColumn::Expires:
            return orderedTime(estimate(ref).expires, ref);
        case QueueColumn::Id:
            return leading(from.id(ref.row).bytes());
        default:
            return leading(textOf(column, ref));
        }
    }

    RetryEstimate estimate(RowRef ref) const
    {
        const QueueSource &source = m_sources[ref.source];
        if (!source.retry)
            return {};
        return estimateRetry(*source.retry, *source.snapshot, ref.row, m_now + source.clockOffset);
    }

    /// What has none comes behind the others.
    quint64 orderedTime(std::optional<qint64> time, RowRef ref) const
    {
        return time ? ordered(*time - m_sources[ref.source].clockOffset)
                    : std::numeric_limits<quint64>::max();
    }

    QByteArrayView textOf(QueueColumn column, RowRef ref) const
    {
        if (isOriginColumn(column)) {
            const auto &facts = m_sources[ref.source].facts;
            return facts ? facts->text(textIdOf(column, ref)) : QByteArrayView();
        }
        return snapshot(ref).text(textIdOf(column, ref));
    }

    StringPool::Id textIdOf(QueueColumn column, RowRef ref) const
    {
        const QueueSnapshot &from = snapshot(ref);
        switch (column) {
        case QueueColumn::Sender:
            return from.senderId(ref.row);
        case QueueColumn::Recipients:
            return from.recipientCount(ref.row) == 0 ? 0 : from.recipient(ref.row, 0).address;
        case QueueColumn::Reason:
            return from.reasonId(ref.row);
        case QueueColumn::Client:
        case QueueColumn::User:
        case QueueColumn::Subject: {
            const auto &facts = m_sources[ref.source].facts;
            return facts ? facts->value(originKey(column), ref.row) : SnapshotFacts::unknown;
        }
        default:
            return 0;
        }
    }

    const QueueSources &m_sources;
    const QueueOrder &m_order;
    qint64 m_now;
    std::vector<quint64> m_serverRank;
    bool m_keysAreWhole = false; ///< a key stands for all of a text
};

bool continues(const ArrangeRequest &request)
{
    const auto &previous = request.previous;
    return previous && previous->order == request.order && previous->filter == request.filter
        && previous->now == request.now
        && (previous->sources == request.sources || *previous->sources == *request.sources);
}

}

std::optional<QueueArrangement> arrange(const ArrangeRequest &request, std::stop_token stop)
{
    const QueueSources &sources = *request.sources;
    const bool merging = continues(request);
    Sorter sorter(sources, request.order, request.now);
    QueueArrangement result{.sources = request.sources,
        .order = request.order,
        .filter = request.filter,
        .now = request.now,
        .covered = std::vector<quint32>(sources.size()),
        .rows = {}};

    LargeVector<Item> fresh;
    for (quint32 source = 0; source < sources.size(); ++source) {
        const QueueSnapshot &snapshot = *sources[source].snapshot;
        FilterRun run(request.filter, snapshot, filterContext(sources[source], request.now));
        const FilteredRows found = run.rows(merging ? request.previous->covered[source] : 0, stop);
        if (found.isStopped)
            return {};
        fresh.reserve(fresh.size() + found.rows.size());
        for (const QueueSnapshot::Row row : found.rows)
            fresh.push_back(merging ? sorter.item({source, row}) : sorter.plainItem({source, row}));
        result.covered[source] = found.end;
    }
    // Merging compares with rows that have no rank.
    if (merging ? !sortItems(std::span(fresh), sorter, stop) : !sorter.sort(fresh, stop))
        return {};

    const auto refOf = [](const Item &item) { return item.ref; };
    if (!merging) {
        result.rows.resize(fresh.size());
        std::ranges::transform(fresh, result.rows.begin(), refOf);
        return result;
    }
    const LargeVector<RowRef> &known = request.previous->rows;
    result.rows.reserve(known.size() + fresh.size());
    auto next = fresh.begin();
    for (const RowRef ref : known) {
        if (next != fresh.end())
            for (const Item item = sorter.item(ref); next != fresh.end() && sorter(*next, item);
                ++next)
                result.rows.push_back(next->ref);
        result.rows.push_back(ref);
    }
    std::transform(next, fresh.end(), std::back_inserter(result.rows), refOf);
    return result;
}

}
