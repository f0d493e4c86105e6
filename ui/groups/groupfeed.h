// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/groups/grouparrangement.h"
#include "ui/queue/serialworker.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace spoolscope {

/// Groups the messages of the table on a thread of its own: exactly those that it shows, so that
/// both say the same. What is asked for meanwhile makes what it counts stale: that is stopped and
/// never told.
class GroupFeed final : public QObject
{
    Q_OBJECT

public:
    explicit GroupFeed(QObject *parent = nullptr);
    ~GroupFeed() override;

    const GroupArrangement &arrangement() const { return *m_arrangement; }
    bool isCounting() const { return m_isRunning || (m_asked && !m_isPaused); }

    void setKey(std::optional<GroupKey> key); ///< none: counts nothing
    void setPaused(bool isPaused); ///< counts nothing while nobody looks; at first
    void setTable(const std::shared_ptr<const QueueArrangement> &table);
    void setOrder(const GroupOrder &order);
    void setOpen(const QByteArrayList &values); ///< groups whose messages are shown
    void setNow(qint64 secondsSinceEpoch); ///< messages come of age: groups by age change

signals:
    void arranged(const std::shared_ptr<const spoolscope::GroupArrangement> &groups);

private:
    enum class Urgency { Pace, Next, Restart };
    void countLater(Urgency urgency);
    void start();
    void take(std::shared_ptr<const GroupArrangement> next);
    void dispose(std::shared_ptr<const GroupArrangement> groups);

    GroupRequest m_request;
    std::shared_ptr<const GroupArrangement> m_arrangement
        = std::make_shared<const GroupArrangement>();
    QTimer m_start;
    QElapsedTimer m_sinceStart;
    qint64 m_lastDuration = 0;
    qint64 m_now = 0;
    quint64 m_generation = 0;
    bool m_isActive = false;
    bool m_isPaused = true;
    std::optional<Urgency> m_asked; ///< since the last count began
    bool m_isRunning = false;
    std::stop_source m_stop;
    SerialWorker m_worker; ///< last: joins before the rest goes
};

}
