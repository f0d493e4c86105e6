// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/shaperecord.h"

#include <optional>
#include <utility>

namespace spoolscope {

namespace {

using Row = QueueSnapshot::Row;

/// Counts one queue by one side of its messages.
class PartCounter final
{
public:
    PartCounter(const QueueSnapshot &snapshot, const ShapeOptions &options, qint64 now)
        : m_snapshot(snapshot)
        , m_bySender(options.bySender)
        , m_counter(options)
        , m_adder(m_counter, snapshot, now)
        , m_spelled(m_spellings, snapshot)
    {
    }

    void add(Row row)
    {
        m_adder.add(row);
        const quint32 recipients = m_snapshot.recipientCount(row);
        if (m_bySender && recipients > 0)
            m_spelled.add(m_snapshot.senderId(row));
        for (quint32 i = 0; i < recipients && !m_bySender; ++i)
            m_spelled.add(m_snapshot.recipient(row, i).address);
    }

    ShapeRecord::Part part() { return {m_counter.counts(), std::move(m_spellings)}; }

private:
    Q_DISABLE_COPY_MOVE(PartCounter)
    const QueueSnapshot &m_snapshot;
    bool m_bySender;
    ShapeCounter m_counter;
    ShapeSpellings m_spellings;
    ShapeCounter::Adder m_adder;
    ShapeSpellings::Adder m_spelled;
};

ShapeOptions oneSide(ShapeOptions buckets, bool bySender)
{
    buckets.bySender = bySender;
    return buckets;
}

bool isListed(QueueName queue)
{
    return size_t(queue) < listedQueues.size();
}

}

size_t ShapeRecord::bytes() const
{
    size_t bytes = sizeof(ShapeRecord);
    for (const auto &side : parts) {
        for (const Part &part : side)
            bytes += part.spellings.size() * 160 + part.counts.bytes();
    }
    return bytes;
}

SharedRecord countShape(const QueueSnapshot &snapshot, const ShapeOptions &buckets, qint64 now,
    qint64 clockOffset, const std::stop_token &stop)
{
    constexpr Row rowsBetweenLooks = 1024; // at the stop token
    std::array<std::array<std::optional<PartCounter>, listedQueues.size()>, 2> counters;
    auto record = std::make_shared<ShapeRecord>();
    record->instance = snapshot.instance();
    record->listedAt = snapshot.startedAt();
    record->countedAt = now;
    record->state = snapshot.state(); // before the rows: they are not fewer than it says
    const Row end = Row(snapshot.rowCount());
    record->rows = end;
    for (Row row = 0; row < end; ++row) {
        if (row % rowsBetweenLooks == 0 && stop.stop_requested())
            return {};
        if (!isListed(snapshot.queue(row)))
            continue;
        for (const bool bySender : {false, true}) {
            auto &counter = counters[bySender][size_t(snapshot.queue(row))];
            if (!counter)
                counter.emplace(snapshot, oneSide(buckets, bySender), now + clockOffset);
            counter->add(row);
        }
    }
    for (size_t side = 0; side < counters.size(); ++side) {
        for (size_t queue = 0; queue < listedQueues.size(); ++queue) {
            if (stop.stop_requested())
                return {};
            if (counters[side][queue])
                record->parts[side][queue] = counters[side][queue]->part();
        }
    }
    return record;
}

QueueShape joinShapes(std::span<const SharedRecord> records, const ShapeOptions &options,
    std::span<const QueueName> queues)
{
    ShapeCounter counter(options);
    for (const SharedRecord &record : records) {
        for (const QueueName queue : queues)
            counter.add(record->parts[options.bySender][size_t(queue)].counts);
    }
    return counter.shape();
}

ShapeSpellings joinSpellings(
    std::span<const SharedRecord> records, bool bySender, std::span<const QueueName> queues)
{
    ShapeSpellings spellings;
    for (const SharedRecord &record : records) {
        for (const QueueName queue : queues)
            spellings.add(record->parts[bySender][size_t(queue)].spellings);
    }
    return spellings;
}

}
