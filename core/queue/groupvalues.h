// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/bytesearch.h"
#include "core/queue/groupkey.h"
#include "core/queue/queueindex.h"
#include "core/queue/snapshotfacts.h"
#include "core/queue/valueband.h"

#include <algorithm>

namespace spoolscope {

/// A snapshot as its messages are counted.
struct CountedSnapshot
{
    const QueueSnapshot &snapshot; ///< outlives what counts it
    QString server; ///< what messages are of by GroupKey::Server
    qint64 now = 0; ///< seconds since 1970 by the server's clock, for ages
    std::shared_ptr<const SnapshotFacts> facts = {}; ///< null: nothing is known
};

/// The values of one key that messages of a snapshot have, as small numbers: a walk over a million
/// messages does nothing else. One thread.
template <GroupKey key> class GroupValues final
{
public:
    using Row = QueueSnapshot::Row;

    explicit GroupValues(const CountedSnapshot &counted)
        : m_counted(counted), m_snapshot(counted.snapshot), m_index(counted.snapshot.index())
    {
    }

    /// Calls `visit` with the number of each value of a published row, for recipients possibly with
    /// the same one several times. No call: a key of recipients, and there are none.
    template <typename Visit> void visit(Row row, Visit visit)
    {
        if constexpr (key == GroupKey::Queue)
            return visit(quint32(m_snapshot.queue(row)));
        else if constexpr (key == GroupKey::Server)
            return visit(quint32(0));
        else if constexpr (key == GroupKey::Age)
            return visit(quint32(bandOf(m_ages, m_counted.now - m_snapshot.arrival(row))));
        else if constexpr (key == GroupKey::Size)
            return visit(quint32(bandOf(m_sizes, m_snapshot.size(row))));
        else if constexpr (isOfOrigin(key))
            return visit(m_counted.facts ? m_counted.facts->value(key, row)
                                         : quint32(SnapshotFacts::unknown));
        cover(row);
        if constexpr (key == GroupKey::Sender)
            return visit(m_index.sender(row));
        else if constexpr (key == GroupKey::FromDomain)
            return visit(m_index.fromDomain(row));
        else if constexpr (isOfRecipients(key)) {
            const quint32 count = m_snapshot.recipientCount(row);
            const size_t first = m_snapshot.firstRecipient(row);
            for (quint32 i = 0; i < count; ++i) {
                if constexpr (key == GroupKey::Reason)
                    visit(m_snapshot.recipient(row, i).reason);
                else
                    visit(m_index.ofRecipient<key>(first + i));
            }
        }
    }

    /// Whether visit() does not have to work out more rows for this one.
    bool covers(Row row) const { return row < m_covered; }

    /// For walks over some of very many rows that are worked out: asks the processor to have at
    /// hand soon what visit() looks at, first the message and, once that has come, its recipients.
    void prefetchMessage(Row row) const
    {
        if constexpr (isOfRecipients(key) || key == GroupKey::Queue || key == GroupKey::Age
            || key == GroupKey::Size)
            m_snapshot.prefetchRow(row);
    }
    void prefetchRecipients(Row row) const
    {
        if constexpr (isOfRecipients(key) && key != GroupKey::Reason)
            m_index.prefetchRecipient(m_snapshot.firstRecipient(row));
    }

    /// The same as text(), without a copy where it is in the snapshot or the index.
    auto textInPlace(quint32 number) const
    {
        if constexpr (key == GroupKey::Reason)
            return m_snapshot.text(number);
        else if constexpr (key <= GroupKey::Dsn)
            return m_index.text(number);
        else
            return text(number);
    }

    /// Asks the processor to have the text at hand soon.
    void prefetchText(quint32 number) const
    {
        if constexpr (key == GroupKey::Reason)
            m_snapshot.prefetch(number);
        else if constexpr (key <= GroupKey::Dsn)
            m_index.prefetch(number);
    }

    /// Whether the value holds this text; ASCII letters in any case, `folded` in lower case.
    bool contains(quint32 number, const QByteArray &folded) const
    {
        if constexpr (key <= GroupKey::Dsn && key != GroupKey::Reason)
            return containsFolded(m_index.text(number), folded);
        else
            return containsFolded(text(number), folded);
    }

    QByteArray text(quint32 number) const
    {
        if constexpr (key == GroupKey::Queue)
            return toBytes(QueueName(number)).toByteArray();
        else if constexpr (key == GroupKey::Server)
            return m_counted.server.toUtf8();
        else if constexpr (key == GroupKey::Age)
            return bandName(FilterField::Age, m_ages[number]);
        else if constexpr (key == GroupKey::Size)
            return bandName(FilterField::Size, m_sizes[number]);
        else if constexpr (key == GroupKey::Reason)
            return m_snapshot.text(number).toByteArray();
        else if constexpr (isOfOrigin(key))
            return number == SnapshotFacts::unknown ? unknownValue()
                                                    : m_counted.facts->text(number).toByteArray();
        else
            return m_index.text(number).toByteArray();
    }

private:
    void cover(Row row)
    {
        if (row < m_covered)
            return;
        m_index.extend();
        m_covered = m_index.rowCount();
    }

    CountedSnapshot m_counted;
    const QueueSnapshot &m_snapshot;
    QueueIndex &m_index;
    std::span<const ValueBand> m_ages = ageBands();
    std::span<const ValueBand> m_sizes = sizeBands();
    Row m_covered = 0;
};

/// Calls `act.template operator()<key>()` for a key that is known at run time only.
template <typename Act> decltype(auto) withGroupKey(GroupKey key, Act act)
{
    switch (key) {
    case GroupKey::Sender:
        return act.template operator()<GroupKey::Sender>();
    case GroupKey::FromDomain:
        return act.template operator()<GroupKey::FromDomain>();
    case GroupKey::Domain:
        return act.template operator()<GroupKey::Domain>();
    case GroupKey::Provider:
        return act.template operator()<GroupKey::Provider>();
    case GroupKey::Reason:
        return act.template operator()<GroupKey::Reason>();
    case GroupKey::Cause:
        return act.template operator()<GroupKey::Cause>();
    case GroupKey::Cluster:
        return act.template operator()<GroupKey::Cluster>();
    case GroupKey::Dsn:
        return act.template operator()<GroupKey::Dsn>();
    case GroupKey::Queue:
        return act.template operator()<GroupKey::Queue>();
    case GroupKey::Server:
        return act.template operator()<GroupKey::Server>();
    case GroupKey::Age:
        return act.template operator()<GroupKey::Age>();
    case GroupKey::Size:
        return act.template operator()<GroupKey::Size>();
    case GroupKey::Client:
        return act.template operator()<GroupKey::Client>();
    case GroupKey::User:
        return act.template operator()<GroupKey::User>();
    case GroupKey::Subject:
        break;
    }
    return act.template operator()<GroupKey::Subject>();
}

}
