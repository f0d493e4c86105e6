// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/groupvalues.h"

#include <QHash>

#include <memory>
#include <vector>

namespace spoolscope {

struct QueueGroup
{
    /// Empty: null sender, no domain, no reason or code. Texts that differ in the case of ASCII
    /// letters only are one, but for reasons.
    QByteArray value = {};
    qint64 messages = 0;
    qint64 bytes = 0;
    qint64 oldestArrival = 0; ///< seconds since 1970, server clock

    bool operator==(const QueueGroup &) const = default;
};

/// Counts messages of any number of snapshots by one key. Where the key is of recipients (domain,
/// provider, reason, cause, cluster, dsn) a message counts once for each value it has, and for the
/// empty one if it has no recipients; so the counts may add up to more than there are messages. One
/// thread.
class QueueGroups final
{
public:
    explicit QueueGroups(GroupKey key) : m_key(key) { }

    /// Adds the rows of one snapshot when it goes: until then values are numbers, not names.
    class Adder
    {
    public:
        virtual ~Adder() = default;
        virtual void add(QueueSnapshot::Row row) = 0; ///< a published row, once
    };
    std::unique_ptr<Adder> adder(const CountedSnapshot &counted); ///< goes before this does

    GroupKey key() const { return m_key; }
    /// Of adders that are gone: most messages first, then most bytes, then by value.
    std::vector<QueueGroup> sorted() const;

private:
    template <GroupKey key> class AdderFor;

    QByteArray nameOf(const QByteArray &value) const;
    void merge(std::vector<QueueGroup> groups);

    GroupKey m_key;
    std::vector<QueueGroup> m_groups;
    QHash<QByteArray, quint32> m_byName; ///< of m_groups, once a second snapshot has come
};

}
