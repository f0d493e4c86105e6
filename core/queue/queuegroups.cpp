// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queuegroups.h"

#include <QtEndian>

#include <algorithm>
#include <array>
#include <limits>
#include <span>

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

constexpr size_t ahead = 16; ///< items or rows: about the time that memory takes

/// A group with what is compared of it, side by side: there may be half a million.
struct Place
{
    qint64 messages = 0, bytes = 0;
    quint32 number = 0; ///< of the value, or of the group
};

/// How a text begins, to be compared without a look at it: as its bytes are, by byte.
using Beginning = std::array<quint64, 2>;

Beginning beginningOf(QByteArrayView text)
{
    Beginning beginning = {};
    const qsizetype size = std::min<qsizetype>(text.size(), sizeof(beginning));
    std::ranges::copy(text.first(size), reinterpret_cast<char *>(beginning.data()));
    for (quint64 &part : beginning)
        part = qFromBigEndian(part);
    return beginning;
}

/// Those that are equal but for their texts: there may be a hundred thousand of one message each,
/// and to look at two texts for each comparison misses the processor's caches twice.
template <typename TextOf, typename Prefetch>
void sortByText(std::span<Place> places, TextOf textOf, Prefetch prefetch)
{
    struct Named
    {
        Beginning beginning;
        quint32 number;
    };
    LargeVector<Named> named;
    named.reserve(places.size());
    for (size_t i = 0; i < places.size(); ++i) {
        if (i + ahead < places.size())
            prefetch(places[i + ahead].number);
        named.push_back({beginningOf(textOf(places[i].number)), places[i].number});
    }
    std::ranges::sort(named, [&](const Named &a, const Named &b) {
        return a.beginning == b.beginning
            ? QByteArrayView(textOf(a.number)) < QByteArrayView(textOf(b.number))
            : a.beginning < b.beginning;
    });
    for (size_t i = 0; i < places.size(); ++i)
        places[i].number = named[i].number;
}

/// Most messages first, then most bytes, then by text.
template <typename TextOf, typename Prefetch>
void sortPlaces(LargeVector<Place> &places, TextOf textOf, Prefetch prefetch)
{
    const auto sums = [](const Place &place) { return std::pair(place.messages, place.bytes); };
    std::ranges::sort(places, std::ranges::greater(), sums);
    for (auto first = places.begin(); first != places.end();) {
        const auto last = std::ranges::find_if_not(
            first, places.end(), [&](const Place &place) { return sums(place) == sums(*first); });
        if (last - first > 1)
            sortByText({first, last}, textOf, prefetch);
        first = last;
    }
}

}

// Not `key`: within it that is the member of QueueGroups.
template <GroupKey by> class QueueGroups::AdderFor final : public Adder
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
        m_groups.m_sum.merge(groups(), by);
    }

    void add(QueueSnapshot::Row row) override
    {
        prefetch(row + ahead);
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
    LargeVector<QueueGroup> groups() const override
    {
        LargeVector<Place> places;
        places.reserve(m_distinct);
        for (quint32 number = 0; number < m_tallies.size(); ++number) {
            const Tally &tally = m_tallies[number];
            if (tally.messages > 0)
                places.push_back({tally.messages, tally.bytes, number});
        }
        sortPlaces(
            places, [this](quint32 number) { return m_values.textInPlace(number); },
            [this](quint32 number) { m_values.prefetchText(number); });
        LargeVector<QueueGroup> groups;
        groups.reserve(places.size());
        for (size_t i = 0; i < places.size(); ++i) {
            if (i + ahead < places.size()) {
                const quint32 next = places[i + ahead].number;
                __builtin_prefetch(&m_tallies[next]);
                m_values.prefetchText(next);
            }
            const Place &place = places[i];
            groups.push_back({m_values.text(place.number), place.messages, place.bytes,
                m_tallies[place.number].oldest});
        }
        return groups;
    }

    /// Rows mostly come one after the other; their values are anywhere.
    void prefetch(QueueSnapshot::Row row)
    {
        if constexpr (by == GroupKey::Sender || by == GroupKey::Reason) {
            if (!m_values.covers(row))
                return;
            m_values.visit(row, [this](quint32 number) {
                if (number < m_tallies.size())
                    __builtin_prefetch(&m_tallies[number]);
            });
        }
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
    GroupValues<by> m_values;
    LargeVector<Tally> m_tallies; ///< by number of the value
    size_t m_distinct = 0; ///< of them with messages
    qint64 m_message = 0;
};

std::unique_ptr<QueueGroups::Adder> QueueGroups::adder(const CountedSnapshot &counted)
{
    return withGroupKey(m_key, [&]<GroupKey key>() -> std::unique_ptr<Adder> {
        return std::make_unique<AdderFor<key>>(*this, counted);
    });
}

void QueueGroups::Sum::merge(LargeVector<QueueGroup> more, GroupKey key)
{
    if (groups.empty()) {
        groups = std::move(more);
        return;
    }
    if (more.empty())
        return;
    isSorted = false;
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

LargeVector<QueueGroup> QueueGroups::sorted() const
{
    Sum whole = m_sum;
    for (const Adder *adder : m_adders)
        whole.merge(adder->groups(), m_key);
    if (whole.isSorted)
        return std::move(whole.groups);
    LargeVector<Place> places;
    places.reserve(whole.groups.size());
    for (const QueueGroup &group : whole.groups)
        places.push_back({group.messages, group.bytes, quint32(places.size())});
    sortPlaces(
        places, [&](quint32 number) { return QByteArrayView(whole.groups[number].value); },
        [&](quint32 number) { __builtin_prefetch(whole.groups[number].value.constData()); });
    LargeVector<QueueGroup> groups;
    groups.reserve(places.size());
    for (const Place &place : places)
        groups.push_back(std::move(whole.groups[place.number]));
    return groups;
}

}
