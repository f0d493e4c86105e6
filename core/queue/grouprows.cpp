// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/grouprows.h"

#include <QHash>

#include <algorithm>
#include <tuple>

namespace spoolscope {

using Row = QueueSnapshot::Row;

namespace {

constexpr size_t rowsBetweenLooks = 1 << 16; // at the stop token

/// Tells for rows which of some groups they are in; looks at each distinct value once.
template <GroupKey key> class Members final
{
public:
    Members(const QByteArrayList &values, const CountedSnapshot &counted) : m_values(counted)
    {
        for (qsizetype i = 0; i < values.size(); ++i)
            m_groups.insert(groupName(key, values[i]), quint32(i));
        m_ofEmpty = groupNamed({});
    }

    /// Calls `visit` with the place of each group that the row is in; maybe more than once.
    template <typename Visit> void visit(Row row, Visit visit)
    {
        bool hasValue = false;
        m_values.visit(row, [&](quint32 number) {
            hasValue = true;
            if (const quint32 known = groupOf(number); known > isInNone)
                visit(known - firstGroup);
        });
        if (!hasValue && m_ofEmpty > isInNone) // no recipients
            visit(m_ofEmpty - firstGroup);
    }

private:
    static constexpr quint32 isInNone = 1, firstGroup = 2; ///< 0: not looked at yet

    quint32 groupNamed(const QByteArray &value) const
    {
        const auto group = m_groups.constFind(groupName(key, value));
        return group == m_groups.cend() ? isInNone : *group + firstGroup;
    }

    quint32 groupOf(quint32 number)
    {
        if (number >= m_known.size())
            m_known.resize(std::max<size_t>(number + 1, m_known.size() * 2));
        if (m_known[number] == 0)
            m_known[number] = groupNamed(m_values.text(number));
        return m_known[number];
    }

    GroupValues<key> m_values;
    QHash<QByteArray, quint32> m_groups;
    std::vector<quint32> m_known; ///< by number of the value
    quint32 m_ofEmpty = isInNone;
};

/// Calls `take` with rows and groups; false when stopped.
template <typename Take>
bool visitGroups(const GroupQuestion &question, const CountedSnapshot &counted,
    std::span<const Row> rows, const std::stop_token &stop, Take take)
{
    return withGroupKey(question.key, [&]<GroupKey key>() {
        Members<key> members(question.values, counted);
        for (size_t i = 0; i < rows.size(); ++i) {
            if (i % rowsBetweenLooks == 0 && stop.stop_requested())
                return false;
            members.visit(rows[i], [&](quint32 group) { take(rows[i], group); });
        }
        return true;
    });
}

}

QByteArray groupName(GroupKey key, const QByteArray &value)
{
    // As in the filter language; a reason is not compared as a whole there.
    return key == GroupKey::Reason ? value : value.toLower();
}

std::optional<std::vector<Row>> rowsOfGroups(const GroupQuestion &question,
    const CountedSnapshot &counted, std::span<const Row> rows, const std::stop_token &stop)
{
    std::vector<Row> found;
    const bool isWhole = visitGroups(question, counted, rows, stop, [&](Row row, quint32) {
        if (found.empty() || found.back() != row) // several recipients, or groups
            found.push_back(row);
    });
    return isWhole ? std::optional(std::move(found)) : std::nullopt;
}

std::optional<std::vector<std::vector<Row>>> oldestOfGroups(const GroupQuestion &question,
    const CountedSnapshot &counted, std::span<const Row> rows, size_t most,
    const std::stop_token &stop)
{
    const auto isOlder = [&](Row a, Row b) {
        return std::tuple(counted.snapshot.arrival(a), a)
            < std::tuple(counted.snapshot.arrival(b), b);
    };
    std::vector<std::vector<Row>> oldest(size_t(question.values.size())); // heaps, youngest on top
    std::vector<std::optional<Row>> last(oldest.size()); // two recipients of one message
    const bool isWhole = visitGroups(question, counted, rows, stop, [&](Row row, quint32 group) {
        std::vector<Row> &heap = oldest[group];
        if (most == 0 || std::exchange(last[group], row) == row)
            return;
        if (heap.size() == most) {
            if (!isOlder(row, heap.front()))
                return;
            std::ranges::pop_heap(heap, isOlder);
            heap.pop_back();
        }
        heap.push_back(row);
        std::ranges::push_heap(heap, isOlder);
    });
    if (!isWhole)
        return {};
    for (std::vector<Row> &heap : oldest)
        std::ranges::sort_heap(heap, isOlder);
    return oldest;
}

}
