// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/tracequery.h"
#include "ui/queue/latestworker.h"

namespace spoolscope {

class FleetLogs;
class TraceView;

/// Looks for a message in all logs, on a thread of its own, and again while they grow and the
/// answer is seen. GUI thread.
class TraceDesk final : public QObject
{
    Q_OBJECT

public:
    TraceDesk(FleetLogs &logs, TraceView &view, QObject *parent = nullptr);

    /// `server`: ServerDefinition::id of the one that is meant, if any: short queue IDs may be the
    /// same on two servers, and its messages come first. Error: InvalidInput, shown as well.
    Result<void> trace(const QString &text, const QString &server = {});
    void drop(); ///< looks for nothing any more; what was found last is gone
    bool isSettled() const { return !m_worker.isBusy(); }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    LatestWorker::Work look();
    void update();

    FleetLogs &m_logs;
    TraceView &m_view;
    std::optional<TraceQuery> m_query;
    QString m_asked; ///< the query as it was typed
    QString m_server; ///< as its index is named
    quint64 m_revision = 0; ///< of what was looked through last
    LatestWorker m_worker; ///< last: waits for its thread before the rest goes
};

}
