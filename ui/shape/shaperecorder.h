// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/queue/queuesource.h"
#include "ui/queue/serialworker.h"
#include "ui/shape/shapehistory.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <map>

namespace spoolscope {

/// Counts the listings of the whole fleet on a thread of its own, whether the page is shown or not,
/// and keeps what was counted. While it is watched, it counts running listings as they grow, and
/// all listings anew as time passes, for ages are ages of now.
class ShapeRecorder final : public QObject
{
    Q_OBJECT

public:
    explicit ShapeRecorder(QObject *parent = nullptr);
    ~ShapeRecorder() override;

    void setSources(const QueueSources &sources); ///< of the fleet
    void rowsAdded(const InstanceKey &key);
    /// Other buckets cannot be made of what is kept: all is forgotten, and counted anew from the
    /// listings at hand.
    void setBuckets(const ShapeOptions &options);
    void setWatched(bool isWatched);

    const ShapeHistory &history() const { return m_history; }
    std::vector<SharedRecord> newest(const FleetScope &scope) const;
    bool isCounting(const FleetScope &scope) const;

signals:
    void recorded(const spoolscope::InstanceKey &key); ///< newest() of it is another one
    void forgotten(); ///< records are gone

private:
    Q_DISABLE_COPY_MOVE(ShapeRecorder)
    struct Entry
    {
        QueueSource source;
        SharedRecord newest;
        std::stop_source stop; ///< of the counting under way
        bool isCounting = false;
        bool isDirty = true;
    };
    void startDue();
    bool isDue(const Entry &entry) const;
    void start(Entry &entry);
    void take(const InstanceKey &key, const SharedRecord &record, qint64 duration);
    void markOld();

    ShapeOptions m_buckets;
    ShapeHistory m_history;
    std::map<InstanceKey, Entry> m_entries;
    bool m_isWatched = false;
    qint64 m_duration = 0; ///< ms of the longest of the last countings
    QElapsedTimer m_sinceStart;
    QTimer m_later;
    QTimer m_tick;
    SerialWorker m_worker; ///< last: waits for its thread before the rest goes
};

}
