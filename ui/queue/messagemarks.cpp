// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/messagemarks.h"

#include <algorithm>
#include <bit>

namespace spoolscope {

namespace {

constexpr size_t many = 10'000;

}

/// The marked rows of one word, ascending.
template <typename Visit> void MessageMarks::visit(size_t word, Visit visitRow) const
{
    for (quint64 bits = m_words[word]; bits; bits &= bits - 1)
        visitRow(
            QueueSnapshot::Row(word) * rowsOfWord + QueueSnapshot::Row(std::countr_zero(bits)));
}

std::vector<QueueSnapshot::Row> MessageMarks::rows() const
{
    std::vector<QueueSnapshot::Row> result;
    result.reserve(size_t(m_count));
    for (size_t word = 0; word < m_words.size(); ++word)
        visit(word, [&](QueueSnapshot::Row row) { result.push_back(row); });
    return result;
}

void MessageMarks::mark(const QueueSnapshot &snapshot, QueueSnapshot::Row row, bool isMarked)
{
    if (contains(row) == isMarked)
        return;
    markUnsummed(snapshot, row, isMarked);
    const int step = isMarked ? 1 : -1;
    m_count += step;
    m_bytes += step * snapshot.size(row);
    m_queues[size_t(snapshot.queue(row))] += step;
}

void MessageMarks::markUnsummed(
    const QueueSnapshot &snapshot, QueueSnapshot::Row row, bool isMarked)
{
    const size_t word = row / rowsOfWord;
    if (word >= m_words.size()) {
        if (!isMarked)
            return;
        m_words.resize(std::max(size_t(row), snapshot.rowCount()) / rowsOfWord + 1);
    }
    const quint64 bit = quint64(1) << row % rowsOfWord;
    m_words[word] = isMarked ? m_words[word] | bit : m_words[word] & ~bit;
}

void MessageMarks::sumUp(const QueueSnapshot &snapshot)
{
    constexpr size_t ahead = 2; // words: what the next ones need comes from memory meanwhile
    m_count = 0;
    m_bytes = 0;
    m_queues = {};
    for (size_t word = 0; word < m_words.size(); ++word) {
        if (word + ahead < m_words.size())
            visit(word + ahead, [&](QueueSnapshot::Row row) { snapshot.prefetchRow(row); });
        visit(word, [&](QueueSnapshot::Row row) {
            ++m_count;
            m_bytes += snapshot.size(row);
            ++m_queues[size_t(snapshot.queue(row))];
        });
    }
}

void mark(std::vector<MessageMarks> &marks, const QueueSources &sources,
    std::span<const RowRef> refs, bool isMarked)
{
    const size_t known = std::min(marks.size(), sources.size());
    // Each look at a message in any order misses the processor's caches: very many are marked first
    // and then summed up as they lie in memory.
    const bool isOneByOne = refs.size() < many;
    std::vector<bool> isTouched(known);
    for (const RowRef ref : refs) {
        if (ref.source >= known)
            continue;
        const QueueSnapshot &snapshot = *sources[ref.source].snapshot;
        if (isOneByOne)
            marks[ref.source].mark(snapshot, ref.row, isMarked);
        else
            marks[ref.source].markUnsummed(snapshot, ref.row, isMarked);
        isTouched[ref.source] = true;
    }
    for (size_t source = 0; source < known && !isOneByOne; ++source)
        if (isTouched[source])
            marks[source].sumUp(*sources[source].snapshot);
}

}
