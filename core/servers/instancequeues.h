// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/jobs/job.h"
#include "core/postfix/hostfacts.h"
#include "core/queue/queuesnapshot.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace spoolscope {

class Transport;

/// One Postfix instance of a server, as far as it is known.
struct InstanceStatus
{
    InstanceKey key;
    Instance instance;
    InstanceRights rights;
    std::optional<RetrySettings> retry; ///< absent where the server did not say
    /// What to show: the running listing while it is the first one, else the last that ended. An
    /// incomplete listing never replaces a complete one. Null before the first.
    std::shared_ptr<const QueueSnapshot> snapshot;
    Job *listing = nullptr; ///< the running listing, if any
    std::optional<Error> listingError; ///< of the last listing; `snapshot` is then older than it
};

/// The instances of one server and the listings of their queues, on the GUI thread. Listings run in
/// jobs made by `startJob`, which must end before this object does.
class InstanceQueues final : public QObject
{
    Q_OBJECT

public:
    using StartJob = std::function<Job *(const QString &title, Job::Work work)>;

    InstanceQueues(QString serverId, StartJob startJob);

    const std::vector<InstanceStatus> &all() const { return m_instances; }
    const InstanceStatus *find(const InstanceKey &key) const;

    /// Takes over what was found on the server; an instance that is known keeps its snapshot.
    void adopt(const HostFacts &facts);
    /// Lists those that are not being listed.
    void listAll(const std::shared_ptr<Transport> &transport);
    /// The same for one, if there is such an instance.
    void list(const InstanceKey &key, const std::shared_ptr<Transport> &transport);

signals:
    void snapshotChanged(const spoolscope::InstanceKey &key); ///< as that of Server
    void rowsAdded(const spoolscope::InstanceKey &key); ///< as that of Server

private:
    Q_DISABLE_COPY_MOVE(InstanceQueues)
    InstanceStatus *get(const InstanceKey &key);
    void list(InstanceStatus &status, const std::shared_ptr<Transport> &transport);
    void listingEnded(
        const InstanceKey &key, Job *job, const std::shared_ptr<const QueueSnapshot> &snapshot);

    const QString m_serverId;
    const StartJob m_startJob;
    std::vector<InstanceStatus> m_instances;
};

}
