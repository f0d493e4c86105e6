// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/groups/grouparrangement.h"

#include "core/queue/grouprows.h"
#include "ui/facets/facettext.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <tuple>

namespace spoolscope {

using Row = QueueSnapshot::Row;

namespace {

constexpr size_t rowsBetweenLooks = 1 << 16; // at the stop token

void addBytes(qint64 &sum, qint64 bytes)
{
    if (qAddOverflow(sum, bytes, &sum))
        sum = std::numeric_limits<qint64>::max(); // a server may claim any size
}

/// Adds what was counted elsewhere, with arrivals by the same clock.
void addTo(QueueGroup &sum, const QueueGroup &other)
{
    sum.oldestArrival = sum.messages == 0 ? other.oldestArrival
                                          : std::min(sum.oldestArrival, other.oldestArrival);
    sum.messages += other.messages;
    addBytes(sum.bytes, other.bytes);
}

/// By source, ascending: walks over the columns of a snapshot go forward.
std::vector<std::vector<Row>> rowsBySource(const QueueArrangement &table)
{
    std::vector<std::vector<Row>> rows(table.sources->size());
    if (table.filter.isEverything()) {
        for (size_t i = 0; i < rows.size() && i < table.covered.size(); ++i) {
            rows[i].resize(table.covered[i]);
            std::iota(rows[i].begin(), rows[i].end(), Row(0));
        }
        return rows;
    }
    for (const RowRef ref : table.rows)
        rows[ref.source].push_back(ref.row);
    for (std::vector<Row> &list : rows)
        std::ranges::sort(list);
    return rows;
}

/// Counts groups and the sums of all, or false when stopped.
class Counter final
{
public:
    Counter(GroupCounts &counts, const std::stop_token &stop) : m_counts(counts), m_stop(stop) { }

    bool count()
    {
        // QueueGroups tells the oldest by the server's clock: one for all whose clocks agree.
        std::map<qint64, std::vector<quint32>> byClock;
        for (quint32 i = 0; i < m_counts.sources->size(); ++i)
            byClock[(*m_counts.sources)[i].clockOffset].push_back(i);
        for (const auto &[offset, sources] : byClock) {
            QueueGroups groups(m_counts.key);
            for (const quint32 source : sources)
                if (!add(source, groups))
                    return false;
            take(groups.sorted(), offset);
        }
        if (byClock.size() > 1)
            std::ranges::sort(m_counts.groups, [](const QueueGroup &a, const QueueGroup &b) {
                return std::tie(b.messages, b.bytes, a.value)
                    < std::tie(a.messages, a.bytes, b.value);
            });
        return byClock.size() < 2 || place();
    }

private:
    bool add(quint32 source, QueueGroups &groups)
    {
        const CountedSnapshot counted = m_counts.counted(source);
        const auto adder = groups.adder(counted);
        const qint64 offset = (*m_counts.sources)[source].clockOffset;
        const std::vector<Row> &rows = m_counts.rows[source];
        for (size_t i = 0; i < rows.size(); ++i) {
            if (i % rowsBetweenLooks == 0 && m_stop.stop_requested())
                return false;
            adder->add(rows[i]);
            addTo(m_counts.all,
                {.messages = 1,
                    .bytes = counted.snapshot.size(rows[i]),
                    .oldestArrival = counted.snapshot.arrival(rows[i]) - offset});
        }
        return true;
    }

    void take(LargeVector<QueueGroup> groups, qint64 offset)
    {
        const bool isFirst = m_counts.groups.empty();
        for (QueueGroup &group : groups) {
            group.oldestArrival -= offset;
            const auto known = isFirst ? std::nullopt : m_counts.find(group.value);
            if (known) {
                addTo(m_counts.groups[*known], group);
                continue;
            }
            m_counts.places.insert(
                groupName(m_counts.key, group.value), quint32(m_counts.groups.size()));
            m_counts.groups.push_back(std::move(group));
        }
    }

    bool place()
    {
        for (quint32 i = 0; i < m_counts.groups.size(); ++i)
            m_counts.places[groupName(m_counts.key, m_counts.groups[i].value)] = i;
        return !m_stop.stop_requested();
    }

    GroupCounts &m_counts;
    const std::stop_token &m_stop;
};

/// Where a value stands when sorted by what it is called.
class ValueOrder final
{
public:
    explicit ValueOrder(const GroupCounts &counts) : m_counts(counts)
    {
        if (counts.key != GroupKey::Cause && counts.key != GroupKey::Provider)
            return;
        const FacetText texts;
        for (const QueueGroup &group : counts.groups)
            m_labels.push_back(texts.label(counts.key, group.value));
    }

    bool isBefore(quint32 a, quint32 b) const
    {
        if (!m_labels.empty())
            return m_labels[a].localeAwareCompare(m_labels[b]) < 0;
        const QByteArray &one = m_counts.groups[a].value, &other = m_counts.groups[b].value;
        if (m_counts.key == GroupKey::Age || m_counts.key == GroupKey::Size)
            return place(one) < place(other);
        return one.compare(other, Qt::CaseInsensitive) < 0;
    }

private:
    size_t place(const QByteArray &band) const
    {
        const bool isAge = m_counts.key == GroupKey::Age;
        const auto bands = isAge ? ageBands() : sizeBands();
        const FilterField field = isAge ? FilterField::Age : FilterField::Size;
        return size_t(std::ranges::find(bands, band, [&](const ValueBand &other) {
            return bandName(field, other);
        }) - bands.begin());
    }

    const GroupCounts &m_counts;
    std::vector<QString> m_labels;
};

/// Those shown, in order; equal ones as they were counted.
std::vector<quint32> sortedGroups(const GroupCounts &counts, const GroupOrder &order)
{
    std::vector<quint32> places(counts.groups.size());
    std::iota(places.begin(), places.end(), 0u);
    const auto behind
        = places.begin() + qsizetype(std::min(places.size(), GroupArrangement::mostShown));
    const auto sortBy = [&](auto isLess) {
        const bool isTurned = order.direction == Qt::DescendingOrder;
        std::ranges::partial_sort(places, behind, [&](quint32 a, quint32 b) {
            if (isTurned ? isLess(b, a) : isLess(a, b))
                return true;
            return (isTurned ? isLess(a, b) : isLess(b, a)) ? false : a < b;
        });
    };
    const auto &groups = counts.groups;
    switch (order.column) {
    case GroupColumn::Value: {
        const ValueOrder values(counts);
        sortBy([&](quint32 a, quint32 b) { return values.isBefore(a, b); });
        break;
    }
    case GroupColumn::Messages:
    case GroupColumn::Share:
        sortBy([&](quint32 a, quint32 b) { return groups[a].messages < groups[b].messages; });
        break;
    case GroupColumn::Size:
        sortBy([&](quint32 a, quint32 b) { return groups[a].bytes < groups[b].bytes; });
        break;
    case GroupColumn::Oldest: // by age
        sortBy([&](quint32 a, quint32 b) {
            return groups[b].oldestArrival < groups[a].oldestArrival;
        });
        break;
    }
    places.erase(behind, places.end());
    places.shrink_to_fit();
    return places;
}

bool isSame(const GroupCounts &counts, const GroupRequest &request)
{
    const QueueArrangement &table = *request.table;
    return counts.key == request.key && counts.sources == table.sources
        && counts.filter == table.filter && counts.filteredAt == table.now
        && counts.covered == table.covered
        && (counts.key != GroupKey::Age || counts.now == request.now);
}

std::shared_ptr<const GroupCounts> countGroups(
    const GroupRequest &request, const std::stop_token &stop)
{
    const QueueArrangement &table = *request.table;
    auto counts = std::make_shared<GroupCounts>(GroupCounts{.key = request.key,
        .sources = table.sources,
        .filter = table.filter,
        .filteredAt = table.now,
        .now = request.now,
        .covered = table.covered,
        .rows = rowsBySource(table)});
    return Counter(*counts, stop).count() ? counts : nullptr;
}

/// False when stopped.
bool findOldest(GroupArrangement &groups, const QByteArrayList &open, const std::stop_token &stop)
{
    const GroupCounts &counts = *groups.counts;
    const auto arrival = [&](RowRef ref) {
        const QueueSource &source = (*counts.sources)[ref.source];
        return source.snapshot->arrival(ref.row) - source.clockOffset;
    };
    if (open.isEmpty())
        return true;
    for (quint32 i = 0; i < counts.sources->size(); ++i) {
        const auto oldest = oldestOfGroups({counts.key, open}, counts.counted(i), counts.rows[i],
            GroupArrangement::mostMessages, stop);
        if (!oldest)
            return false;
        for (qsizetype group = 0; group < open.size(); ++group)
            for (const Row row : (*oldest)[size_t(group)])
                groups.messages[groupName(counts.key, open[group])].push_back({i, row});
    }
    for (std::vector<RowRef> &messages : groups.messages) {
        std::ranges::stable_sort(messages, {}, arrival);
        messages.resize(std::min(messages.size(), GroupArrangement::mostMessages));
    }
    return true;
}

}

std::optional<quint32> GroupCounts::find(const QByteArray &value) const
{
    const auto found = places.constFind(groupName(key, value));
    return found == places.cend() ? std::nullopt : std::optional(*found);
}

CountedSnapshot GroupCounts::counted(quint32 source) const
{
    const FilterContext context = filterContext((*sources)[source], now);
    // As choosing a value asks for it: the first of the server's names.
    return {*(*sources)[source].snapshot, context.serverNames.first(), context.now, context.facts};
}

std::optional<GroupArrangement> arrangeGroups(
    const GroupRequest &request, const std::stop_token &stop)
{
    const auto &previous = request.previous;
    GroupArrangement groups{.order = request.order};
    groups.counts = previous && isSame(*previous->counts, request) ? previous->counts
                                                                   : countGroups(request, stop);
    if (!groups.counts)
        return {};
    const bool isSorted
        = previous && previous->counts == groups.counts && previous->order == request.order;
    groups.groups = isSorted ? previous->groups : sortedGroups(*groups.counts, request.order);
    if (!findOldest(groups, request.open, stop))
        return {};
    return groups;
}

std::optional<std::vector<RowRef>> messagesOf(
    const GroupCounts &counts, const QByteArrayList &values, const std::stop_token &stop)
{
    std::vector<RowRef> refs;
    for (quint32 i = 0; i < counts.sources->size(); ++i) {
        const auto rows
            = rowsOfGroups({counts.key, values}, counts.counted(i), counts.rows[i], stop);
        if (!rows)
            return {};
        for (const Row row : *rows)
            refs.push_back({i, row});
    }
    return refs;
}

}
