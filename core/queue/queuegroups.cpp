// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queuegroups.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace spoolscope {

namespace {

/// A server may claim any size.
void addBytes(qint64 &sum, qint64 bytes)
{
    if (qAddOverflow(sum, bytes, &sum))
        sum = std::numeric_limits<qint64>::max();
}

/// As in the filter language; a reason is not compared as a whole there.
QByteArray nameOf(const QByteArray &value, GroupKey key)
{
    return key == GroupKey::Reason ? value : value.toLower();
}

}

template <GroupKey key> class QueueGroups::AdderFor final : public Adder
{
public:
    AdderFor(QueueGroups &groups, const CountedSnapshot &counted)
        : m_groups(groups), m_snapshot(counted.snapshot), m_values(counted)
    {
        m_groups.m_adders.push_back(this);
    }

    ~AdderFor() override
    {
        std::erase(m_groups.m_adders, this);
        m_groups.m_sum.merge(groups(), key);
    }

    void add(QueueSnapshot::Row row) override
    {
        ++m_message;
        bool hasValue = false;
        m_values.visit(row, [&](quint32 number) {
            count(number, row);
            hasValue = true;
        });
        if (!hasValue)
            count(0, row); // the empty value of recipients
    }

private:
    Q_DISABLE_COPY_MOVE(AdderFor)
    std::vector<QueueGroup> groups() const override
    {
        std::vector<QueueGroup> groups;
        groups.reserve(m_distinct);
        for (quint32 number = 0; number < m_tallies.size(); ++number) {
            const Tally &tally = m_tallies[number];
            if (tally.messages > 0)
                groups.push_back(
                    {m_values.text(number), tally.messages, tally.bytes, tally.oldest});
        }
        return groups;
    }

    struct Tally
    {
        qint64 messages = 0, bytes = 0, oldest = 0;
        qint64 lastMessage = 0; ///< that was counted
    };

    void count(quint32 number, QueueSnapshot::Row row)
    {
        if (number >= m_tallies.size())
            m_tallies.resize(std::max<size_t>(number + 1, m_tallies.size() * 2));
        Tally &tally = m_tallies[number];
        if (tally.lastMessage == m_message)
            return; // two recipients of one message
        tally.lastMessage = m_message;
        const qint64 arrival = m_snapshot.arrival(row);
        tally.oldest = tally.messages == 0 ? arrival : std::min(tally.oldest, arrival);
        m_distinct += tally.messages == 0 ? 1 : 0;
        ++tally.messages;
        addBytes(tally.bytes, m_snapshot.size(row));
    }

    QueueGroups &m_groups;
    const QueueSnapshot &m_snapshot;
    GroupValues<key> m_values;
    std::vector<Tally> m_tallies; ///< by number of the value
    size_t m_distinct = 0; ///< of them with messages
    qint64 m_message = 0;
};

std::unique_ptr<QueueGroups::Adder> QueueGroups::adder(const CountedSnapshot &counted)
{
    return withGroupKey(m_key, [&]<GroupKey key>() -> std::unique_ptr<Adder> {
        return std::make_unique<AdderFor<key>>(*this, counted);
    });
}

void QueueGroups::Sum::merge(std::vector<QueueGroup> more, GroupKey key)
{
    if (groups.empty()) {
        groups = std::move(more);
        return;
    }
    for (auto i = quint32(byName.size()); i < groups.size(); ++i)
        byName.insert(nameOf(groups[i].value, key), i);
    for (QueueGroup &group : more) {
        const QByteArray name = nameOf(group.value, key);
        const auto known = byName.constFind(name);
        if (known == byName.cend()) {
            byName.insert(name, quint32(groups.size()));
            groups.push_back(std::move(group));
            continue;
        }
        QueueGroup &sum = groups[*known];
        sum.messages += group.messages;
        addBytes(sum.bytes, group.bytes);
        sum.oldestArrival = std::min(sum.oldestArrival, group.oldestArrival);
    }
}

std::vector<QueueGroup> QueueGroups::sorted() const
{
    Sum whole;
    for (const Adder *adder : m_adders)
        whole.merge(adder->groups(), m_key);
    if (!m_adders.empty() && !m_sum.groups.empty())
        whole.merge(m_sum.groups, m_key);
    const std::vector<QueueGroup> &counted = m_adders.empty() ? m_sum.groups : whole.groups;
    struct Place ///< what is compared, side by side: there may be half a million
    {
        qint64 messages, bytes;
        quint32 group;
    };
    std::vector<Place> places;
    places.reserve(counted.size());
    for (quint32 i = 0; i < counted.size(); ++i)
        places.push_back({counted[i].messages, counted[i].bytes, i});
    std::ranges::sort(places, [&](const Place &a, const Place &b) {
        if (a.messages != b.messages)
            return a.messages > b.messages;
        if (a.bytes != b.bytes)
            return a.bytes > b.bytes;
        return counted[a.group].value < counted[b.group].value;
    });
    std::vector<QueueGroup> groups;
    groups.reserve(places.size());
    std::ranges::transform(places, std::back_inserter(groups),
        [&](const Place &place) { return counted[place.group]; });
    return groups;
}

}
