// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logfacts.h"
#include "core/queue/originstore.h"
#include "core/servers/instancequeues.h"
#include "ui/queue/queuesource.h"
#include "ui/queue/serialworker.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>

namespace spoolscope {

/// Works out, on a thread of its own, what is known of where the shown messages came from: from the
/// logs, and from queue files that were read. Where something is known of a listing, the next one
/// is shown once the same is known of it, a moment later: a filter by user must not lose its
/// messages with every refresh. GUI thread.
class OriginFeed final : public QObject
{
    Q_OBJECT

public:
    /// What a server's log says of its messages; null: it is not read.
    using LogOf = std::function<std::shared_ptr<const LogFacts>(const QString &server)>;

    explicit OriginFeed(QObject *parent = nullptr);
    ~OriginFeed() override;

    void setLogs(LogOf logOf) { m_logOf = std::move(logOf); }
    /// For what is read from the instance's queue files; lookAgain() afterwards.
    std::shared_ptr<OriginStore> store(const InstanceKey &key);
    void lookAgain(); ///< a log or a store may know more; cheap

    /// Puts into the source what is to be shown of the instance: snapshot and facts.
    void complete(const InstanceStatus &status, QueueSource &source);
    void keepOnly(const QueueSources &sources); ///< nobody looks at other instances
    void forget(const QString &server); ///< by its ID: it is no longer in the list
    bool isSettled() const; ///< what is shown is the last listing

signals:
    void changed(); ///< complete() has something else to say

private:
    Q_DISABLE_COPY_MOVE(OriginFeed)
    /// What facts were made of; where it is the same, so are they.
    struct Inputs
    {
        size_t rows = 0;
        const LogFacts *log = nullptr;
        quint64 logRevision = 0, storeRevision = 0;

        bool operator==(const Inputs &) const = default;
    };
    struct Place
    {
        QByteArray syslogName;
        std::shared_ptr<const QueueSnapshot> wanted; ///< the last listing; null: nobody looks
        std::shared_ptr<const QueueSnapshot> shown;
        std::shared_ptr<const SnapshotFacts> facts; ///< of what is shown
        Inputs inputs; ///< of these
        std::shared_ptr<OriginStore> store = std::make_shared<OriginStore>();
    };
    struct Task
    {
        InstanceKey key;
        Place place;
        std::shared_ptr<const LogFacts> log;
        Inputs inputs;
    };
    static bool work(Task &task, const std::stop_token &stop);
    void startLater();
    void start();
    void end(std::vector<Task> tasks, qint64 duration);

    LogOf m_logOf;
    QHash<InstanceKey, Place> m_places;
    QTimer m_start;
    QElapsedTimer m_sinceEnd;
    qint64 m_pause; ///< ms between two looks at the same listings
    bool m_isRunning = false;
    bool m_isDirty = false;
    std::stop_source m_stop;
    SerialWorker m_worker; ///< last: waits for its thread before the rest goes
};

}
