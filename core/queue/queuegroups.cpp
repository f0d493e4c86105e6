// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queuegroups.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <tuple>

namespace spoolscope {

template <GroupKey key> class QueueGroups::AdderFor final : public Adder
{
public:
    AdderFor(QueueGroups &groups, const CountedSnapshot &counted)
        : m_groups(groups), m_snapshot(counted.snapshot), m_values(counted)
    {
    }

    void add(QueueSnapshot::Row row) override
    {
        ++m_groups.m_message;
        bool hasValue = false;
        m_values.visit(row, [&](quint32 number) {
            m_groups.count(groupOf(number), m_snapshot, row);
            hasValue = true;
        });
        if (!hasValue)
            m_groups.count(m_groups.groupNamed({}), m_snapshot, row);
    }

private:
    quint32 groupOf(quint32 number)
    {
        if (number >= m_known.size())
            m_known.resize(std::max<size_t>(number + 1, m_known.size() * 2));
        if (m_known[number] == 0)
            m_known[number] = m_groups.groupNamed(m_values.text(number)) + 1;
        return m_known[number] - 1;
    }

    QueueGroups &m_groups;
    const QueueSnapshot &m_snapshot;
    GroupValues<key> m_values;
    std::vector<quint32> m_known; ///< by number of the value: group + 1, 0 = not met yet
};

std::unique_ptr<QueueGroups::Adder> QueueGroups::adder(const CountedSnapshot &counted)
{
    return withGroupKey(m_key, [&]<GroupKey key>() -> std::unique_ptr<Adder> {
        return std::make_unique<AdderFor<key>>(*this, counted);
    });
}

void QueueGroups::count(quint32 index, const QueueSnapshot &snapshot, QueueSnapshot::Row row)
{
    if (m_lastMessage[index] == m_message)
        return; // two recipients of one message
    m_lastMessage[index] = m_message;
    QueueGroup &group = m_groups[index];
    const qint64 arrival = snapshot.arrival(row);
    group.oldestArrival = group.messages == 0 ? arrival : std::min(group.oldestArrival, arrival);
    ++group.messages;
    if (qAddOverflow(group.bytes, snapshot.size(row), &group.bytes))
        group.bytes = std::numeric_limits<qint64>::max(); // a server may claim any size
}

quint32 QueueGroups::groupNamed(const QByteArray &value)
{
    // As in the filter language; a reason is not compared as a whole there.
    const QByteArray name = m_key == GroupKey::Reason ? value : value.toLower();
    const auto known = m_byValue.constFind(name);
    if (known != m_byValue.cend())
        return *known;
    const auto group = quint32(m_groups.size());
    m_byValue.insert(name, group);
    m_groups.push_back({.value = value});
    m_lastMessage.push_back(0);
    return group;
}

std::vector<QueueGroup> QueueGroups::sorted() const
{
    std::vector<QueueGroup> groups;
    std::ranges::copy_if(m_groups, std::back_inserter(groups),
        [](const QueueGroup &group) { return group.messages > 0; });
    std::ranges::sort(groups, [](const QueueGroup &a, const QueueGroup &b) {
        return std::tie(b.messages, b.bytes, a.value) < std::tie(a.messages, a.bytes, b.value);
    });
    return groups;
}

}
