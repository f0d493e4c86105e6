// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/messageselection.h"

#include <QSet>

#include <algorithm>
#include <utility>

namespace spoolscope {

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
    spoolscope::mark(m_marks, *m_sources, refs, true);
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
