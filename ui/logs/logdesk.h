// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logorder.h"
#include "ui/logs/shownlog.h"
#include "ui/queue/latestworker.h"

namespace spoolscope {

using SharedLogOrder = std::shared_ptr<const LogOrder>;

/// Works out which lines are shown, on a thread of its own. GUI thread.
class LogDesk final : public QObject
{
    Q_OBJECT

public:
    explicit LogDesk(QObject *parent = nullptr);

    void setSources(const ShownLogs &sources);
    void setFilter(const Filter &filter);
    void setPaused(bool paused); ///< what is shown stays as it is; nothing is lost
    void linesAdded(); ///< to any store; cheap, however often it is told

    const ShownLogs &sources() const { return m_sources; } ///< those of order()
    const SharedLogOrder &order() const { return m_order; } ///< never null
    const Filter &filter() const { return m_filter; } ///< the one asked for
    bool isPaused() const { return m_isPaused; }
    bool isSearching() const; ///< for another question than order() answers
    bool isSettled() const { return !m_worker.isBusy(); }
    qint64 linesWaiting() const; ///< that came since order()
    LogTally tally() const; ///< of all lines of the sources by now

signals:
    /// order() is another one; `isAnother`: of other sources or another filter.
    void ordered(bool isAnother);

private:
    LatestWorker::Work arrange();
    void ask();

    ShownLogs m_sources, m_wantedSources;
    Filter m_filter = Filter::everything();
    SharedLogOrder m_order = std::make_shared<const LogOrder>();
    bool m_isPaused = false;
    bool m_isStale = true; ///< order() has other sources or another filter
    LatestWorker m_worker; ///< last: waits for its thread before the rest goes
};

}
