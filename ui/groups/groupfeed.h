// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/groups/grouparrangement.h"
#include "ui/queue/latestworker.h"

#include <QObject>

namespace spoolscope {

/// Groups the messages of the table on a thread of its own: exactly those that it shows, so that
/// both say the same. What is asked for meanwhile makes what it counts stale: that is stopped and
/// never told.
class GroupFeed final : public QObject
{
    Q_OBJECT

public:
    explicit GroupFeed(QObject *parent = nullptr);

    const GroupArrangement &arrangement() const { return *m_arrangement; }
    bool isCounting() const { return m_worker.isBusy(); }

    void setKey(std::optional<GroupKey> key); ///< none: counts nothing
    void setPaused(bool isPaused); ///< counts nothing while nobody looks; at first
    void setTable(const std::shared_ptr<const QueueArrangement> &table);
    void setOrder(const GroupOrder &order);
    void setOpen(const QByteArrayList &values); ///< groups whose messages are shown
    void setNow(qint64 secondsSinceEpoch); ///< messages come of age: groups by age change

signals:
    void arranged(const std::shared_ptr<const spoolscope::GroupArrangement> &groups);

private:
    void ask(); ///< what is being counted is of no use any more
    LatestWorker::Work count();
    void take(std::shared_ptr<const GroupArrangement> next);

    GroupRequest m_request;
    std::shared_ptr<const GroupArrangement> m_arrangement
        = std::make_shared<const GroupArrangement>();
    qint64 m_now = 0;
    bool m_isActive = false;
    bool m_isPaused = true;
    LatestWorker m_worker; ///< last: joins before the rest goes
};

}
