// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/originreader.h"
#include "core/servers/fleet.h"
#include "ui/queue/latestworker.h"
#include "ui/queue/queuesource.h"

#include <QObject>

#include <memory>

class QAction;

namespace spoolscope {

class MessageSelection;
class OriginFeed;
class QueueModel;

/// Reads from queue files where messages came from, which no log at hand says: of the selected
/// messages, or of all that the filter would let through whoever sent them. Nothing is changed.
class OriginReader final : public QObject
{
    Q_OBJECT

public:
    OriginReader(Fleet &fleet, const QueueModel &model, const MessageSelection &selection,
        OriginFeed &origins, QObject *parent = nullptr);

    QAction *action() const { return m_action; }
    /// The same, but never of the selected messages alone.
    QAction *shownAction() const { return m_shownAction; }
    bool isReading() const { return m_worker.isBusy() || m_open > 0; }

signals:
    void noticed(const QString &message);
    void failed(const QString &message);

private:
    struct Part;
    struct Count;
    void update();
    void read(bool isOfSelection);
    LatestWorker::Work plan();
    void start(std::vector<Part> parts);
    void took(const std::shared_ptr<Count> &count, const Result<OriginReport> &report);

    Fleet &m_fleet;
    const QueueModel &m_model;
    const MessageSelection &m_selection;
    OriginFeed &m_origins;
    QAction *m_action;
    QAction *m_shownAction;
    bool m_isOfSelection = false; ///< what was asked for last
    int m_open = 0; ///< jobs that have not ended
    LatestWorker m_worker; ///< last: waits for its thread before the rest goes
};

}
