// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/domaincounts.h"
#include "core/queue/queueindex.h"

#include <QHash>

#include <vector>

namespace spoolscope {

/// The options of qshape(1).
struct ShapeOptions
{
    static constexpr int mostBuckets = 64;
    static constexpr int mostBucketMinutes = 366 * 24 * 60;

    bool bySender = false; ///< -s: of senders' domains, not of recipients'
    bool foldsDomains = false; ///< -p: parent domains too, as ".example.com"
    int leastSubdomains = 5; ///< -m: a parent domain with fewer is left out
    int buckets = 10; ///< -b: 1 to mostBuckets; the last one has no upper end
    int bucketMinutes = 5; ///< -t: the age where the first one ends, 1 to mostBucketMinutes
    bool isLinear = false; ///< -l: all of one length; else each ends at twice the age of the last

    bool operator==(const ShapeOptions &) const = default;
    bool hasBucketsOf(const ShapeOptions &other) const
    {
        return buckets == other.buckets && bucketMinutes == other.bucketMinutes
            && isLinear == other.isLinear;
    }
};

struct ShapeRow
{
    QByteArray domain; ///< lower case; ".example.com" for a parent domain
    qint64 total = 0;
    std::vector<qint64> counts; ///< one a bucket
};

struct QueueShape
{
    ShapeOptions options;
    ShapeRow all; ///< its domain is TOTAL, as in qshape; no domain has capitals like it
    std::vector<ShapeRow> rows; ///< by isShownBefore()

    /// Minutes where each bucket begins; the first is 0.
    std::vector<qint64> bucketStarts() const;
};

/// Counts recipients (or messages, by sender) by domain and age as qshape(1) does, from listings
/// instead of queue files, of any number of snapshots. As there, a message without recipients does
/// not count, the null sender is MAILER-DAEMON, and an address without a domain is its own. One
/// thread.
class ShapeCounter final
{
public:
    explicit ShapeCounter(const ShapeOptions &options);

    /// Adds rows of one snapshot; each domain is looked at once.
    class Adder final
    {
    public:
        /// `now`: seconds since 1970 by the server's clock.
        Adder(ShapeCounter &counter, const QueueSnapshot &snapshot, qint64 now)
            : m_counter(counter), m_snapshot(snapshot), m_index(snapshot.index()), m_now(now)
        {
        }
        void add(QueueSnapshot::Row row); ///< a published row, once

    private:
        quint32 domainOf(QueueIndex::Value domain, StringPool::Id address);

        ShapeCounter &m_counter;
        const QueueSnapshot &m_snapshot;
        QueueIndex &m_index;
        qint64 m_now;
        QueueSnapshot::Row m_covered = 0;
        std::vector<quint32> m_known; ///< by the domain's value: its number + 1, 0 = not met yet
    };

    void add(const DomainCounts &counted); ///< by another one with the same buckets
    DomainCounts counts() const; ///< every name there is: no parents, none left out

    int bucketOf(qint64 age) const; ///< seconds; from 0
    QueueShape shape() const;

private:
    quint32 domainNamed(const QByteArray &name);
    void count(quint32 domain, int bucket)
    {
        ++m_counts[domain * size_t(m_options.buckets) + size_t(bucket)];
    }

    ShapeOptions m_options;
    std::vector<qint64> m_starts; ///< age in seconds where each bucket begins
    std::vector<QByteArray> m_names;
    std::vector<qint64> m_counts; ///< by domain and bucket
    QHash<QByteArray, quint32> m_byName;
};

/// The order of qshape: the largest first, then the shortest name, then by name.
bool isShownBefore(const ShapeRow &a, const ShapeRow &b);

/// What qshape counts an address under: "example.com" for "Joe@Example.COM.".
QByteArray shapeDomain(QByteArrayView address);

}
