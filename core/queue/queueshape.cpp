// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queueshape.h"

#include "core/postfix/addressdomain.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace spoolscope {

namespace {

constexpr qint64 minute = 60; // seconds
constexpr qint64 oldest = qint64(1) << 40; ///< seconds; no message is older than time itself

/// bucket() of qshape, in the same floating-point steps. From 0.
int bucketByFormula(const ShapeOptions &options, qint64 age)
{
    const double m = double(age) / double(minute * options.bucketMinutes);
    if (m < 1)
        return 0;
    const double bucket
        = options.isLinear ? std::trunc(m + 1) - 1 : 1 + std::trunc(std::log(m) / std::log(2.0));
    return int(std::min(bucket, double(options.buckets - 1)));
}

/// The least age that belongs to the bucket: near where it should begin, rounding decides.
qint64 startOf(const ShapeOptions &options, int bucket)
{
    if (bucket == 0)
        return 0;
    const double first = double(minute * options.bucketMinutes);
    const double about = options.isLinear ? first * bucket : std::ldexp(first, bucket - 1);
    if (about > double(oldest))
        return std::numeric_limits<qint64>::max();
    auto start = qint64(about);
    while (start > 0 && bucketByFormula(options, start - 1) >= bucket)
        --start;
    while (bucketByFormula(options, start) < bucket)
        ++start;
    return start;
}

/// The parent of "mail.example.com" is ".example.com", which has none: a top-level domain is not
/// shown. Empty for none.
QByteArray parentOf(const QByteArray &domain)
{
    const qsizetype label = domain.startsWith('.') ? 1 : 0;
    const qsizetype dot = domain.indexOf('.', label);
    // A label has at least one character, and there must be another dot behind its own.
    if (dot <= label || domain.indexOf('.', dot + 1) < 0)
        return {};
    return domain.sliced(dot);
}

}

bool isShownBefore(const ShapeRow &a, const ShapeRow &b)
{
    return std::tuple(-a.total, a.domain.size(), a.domain)
        < std::tuple(-b.total, b.domain.size(), b.domain);
}

QByteArray shapeDomain(QByteArrayView address)
{
    if (address.isEmpty())
        return QByteArrayLiteral("MAILER-DAEMON");
    return withoutOddDots(address.sliced(address.lastIndexOf('@') + 1).toByteArray().toLower());
}

std::vector<qint64> QueueShape::bucketStarts() const
{
    std::vector<qint64> starts{0};
    for (qint64 start = options.bucketMinutes; int(starts.size()) < options.buckets;
        qAddOverflow(start, options.isLinear ? options.bucketMinutes : start, &start))
        starts.push_back(start);
    return starts;
}

ShapeCounter::ShapeCounter(const ShapeOptions &options) : m_options(options)
{
    for (int bucket = 0; bucket < options.buckets; ++bucket)
        m_starts.push_back(startOf(options, bucket));
}

int ShapeCounter::bucketOf(qint64 age) const
{
    // A message from the future is a young one.
    const auto behind = std::ranges::upper_bound(m_starts, std::max<qint64>(age, 0));
    return int(behind - m_starts.begin()) - 1;
}

quint32 ShapeCounter::domainNamed(const QByteArray &name)
{
    const auto known = m_byName.constFind(name);
    if (known != m_byName.cend())
        return *known;
    const auto domain = quint32(m_names.size());
    m_byName.insert(name, domain);
    m_names.push_back(name);
    m_counts.resize(m_counts.size() + size_t(m_options.buckets));
    return domain;
}

quint32 ShapeCounter::Adder::domainOf(QueueIndex::Value domain, StringPool::Id address)
{
    // Without a domain the address is its own.
    if (domain == 0)
        return m_counter.domainNamed(shapeDomain(m_snapshot.text(address)));
    if (domain >= m_known.size())
        m_known.resize(std::max<size_t>(domain + 1, m_known.size() * 2));
    quint32 &known = m_known[domain];
    if (known == 0)
        known = m_counter.domainNamed(shapeDomain(m_snapshot.text(address))) + 1;
    return known - 1;
}

void ShapeCounter::Adder::add(QueueSnapshot::Row row)
{
    const quint32 recipients = m_snapshot.recipientCount(row);
    if (recipients == 0)
        return;
    if (row >= m_covered) {
        m_index.extend();
        m_covered = m_index.rowCount();
    }
    const int bucket = m_counter.bucketOf(m_now - m_snapshot.arrival(row));
    if (m_counter.m_options.bySender)
        return m_counter.count(domainOf(m_index.fromDomain(row), m_snapshot.senderId(row)), bucket);
    const size_t first = m_snapshot.firstRecipient(row);
    for (quint32 i = 0; i < recipients; ++i)
        m_counter.count(domainOf(m_index.ofRecipient<GroupKey::Domain>(first + i),
                            m_snapshot.recipient(row, i).address),
            bucket);
}

void ShapeCounter::add(const DomainCounts &counted)
{
    counted.visit([this](QByteArrayView name, std::span<const qint64> counts) {
        const size_t first = domainNamed(name.toByteArray()) * size_t(m_options.buckets);
        for (size_t bucket = 0; bucket < counts.size(); ++bucket)
            m_counts[first + bucket] += counts[bucket];
    });
}

DomainCounts ShapeCounter::counts() const
{
    const auto buckets = size_t(m_options.buckets);
    DomainCounts counts;
    for (size_t domain = 0; domain < m_names.size(); ++domain)
        counts.add(m_names[domain], std::span(m_counts).subspan(domain * buckets, buckets));
    counts.squeeze();
    return counts;
}

QueueShape ShapeCounter::shape() const
{
    const auto buckets = size_t(m_options.buckets);
    const auto add = [buckets](ShapeRow &row, const std::vector<qint64> &counts, size_t first) {
        row.counts.resize(buckets);
        for (size_t i = 0; i < buckets; ++i) {
            row.counts[i] += counts[first + i];
            row.total += counts[first + i];
        }
    };
    QueueShape shape{.options = m_options, .all = {}, .rows = {}};
    shape.all.domain = QByteArrayLiteral("TOTAL");
    shape.all.counts.resize(buckets);
    QHash<QByteArray, ShapeRow> byName;
    QHash<QByteArray, int> children; // names right below
    for (size_t domain = 0; domain < m_names.size(); ++domain) {
        add(shape.all, m_counts, domain * buckets);
        QByteArray name = m_names[domain]; // may be empty itself: "joe@"
        do {
            const bool isNew = !byName.contains(name);
            add(byName[name], m_counts, domain * buckets);
            name = m_options.foldsDomains ? parentOf(name) : QByteArray();
            if (isNew && !name.isEmpty())
                ++children[name];
        } while (!name.isEmpty());
    }
    for (auto entry = byName.begin(); entry != byName.end(); ++entry) {
        if (entry.key().startsWith('.') && children.value(entry.key()) < m_options.leastSubdomains)
            continue;
        entry->domain = entry.key();
        shape.rows.push_back(std::move(*entry));
    }
    std::ranges::sort(shape.rows, isShownBefore);
    return shape;
}

}
