// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/queue/messagemarks.h"

#include <QObject>

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
    using QueueCounts = MessageMarks::QueueCounts;
    using Marks = std::vector<MessageMarks>; ///< one per source

    using QObject::QObject;

    void setSources(SharedSources sources);
    const QueueSources &sources() const { return *m_sources; }
    const SharedSources &sharedSources() const { return m_sources; }

    bool contains(RowRef ref) const;
    bool isEmpty() const { return count() == 0; }
    qint64 count() const;
    qint64 bytes() const;
    qint64 serverCount() const;
    QueueCounts queueCounts() const;
    QueueCounts queueCounts(quint32 source) const { return m_marks[source].queueCounts(); }
    qint64 count(quint32 source) const { return m_marks[source].count(); }
    std::vector<QueueSnapshot::Row> rows(quint32 source) const { return m_marks[source].rows(); }
    qint64 countWithin(std::span<const RowRef> refs) const; ///< how many of these are selected

    void clear();
    void toggle(RowRef ref);
    void select(std::span<const RowRef> refs); ///< in addition
    void replace(std::span<const RowRef> refs); ///< exactly these
    const Marks &marks() const { return m_marks; }
    /// Exactly these, marked on another thread: a million take longer than a frame.
    void take(Marks marks);

signals:
    void changed();

private:
    void mark(quint32 source, QueueSnapshot::Row row, bool selected);
    void carryOver(const QueueSource &from, const MessageMarks &marks, quint32 to);

    SharedSources m_sources = std::make_shared<const QueueSources>();
    Marks m_marks;
};

}
