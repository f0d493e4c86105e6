// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/instancequeues.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>

#include <chrono>

namespace spoolscope {

/// Counts the queues of one server now and then, and lists those that changed as seldom as
/// refreshpace wants it. Off until it is given a transport. Never runs two counts of a queue at a
/// time, nor a count beside a listing. On the GUI thread; counts run in jobs made by `startJob`.
class AutoRefresh final : public QObject
{
    Q_OBJECT

public:
    AutoRefresh(InstanceQueues &queues, InstanceQueues::StartJob startJob);

    void start(std::shared_ptr<Transport> transport);
    void stop();

private:
    Q_DISABLE_COPY_MOVE(AutoRefresh)
    struct State ///< of one instance
    {
        Job *counting = nullptr;
        QElapsedTimer sinceCount; ///< since its end
        std::chrono::milliseconds countCost{};
        QElapsedTimer sinceListing; ///< since its end
    };
    void look();
    void lookAt(const InstanceStatus &status);
    void count(const InstanceStatus &status, State &state);
    void counted(const InstanceKey &key, Job *job, const std::optional<QueueDepths> &depths);

    InstanceQueues &m_queues;
    const InstanceQueues::StartJob m_startJob;
    std::shared_ptr<Transport> m_transport;
    QHash<InstanceKey, State> m_states;
    QTimer m_timer;
};

}
