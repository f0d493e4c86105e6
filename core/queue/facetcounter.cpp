// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/facetcounter.h"

#include "core/queue/bytesearch.h"
#include "core/queue/facetfilter.h"
#include "core/queue/largevector.h"

#include <QHash>

#include <algorithm>
#include <tuple>
#include <utility>

namespace spoolscope {

using Row = QueueSnapshot::Row;

namespace {

/// For each row a bit for each key whose choices it does not meet; all bits where it does not meet
/// the rest.
using Misses = LargeVector<quint16>;
using Counts = LargeVector<quint32>; ///< messages, by number of the value
constexpr quint16 missesAll = 0xffff;
static_assert(allGroupKeys.size() < 16);

constexpr Row rowsBetweenLooks = 1 << 16; // at the stop token
constexpr quint32 ahead = 8; ///< rows or values: about the time that memory takes

constexpr quint16 bitOf(GroupKey key)
{
    return quint16(1u << unsigned(key));
}

/// False when stopped.
bool addMisses(Misses &misses, quint16 bits, const Filter &filter, const FacetSource &source,
    const std::stop_token &stop)
{
    if (filter.isEverything())
        return true;
    FilterRun run(filter, source.counted.snapshot, source.context);
    const FilteredRows found = run.rows(0, stop);
    Row next = 0;
    const auto missUpTo = [&](Row end) {
        for (; next < end; ++next)
            misses[next] |= bits;
    };
    for (const Row row : found.rows) {
        if (row >= misses.size()) // published in the meantime
            break;
        missUpTo(row);
        next = row + 1;
    }
    missUpTo(Row(misses.size()));
    return !found.isStopped;
}

bool sortsBefore(const FacetValue &a, const FacetValue &b)
{
    return std::tie(b.messages, a.value) < std::tie(a.messages, b.value);
}

/// Counts of one key over all sources.
class Tally final
{
public:
    Tally(QByteArray search, size_t most) : m_search(std::move(search)), m_most(most)
    {
        std::ranges::transform(m_search, m_search.begin(), asciiLower);
    }

    template <GroupKey key>
    bool add(
        const FacetSource &source, const Misses &misses, bool isOnly, const std::stop_token &stop)
    {
        if (isOfOrigin(key) && !source.counted.facts)
            return true; // nothing is known, and what is unknown is no choice
        GroupValues<key> values(source.counted);
        Counts counts;
        LargeVector<Row> lastRow; ///< by number, and 1: two recipients of one message count once
        const QueueSnapshot &snapshot = source.counted.snapshot;
        const auto isCounted = [&misses](Row row) {
            return row < misses.size() && !(misses[row] & quint16(~bitOf(key)));
        };
        for (Row row = 0; row < misses.size(); ++row) {
            if (row % rowsBetweenLooks == 0 && stop.stop_requested())
                return false;
            if (isCounted(row + 2 * ahead))
                values.prefetchMessage(row + 2 * ahead);
            if (isCounted(row + ahead))
                values.prefetchRecipients(row + ahead);
            if (!isCounted(row))
                continue;
            const bool mayRepeat = isOfRecipients(key) && snapshot.recipientCount(row) > 1;
            values.visit(row, [&](quint32 number) {
                if (isOfOrigin(key) && number == SnapshotFacts::unknown)
                    return;
                if (number >= counts.size())
                    counts.resize(std::max<size_t>(number + 1, counts.size() * 2));
                if (mayRepeat) {
                    lastRow.resize(std::max(lastRow.size(), counts.size()));
                    if (std::exchange(lastRow[number], row + 1) == row + 1)
                        return;
                }
                ++counts[number];
            });
        }
        if (isOnly)
            keep(values, counts);
        else
            merge(values, counts);
        return true;
    }

    Facet facet()
    {
        const auto behind
            = m_facet.values.begin() + qsizetype(std::min(m_most, m_facet.values.size()));
        std::ranges::partial_sort(m_facet.values, behind, sortsBefore);
        m_facet.values.erase(behind, m_facet.values.end());
        return std::move(m_facet);
    }

private:
    /// Of one source: few of a million values are shown, and only those are made texts of.
    template <typename Values> void keep(const Values &values, const Counts &counts)
    {
        LargeVector<quint32> numbers;
        for (quint32 number = 0; number < counts.size(); ++number) {
            if (counts[number] == 0)
                continue;
            ++m_facet.distinct;
            if (const quint32 next = number + ahead; next < counts.size() && counts[next] > 0)
                values.prefetchText(next);
            if (m_search.isEmpty() || values.contains(number, m_search))
                numbers.push_back(number);
        }
        // Those that are as many as the last one shown may be first by name.
        if (numbers.size() > m_most) {
            const auto last = numbers.begin() + qsizetype(m_most) - 1;
            std::ranges::nth_element(numbers, last, std::ranges::greater(),
                [&](quint32 number) { return counts[number]; });
            const quint32 least = counts[*last];
            std::erase_if(numbers, [&](quint32 number) { return counts[number] < least; });
        }
        for (const quint32 number : numbers)
            m_facet.values.push_back({values.text(number), counts[number]});
    }

    template <typename Values> void merge(const Values &values, const Counts &counts)
    {
        for (quint32 number = 0; number < counts.size(); ++number) {
            if (counts[number] == 0)
                continue;
            const QByteArray value = values.text(number);
            const auto known = m_known.constFind(value.toLower());
            if (known != m_known.cend()) {
                if (*known >= 0)
                    m_facet.values[size_t(*known)].messages += counts[number];
                continue;
            }
            ++m_facet.distinct;
            const bool isWanted = values.contains(number, m_search);
            m_known.insert(value.toLower(), isWanted ? qsizetype(m_facet.values.size()) : -1);
            if (isWanted)
                m_facet.values.push_back({value, counts[number]});
        }
    }

    QByteArray m_search;
    size_t m_most;
    Facet m_facet;
    QHash<QByteArray, qsizetype> m_known; ///< by value in lower case: its place, -1 if not sought
};

}

std::optional<Facets> countFacets(
    const FacetRequest &request, std::span<const FacetSource> sources, const std::stop_token &stop)
{
    const FacetFilter filter(request.filter);
    std::vector<Misses> misses;
    for (const FacetSource &source : sources) {
        QueueIndex &index = source.counted.snapshot.index();
        index.extend(stop);
        if (stop.stop_requested())
            return {};
        Misses &missed = misses.emplace_back(index.rowCount());
        if (!addMisses(missed, missesAll, filter.rest(), source, stop))
            return {};
        for (const GroupKey key : allGroupKeys)
            if (filter.hasChoice(key)
                && !addMisses(missed, bitOf(key), filter.choiceOf(key), source, stop))
                return {};
    }
    Facets facets;
    for (const GroupKey key : allGroupKeys) {
        if (key == GroupKey::Reason)
            continue;
        Tally tally(request.searches[size_t(key)].toUtf8(), request.most);
        for (size_t i = 0; i < sources.size(); ++i) {
            const bool isWhole = withGroupKey(key, [&]<GroupKey known>() {
                return tally.add<known>(sources[i], misses[i], sources.size() == 1, stop);
            });
            if (!isWhole)
                return {};
        }
        facets[size_t(key)] = tally.facet();
    }
    return facets;
}

}
