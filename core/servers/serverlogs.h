// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/jobs/job.h"
#include "core/logs/logfollower.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace spoolscope {

class Transport;

enum class LogsState {
    Off, ///< not asked for
    Waiting, ///< for the server to be connected
    Following, ///< at least one log is read
    Failed, ///< none is; error() says why
};

/// Follows the logs of one server, on the GUI thread. What is read is handed to a sink on the
/// threads of quiet jobs, one a log and never two at a time. A lost connection ends the jobs; with
/// the next each goes on at its place. Jobs are made by `startJob` and must end before this object
/// does.
class ServerLogs final : public QObject
{
    Q_OBJECT

public:
    using StartJob = std::function<Job *(const QString &title, Job::Work work)>;

    explicit ServerLogs(StartJob startJob);
    ~ServerLogs() override;

    /// From now on, or from `since` (seconds, server's clock). After stop() with the same sink it
    /// goes on where it stopped.
    void follow(const std::shared_ptr<LogSink> &sink, std::optional<qint64> since = {});
    void stop();

    LogsState state() const;
    std::optional<Error> error() const; ///< of Failed, or of the logs that are not read
    /// What is followed: "/var/log/mail.log", "journal".
    QStringList sources() const;
    qint64 clockOffset() const { return m_clockOffset; } ///< seconds the server is ahead of us
    qint64 lineCount() const; ///< handed over since follow()
    qint64 gapCount() const;

    // By the server
    void connected(
        std::shared_ptr<Transport> transport, const HostFacts &facts, qint64 clockOffset);
    void disconnected();

signals:
    void stateChanged();
    void grew(); ///< lines or gaps were handed over; at most 20 times a second

private:
    Q_DISABLE_COPY_MOVE(ServerLogs)
    class Tap;
    struct Followed
    {
        LogSource source;
        std::shared_ptr<LogFollower> follower;
        Job *job = nullptr;
        std::optional<Error> error = {};
    };
    void startAll();
    void start(Followed &followed);
    void ended(Job *job);
    Followed &take(const LogSource &source);

    const StartJob m_startJob;
    std::shared_ptr<Tap> m_tap; ///< null before the first follow()
    LogRange m_range;
    std::vector<std::unique_ptr<Followed>> m_followed;
    std::shared_ptr<Transport> m_transport; ///< null: not connected
    std::optional<HostFacts> m_facts;
    qint64 m_clockOffset = 0;
    QTimer m_again; ///< for what ended on a connection that stands
    bool m_isWanted = false;
};

}
