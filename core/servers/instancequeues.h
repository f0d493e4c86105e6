// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/jobs/job.h"
#include "core/postfix/hostfacts.h"
#include "core/postfix/queuedepth.h"
#include "core/queue/queuerefresher.h"
#include "core/queue/queuesnapshot.h"

#include <QObject>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace spoolscope {

class Transport;

/// How many messages a refresh found otherwise than before; see SnapshotDiff.
struct SnapshotChange
{
    qsizetype arrived = 0, left = 0, moved = 0, retried = 0;

    bool operator==(const SnapshotChange &) const = default;
};

/// A count of a queue's files.
struct CountedQueue
{
    qint64 messages = 0;
    qint64 at = 0; ///< ms since 1970, this machine's clock
    bool isNews = false; ///< the counts are not those of the last listing
};

/// One Postfix instance of a server, as far as it is known.
struct InstanceStatus
{
    InstanceKey key;
    Instance instance;
    InstanceRights rights;
    std::optional<RetrySettings> retry; ///< absent where the server did not say
    QByteArray syslogName = {}; ///< what it calls itself in the log
    /// What to show: the running listing while it is the first one, else the last that ended. An
    /// incomplete listing never replaces a complete one. Null before the first.
    std::shared_ptr<const QueueSnapshot> snapshot;
    Job *listing = nullptr; ///< the running listing, if any
    std::optional<Error> listingError; ///< of the last listing; `snapshot` is then older than it
    std::chrono::milliseconds listingCost{}; ///< of the last listing or refresh that succeeded
    std::optional<RefreshWay> listingWay = {}; ///< how that one was done
    std::optional<RefreshBase> base = {}; ///< for the next one
    std::optional<SnapshotChange> change = {}; ///< what it brought; absent for the first
    QueueDepths listed = {}; ///< what the snapshot has in each queue, once it was listed
    std::optional<CountedQueue> counted = {}; ///< the last count of the files
    /// Messages by the fresher of count and listing; absent where neither is known.
    std::optional<qint64> messageCount() const;
};

/// The instances of one server and the listings of their queues, on the GUI thread. Listings run in
/// jobs made by `startJob`, which must end before this object does.
class InstanceQueues final : public QObject
{
    Q_OBJECT

public:
    using StartJob = std::function<Job *(const QString &title, Job::Work work)>;

    /// `startQuietJob`: for listings that nobody asked for.
    InstanceQueues(QString serverId, StartJob startJob, StartJob startQuietJob);

    const std::vector<InstanceStatus> &all() const { return m_instances; }
    const InstanceStatus *find(const InstanceKey &key) const;

    /// Takes over what was found on the server; an instance that is known keeps its snapshot.
    void adopt(const HostFacts &facts);
    /// Whether people are shown the job.
    enum class Manner { Shown, Quiet };
    /// Lists those that are not being listed; incrementally where that can be done (refreshQueue).
    void listAll(const std::shared_ptr<Transport> &transport);
    /// The same for one, if there is such an instance.
    void list(const InstanceKey &key, const std::shared_ptr<Transport> &transport,
        Manner manner = Manner::Shown);
    /// Takes over a count of the instance's files, made at `at` (ms since 1970).
    void setCounted(const InstanceKey &key, const QueueDepths &depths, qint64 at);

signals:
    void snapshotChanged(const spoolscope::InstanceKey &key); ///< as that of Server
    void rowsAdded(const spoolscope::InstanceKey &key); ///< as that of Server
    void countChanged(const spoolscope::InstanceKey &key); ///< another number of messages

private:
    Q_DISABLE_COPY_MOVE(InstanceQueues)
    InstanceStatus *get(const InstanceKey &key);
    struct Listing;
    void list(InstanceStatus &status, const std::shared_ptr<Transport> &transport, Manner manner);
    void listingEnded(const InstanceKey &key, Job *job, const Listing &listing);

    const QString m_serverId;
    const StartJob m_startJob;
    const StartJob m_startQuietJob;
    std::vector<InstanceStatus> m_instances;
};

}
