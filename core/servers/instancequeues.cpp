// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/instancequeues.h"

#include "core/queue/queuelister.h"
#include "core/transport/transport.h"

#include <QDateTime>

#include <algorithm>
#include <atomic>

namespace spoolscope {

InstanceQueues::InstanceQueues(QString serverId, StartJob startJob)
    : m_serverId(std::move(serverId)), m_startJob(std::move(startJob))
{
}

const InstanceStatus *InstanceQueues::find(const InstanceKey &key) const
{
    const auto found = std::ranges::find(m_instances, key, &InstanceStatus::key);
    return found == m_instances.end() ? nullptr : &*found;
}

InstanceStatus *InstanceQueues::get(const InstanceKey &key)
{
    return const_cast<InstanceStatus *>(find(key));
}

void InstanceQueues::adopt(const HostFacts &facts)
{
    std::vector<InstanceStatus> adopted;
    for (qsizetype i = 0; i < facts.instances.size(); ++i) {
        InstanceStatus status;
        status.key = {m_serverId, facts.instances[i].configDirectory};
        if (InstanceStatus *known = get(status.key))
            status = std::move(*known);
        status.instance = facts.instances[i];
        status.rights = facts.rights[i];
        status.retry = facts.retries.value(i);
        adopted.push_back(std::move(status));
    }
    m_instances = std::move(adopted);
}

void InstanceQueues::listAll(const std::shared_ptr<Transport> &transport)
{
    for (InstanceStatus &status : m_instances) {
        if (!status.listing)
            list(status, transport);
    }
}

void InstanceQueues::list(const InstanceKey &key, const std::shared_ptr<Transport> &transport)
{
    if (InstanceStatus *status = get(key); status && !status->listing)
        list(*status, transport);
}

void InstanceQueues::list(InstanceStatus &status, const std::shared_ptr<Transport> &transport)
{
    const InstanceKey key = status.key;
    const auto snapshot = std::make_shared<QueueSnapshot>(key, QDateTime::currentMSecsSinceEpoch());
    const bool first = !status.snapshot;
    // One queued call at a time tells of new rows, however fast they come.
    const auto announced = std::make_shared<std::atomic<bool>>(false);
    const QString title = m_instances.size() > 1
        ? tr("Listing the queue of %1").arg(QString::fromUtf8(status.instance.name))
        : tr("Listing the queue");
    const std::optional<qint64> expected
        = first ? std::nullopt : std::optional(qint64(status.snapshot->rowCount()));
    auto *job = m_startJob(title,
        [this, key, snapshot, announced, first, expected, transport, instance = status.instance](
            Job::Context &context) {
            return listQueue(*transport, instance, *snapshot, context.stop(), [&](qint64 rows) {
                context.report(
                    {rows, expected ? std::optional(std::max(*expected, rows)) : std::nullopt,
                        tr("messages")});
                if (!first || announced->exchange(true))
                    return;
                QMetaObject::invokeMethod(
                    this,
                    [this, key, announced] {
                        announced->store(false);
                        emit rowsAdded(key);
                    },
                    Qt::QueuedConnection);
            });
        });
    status.listing = job;
    if (first)
        status.snapshot = snapshot;
    connect(job, &Job::finished, this,
        [this, key, job, snapshot] { listingEnded(key, job, snapshot); });
    emit snapshotChanged(key);
}

void InstanceQueues::listingEnded(
    const InstanceKey &key, Job *job, const std::shared_ptr<const QueueSnapshot> &snapshot)
{
    InstanceStatus *status = get(key);
    if (!status || status->listing != job)
        return;
    status->listing = nullptr;
    status->listingError = job->error();
    const bool shownIsComplete
        = status->snapshot && status->snapshot->state() == ListingState::Complete;
    if (snapshot->state() == ListingState::Complete || !shownIsComplete)
        status->snapshot = snapshot;
    emit snapshotChanged(key);
}

}
