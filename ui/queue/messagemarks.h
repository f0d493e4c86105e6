// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/queue/queuesource.h"

#include <array>
#include <span>
#include <vector>

namespace spoolscope {

/// Which messages of one snapshot are marked, and what they sum up to.
class MessageMarks final
{
public:
    using QueueCounts = std::array<qint64, allQueues.size()>;

    bool contains(QueueSnapshot::Row row) const
    {
        const size_t word = row / rowsOfWord;
        return word < m_words.size() && (m_words[word] >> row % rowsOfWord) & 1;
    }
    qint64 count() const { return m_count; }
    qint64 bytes() const { return m_bytes; }
    const QueueCounts &queueCounts() const { return m_queues; }
    std::vector<QueueSnapshot::Row> rows() const;
    void mark(const QueueSnapshot &snapshot, QueueSnapshot::Row row, bool isMarked);

private:
    friend void mark(std::vector<MessageMarks> &marks, const QueueSources &sources,
        std::span<const RowRef> refs, bool isMarked);
    void markUnsummed(const QueueSnapshot &snapshot, QueueSnapshot::Row row, bool isMarked);
    void sumUp(const QueueSnapshot &snapshot);

    static constexpr QueueSnapshot::Row rowsOfWord = 64;
    template <typename Visit> void visit(size_t word, Visit visitRow) const;

    std::vector<quint64> m_words; ///< a bit a row
    qint64 m_count = 0;
    qint64 m_bytes = 0;
    QueueCounts m_queues = {};
};

/// Of any number of sources, in any order and as many as there are; what is of none of them is left
/// out.
void mark(std::vector<MessageMarks> &marks, const QueueSources &sources,
    std::span<const RowRef> refs, bool isMarked);

}
