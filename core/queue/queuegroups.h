// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/groupvalues.h"
#include "core/queue/largevector.h"

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

    /// Adds the rows of one snapshot. It goes before the snapshot and the groups do.
    class Adder
    {
    public:
        virtual ~Adder() = default;
        virtual void add(QueueSnapshot::Row row) = 0; ///< a published row, once

    private:
        friend class QueueGroups;
        virtual LargeVector<QueueGroup> groups() const = 0; ///< of what was added, sorted
    };
    std::unique_ptr<Adder> adder(const CountedSnapshot &counted);

    GroupKey key() const { return m_key; }
    /// Most messages first, then most bytes, then by value.
    LargeVector<QueueGroup> sorted() const;

private:
    template <GroupKey key> class AdderFor;

    /// What was counted of snapshots. Within one, values have a number each (QueueIndex), so names
    /// are compared only with those of others.
    struct Sum
    {
        void merge(LargeVector<QueueGroup> more, GroupKey key);

        LargeVector<QueueGroup> groups = {};
        bool isSorted = true; ///< as those of one adder are
        QHash<QByteArray, quint32> byName = {}; ///< once a second snapshot has come
    };
    Q_DISABLE_COPY_MOVE(QueueGroups)

    GroupKey m_key;
    Sum m_sum; ///< of adders that are gone
    std::vector<const Adder *> m_adders; ///< those there are
};

}
