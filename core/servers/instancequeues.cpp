// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/instancequeues.h"

#include "core/queue/listeddepths.h"
#include "core/queue/snapshotdiff.h"
#include "core/transport/transport.h"

#include <QDateTime>

#include <algorithm>
#include <atomic>

namespace spoolscope {

namespace {

SnapshotChange changeOf(const SnapshotDiff &diff)
{
    return {qsizetype(diff.arrived.size()), qsizetype(diff.left.size()),
        qsizetype(diff.moved.size()), qsizetype(diff.retried.size())};
}

/// Whether there are more or fewer messages in some queue than were listed.
bool areOtherwise(const QueueDepths &counted, const QueueDepths &listed)
{
    return std::ranges::any_of(
        listedQueues, [&](QueueName queue) { return counted[queue] != listed[queue]; });
}

}

std::optional<qint64> InstanceStatus::messageCount() const
{
    const bool isCountFresher = counted && (!snapshot || counted->at > snapshot->startedAt());
    if (isCountFresher && !listing)
        return counted->messages;
    return snapshot ? std::optional(qint64(snapshot->rowCount())) : std::nullopt;
}

InstanceQueues::InstanceQueues(QString serverId, StartJob startJob, StartJob startQuietJob)
    : m_serverId(std::move(serverId))
    , m_startJob(std::move(startJob))
    , m_startQuietJob(std::move(startQuietJob))
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
        status.syslogName = facts.syslogNames.value(i);
        adopted.push_back(std::move(status));
    }
    m_instances = std::move(adopted);
}

void InstanceQueues::listAll(const std::shared_ptr<Transport> &transport)
{
    for (InstanceStatus &status : m_instances) {
        if (!status.listing)
            list(status, transport, Manner::Shown);
    }
}

void InstanceQueues::list(
    const InstanceKey &key, const std::shared_ptr<Transport> &transport, Manner manner)
{
    if (InstanceStatus *status = get(key); status && !status->listing)
        list(*status, transport, manner);
}

/// What a job works on and leaves behind; read again once it is over.
struct InstanceQueues::Listing
{
    std::shared_ptr<QueueSnapshot> snapshot; ///< a full listing goes in here
    std::optional<Refreshed> refreshed = {};
    std::optional<SnapshotChange> change = {};
    QueueDepths depths = {};
    /// One queued call at a time tells of new rows, however fast they come.
    std::atomic<bool> isAnnounced = false;
};

void InstanceQueues::list(
    InstanceStatus &status, const std::shared_ptr<Transport> &transport, Manner manner)
{
    const InstanceKey key = status.key;
    const auto listing = std::make_shared<Listing>(
        std::make_shared<QueueSnapshot>(key, QDateTime::currentMSecsSinceEpoch()));
    const auto before = status.snapshot;
    const bool first = !before;
    const QString title = m_instances.size() > 1
        ? tr("Listing the queue of %1").arg(QString::fromUtf8(status.instance.name))
        : tr("Listing the queue");
    const std::optional<qint64> expected
        = first ? std::nullopt : std::optional(qint64(before->rowCount()));
    const StartJob &start = manner == Manner::Quiet ? m_startQuietJob : m_startJob;
    auto *job = start(title,
        [this, key, listing, before, expected, transport, instance = status.instance,
            canScan = status.rights.countQueues,
            base = status.base](Job::Context &context) -> Result<void> {
            const auto progressed = [&](qint64 rows) {
                context.report(
                    {rows, expected ? std::optional(std::max(*expected, rows)) : std::nullopt,
                        tr("messages")});
                if (before || listing->isAnnounced.exchange(true))
                    return;
                QMetaObject::invokeMethod(
                    this,
                    [this, key, listing] {
                        listing->isAnnounced.store(false);
                        emit rowsAdded(key);
                    },
                    Qt::QueuedConnection);
            };
            auto refreshed = refreshQueue(
                *transport, instance, canScan, base, listing->snapshot, context.stop(), progressed);
            if (!refreshed)
                return std::unexpected(refreshed.error());
            if (before && before->state() == ListingState::Complete)
                listing->change = changeOf(diffSnapshots(*before, *refreshed->snapshot));
            listing->depths = depthsOf(*refreshed->snapshot);
            listing->refreshed = std::move(*refreshed);
            return {};
        });
    status.listing = job;
    if (first)
        status.snapshot = listing->snapshot;
    connect(
        job, &Job::finished, this, [this, key, job, listing] { listingEnded(key, job, *listing); });
    emit snapshotChanged(key);
}

void InstanceQueues::listingEnded(const InstanceKey &key, Job *job, const Listing &listing)
{
    InstanceStatus *status = get(key);
    if (!status || status->listing != job)
        return;
    status->listing = nullptr;
    status->listingError = job->error();
    if (const auto &refreshed = listing.refreshed) {
        status->snapshot = refreshed->snapshot;
        status->listingCost = refreshed->cost;
        status->listingWay = refreshed->way;
        status->base = refreshed->base;
        status->change = listing.change;
        status->listed = listing.depths;
        if (status->counted)
            status->counted->isNews = false;
    } else if (!status->snapshot || status->snapshot->state() != ListingState::Complete) {
        status->snapshot = listing.snapshot;
    }
    emit snapshotChanged(key);
}

void InstanceQueues::setCounted(const InstanceKey &key, const QueueDepths &depths, qint64 at)
{
    InstanceStatus *status = get(key);
    if (!status)
        return;
    const auto before = status->messageCount();
    status->counted = CountedQueue{depths.messages(), at, areOtherwise(depths, status->listed)};
    if (status->messageCount() != before)
        emit countChanged(key);
}

}
