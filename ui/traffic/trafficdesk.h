// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/queue/latestworker.h"
#include "ui/traffic/trafficcounting.h"

namespace spoolscope {

/// Puts together what was counted of the logs, on threads of its own: over time of all there is,
/// and by name of the range that is looked at. Those take the lines of the range again, but where
/// it has all that was read. GUI thread.
class TrafficDesk final : public QObject
{
    Q_OBJECT

public:
    explicit TrafficDesk(QObject *parent = nullptr);

    void setLogs(const ShownLogs &logs);
    void setRange(const TrafficRange &range);
    void linesAdded(); ///< cheap, however often it is told
    /// What is not watched is not counted anew.
    void setWatched(bool watched);
    bool isSettled() const; ///< what was told is counted, as far as it is watched

    const ShownLogs &logs() const { return m_logs; }
    TrafficRange range() const { return m_range; }
    const SharedCounts &all() const { return m_all; } ///< null: nothing yet
    const SharedCounts &inRange() const { return m_inRange; } ///< null: not yet
    bool isEverything() const; ///< the range has all that was counted
    bool isCounting() const { return !m_inRange || m_isOther; } ///< inRange() is of no such range

signals:
    void allCounted();
    void rangeCounted();

private:
    LatestWorker::Work countAll();
    LatestWorker::Work countRange();
    void takeAll(SharedCounts counts);
    void takeRange(SharedCounts counts);

    ShownLogs m_logs;
    TrafficRange m_range;
    SharedCounts m_all, m_inRange;
    bool m_isWatched = false;
    bool m_isStale = true; ///< something came while nobody watched
    bool m_isOther = false; ///< m_inRange is of another range
    bool m_areOthers = false; ///< m_inRange is of logs that were there before
    LatestWorker m_allWorker;
    LatestWorker m_rangeWorker;
};

}
