// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/queuearrangement.h"

#include "core/queue/retryestimate.h"
#include "ui/queue/textranks.h"

#include <QtEndian>

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

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

    /// Puts ranks in the place of the leading bytes of texts: for very many rows.
    bool rank(std::vector<Item> &items, const std::stop_token &stop)
    {
        if (!isText(m_order.column) || items.size() < worthRanks)
            return true;
        constexpr quint32 unseen = std::numeric_limits<quint32>::max();
        std::vector<std::vector<quint32>> numbers(m_sources.size()); // of a text, by source and id
        std::vector<QByteArrayView> texts;
        std::vector<quint32> textOfItem;
        textOfItem.reserve(items.size());
        for (const Item &item : items) {
            const StringPool::Id id = textIdOf(m_order.column, item.ref);
            auto &known = numbers[item.ref.source];
            if (id >= known.size())
                known.resize(std::max<size_t>(id + 1, known.size() * 2), unseen);
            if (known[id] == unseen) {
                known[id] = quint32(texts.size());
                texts.push_back(snapshot(item.ref).text(id));
            }
            textOfItem.push_back(known[id]);
        }
        const auto ranks = textRanks(texts, stop);
        if (!ranks)
            return false;
        for (size_t i = 0; i < items.size(); ++i)
            items[i].key = directed((*ranks)[textOfItem[i]]);
        m_keysAreWhole = true;
        return true;
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
    static bool isText(QueueColumn column)
    {
        return column == QueueColumn::Sender || column == QueueColumn::Recipients
            || column == QueueColumn::Reason;
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

/// Sorts in blocks so that a stop request is noticed within some milliseconds.
bool sortItems(std::vector<Item> &items, const Sorter &less, std::stop_token stop)
{
    constexpr size_t block = 1 << 15;
    for (size_t at = 0; at < items.size(); at += block) {
        if (stop.stop_requested())
            return false;
        std::sort(items.begin() + qsizetype(at),
            items.begin() + qsizetype(std::min(at + block, items.size())), less);
    }
    for (size_t width = block; width < items.size(); width *= 2) {
        for (size_t at = 0; at + width < items.size(); at += 2 * width) {
            if (stop.stop_requested())
                return false;
            std::inplace_merge(items.begin() + qsizetype(at), items.begin() + qsizetype(at + width),
                items.begin() + qsizetype(std::min(at + 2 * width, items.size())), less);
        }
    }
    return true;
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

    std::vector<Item> fresh;
    for (quint32 source = 0; source < sources.size(); ++source) {
        const QueueSnapshot &snapshot = *sources[source].snapshot;
        FilterRun run(request.filter, snapshot, filterContext(sources[source], request.now));
        const FilteredRows found = run.rows(merging ? request.previous->covered[source] : 0, stop);
        if (found.isStopped)
            return {};
        fresh.reserve(fresh.size() + found.rows.size());
        for (const QueueSnapshot::Row row : found.rows)
            fresh.push_back(sorter.item({source, row}));
        result.covered[source] = found.end;
    }
    // Merging compares with rows that have no rank.
    if ((!merging && !sorter.rank(fresh, stop)) || !sortItems(fresh, sorter, stop))
        return {};

    const auto refOf = [](const Item &item) { return item.ref; };
    if (!merging) {
        result.rows.resize(fresh.size());
        std::ranges::transform(fresh, result.rows.begin(), refOf);
        return result;
    }
    const std::vector<RowRef> &known = request.previous->rows;
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
