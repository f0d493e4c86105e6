// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/messageselection.h"

#include <QSet>

#include <algorithm>
#include <utility>

namespace spoolscope {

std::vector<QueueSnapshot::Row> MessageMarks::rows() const
{
    std::vector<QueueSnapshot::Row> result;
    result.reserve(size_t(m_count));
    for (QueueSnapshot::Row row = 0; row < m_rows.size(); ++row)
        if (m_rows[row])
            result.push_back(row);
    return result;
}

void MessageMarks::mark(const QueueSnapshot &snapshot, QueueSnapshot::Row row, bool isMarked)
{
    if (row >= m_rows.size()) {
        if (!isMarked)
            return;
        m_rows.resize(std::max<size_t>(row + 1, snapshot.rowCount()));
    }
    if (m_rows[row] == isMarked)
        return;
    m_rows[row] = isMarked;
    const int step = isMarked ? 1 : -1;
    m_count += step;
    m_bytes += step * snapshot.size(row);
    m_queues[size_t(snapshot.queue(row))] += step;
}

void MessageMarks::markUnsummed(QueueSnapshot::Row row)
{
    if (row >= m_rows.size())
        m_rows.resize(std::max<size_t>(row + 1, m_rows.size() * 2));
    m_rows[row] = true;
}

void MessageMarks::sumUp(const QueueSnapshot &snapshot)
{
    m_count = 0;
    m_bytes = 0;
    m_queues = {};
    for (QueueSnapshot::Row row = 0; row < m_rows.size(); ++row) {
        if (!m_rows[row])
            continue;
        ++m_count;
        m_bytes += snapshot.size(row);
        ++m_queues[size_t(snapshot.queue(row))];
    }
}

void MessageSelection::setSources(SharedSources sources)
{
    const SharedSources before = std::exchange(m_sources, std::move(sources));
    Marks marks = std::exchange(m_marks, Marks(m_sources->size()));
    qint64 kept = 0, had = 0;
    for (size_t i = 0; i < before->size(); ++i) {
        const QueueSource &from = (*before)[i];
        had += marks[i].count();
        if (marks[i].count() == 0)
            continue;
        const auto to = std::ranges::find(*m_sources, from.key, &QueueSource::key);
        if (to == m_sources->end())
            continue;
        const auto index = size_t(to - m_sources->begin());
        if (to->snapshot == from.snapshot)
            m_marks[index] = std::move(marks[i]);
        else
            carryOver(from, marks[i], quint32(index));
        kept += m_marks[index].count();
    }
    if (kept != had)
        emit changed();
}

void MessageSelection::carryOver(const QueueSource &from, const MessageMarks &marks, quint32 to)
{
    if (from.snapshot == (*m_sources)[to].snapshot) {
        m_marks[to] = marks;
        return;
    }
    const QueueSnapshot &before = *from.snapshot;
    const QueueSnapshot &after = *(*m_sources)[to].snapshot;
    if (after.state() != ListingState::Running) {
        for (const QueueSnapshot::Row row : marks.rows()) {
            const auto found = after.find(before.id(row));
            if (found && after.arrival(*found) == before.arrival(row))
                mark(to, *found, true);
        }
        return;
    }
    // A listing that still grows has no index for other threads yet.
    QSet<std::pair<QueueId, qint64>> wanted;
    for (const QueueSnapshot::Row row : marks.rows())
        wanted.insert({before.id(row), before.arrival(row)});
    const auto rows = QueueSnapshot::Row(after.rowCount());
    for (QueueSnapshot::Row row = 0; row < rows; ++row)
        if (wanted.contains({after.id(row), after.arrival(row)}))
            mark(to, row, true);
}

bool MessageSelection::contains(RowRef ref) const
{
    return ref.source < m_marks.size() && m_marks[ref.source].contains(ref.row);
}

qint64 MessageSelection::count() const
{
    qint64 sum = 0;
    for (const MessageMarks &marks : m_marks)
        sum += marks.count();
    return sum;
}

qint64 MessageSelection::bytes() const
{
    qint64 sum = 0;
    for (const MessageMarks &marks : m_marks)
        sum += marks.bytes();
    return sum;
}

qint64 MessageSelection::serverCount() const
{
    QSet<QString> servers;
    for (size_t i = 0; i < m_marks.size(); ++i)
        if (m_marks[i].count() > 0)
            servers.insert((*m_sources)[i].key.server);
    return servers.size();
}

MessageSelection::QueueCounts MessageSelection::queueCounts() const
{
    QueueCounts sum = {};
    for (const MessageMarks &marks : m_marks)
        std::ranges::transform(sum, marks.queueCounts(), sum.begin(), std::plus());
    return sum;
}

qint64 MessageSelection::countWithin(std::span<const RowRef> refs) const
{
    return std::ranges::count_if(refs, [this](RowRef ref) { return contains(ref); });
}

void MessageSelection::clear()
{
    if (isEmpty())
        return;
    m_marks = Marks(m_sources->size());
    emit changed();
}

void MessageSelection::toggle(RowRef ref)
{
    mark(ref.source, ref.row, !contains(ref));
    emit changed();
}

void MessageSelection::select(std::span<const RowRef> refs)
{
    constexpr size_t many = 10'000;
    if (refs.size() < many) {
        for (const RowRef ref : refs)
            mark(ref.source, ref.row, true);
    } else {
        std::vector<bool> isTouched(m_marks.size());
        for (const RowRef ref : refs) {
            if (ref.source >= m_marks.size())
                continue;
            m_marks[ref.source].markUnsummed(ref.row);
            isTouched[ref.source] = true;
        }
        for (size_t source = 0; source < m_marks.size(); ++source) {
            if (isTouched[source])
                m_marks[source].sumUp(*(*m_sources)[source].snapshot);
        }
    }
    emit changed();
}

void MessageSelection::replace(std::span<const RowRef> refs)
{
    m_marks = Marks(m_sources->size());
    select(refs);
}

void MessageSelection::take(Marks marks)
{
    m_marks = std::move(marks);
    m_marks.resize(m_sources->size());
    emit changed();
}

void MessageSelection::mark(quint32 source, QueueSnapshot::Row row, bool selected)
{
    if (source < m_marks.size())
        m_marks[source].mark(*(*m_sources)[source].snapshot, row, selected);
}

}
