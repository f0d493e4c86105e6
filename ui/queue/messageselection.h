// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/queue/queuesource.h"

#include <QObject>

#include <array>
#include <span>
#include <vector>

namespace spoolscope {

/// The selected messages of the sources on screen. By message, not by row: sorting and filtering
/// do not touch it, and when a snapshot is replaced the same messages (ID and arrival time) stay
/// selected in the new one. Messages of a source that leaves the screen are dropped.
class MessageSelection final : public QObject
{
    Q_OBJECT

public:
    using QueueCounts = std::array<qint64, allQueues.size()>;

    using QObject::QObject;

    void setSources(SharedSources sources);
    const QueueSources &sources() const { return *m_sources; }

    bool contains(RowRef ref) const;
    bool isEmpty() const { return count() == 0; }
    qint64 count() const;
    qint64 bytes() const;
    qint64 serverCount() const;
    QueueCounts queueCounts() const;
    QueueCounts queueCounts(quint32 source) const { return m_marks[source].queues; }
    qint64 count(quint32 source) const { return m_marks[source].count; }
    std::vector<QueueSnapshot::Row> rows(quint32 source) const;
    qint64 countWithin(std::span<const RowRef> refs) const; ///< how many of these are selected

    void clear();
    void toggle(RowRef ref);
    void select(std::span<const RowRef> refs); ///< in addition
    void replace(std::span<const RowRef> refs); ///< exactly these

signals:
    void changed();

private:
    struct Marks
    {
        std::vector<bool> rows;
        qint64 count = 0;
        qint64 bytes = 0;
        QueueCounts queues = {};
    };
    void mark(quint32 source, QueueSnapshot::Row row, bool selected);
    void carryOver(const QueueSource &from, const Marks &marks, quint32 to);

    SharedSources m_sources = std::make_shared<const QueueSources>();
    std::vector<Marks> m_marks; ///< one per source
};

}
