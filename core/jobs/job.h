// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace spoolscope {

enum class JobState { Running, Succeeded, Failed, Cancelled, OutcomeUnknown };

/// Progress in real units; `total` is absent where it cannot be known.
struct JobProgress
{
    qint64 done = 0;
    std::optional<qint64> total = {};
    QString unit = {}; ///< translated plural noun: "messages"

    bool operator==(const JobProgress &) const = default;
};

/// A cancellable unit of straight-line work on a thread of its own, with exactly one ending.
///
/// Create it on the thread that watches it (the GUI thread); the work runs at once. finished() is
/// always queued, comes exactly once, and never from inside the constructor or cancel(). The
/// destructor asks the work to stop and waits for it: all work must return within about 100 ms of
/// a stop request, which every blocking call of core/transport does.
class Job final : public QObject
{
    Q_OBJECT

public:
    /// What the work sees of its job.
    class Context final
    {
    public:
        std::stop_token stop() const { return m_stop; }
        void report(JobProgress progress); ///< cheap; watchers hear of it at most 20 times a second

    private:
        friend class Job;
        Context(Job &job, std::stop_token stop);
        Job &m_job;
        std::stop_token m_stop;
        QElapsedTimer m_sinceReport;
    };
    /// Runs off the GUI thread. The error's kind decides the ending: Cancelled and OutcomeUnknown
    /// are endings of their own, everything else is Failed.
    using Work = std::move_only_function<Result<void>(Context &)>;

    Job(QString title, QString server, Work work, QObject *parent = nullptr);
    ~Job() override;

    QString title() const { return m_title; }
    QString server() const { return m_server; } ///< ServerDefinition::id; empty: none in particular
    JobState state() const { return m_state; }
    JobProgress progress() const;
    std::optional<Error> error() const { return m_error; } ///< set unless Running or Succeeded
    qint64 elapsed() const; ///< ms since the start, frozen at the end
    bool isCancelRequested() const { return m_thread.get_stop_token().stop_requested(); }
    void cancel(); ///< best effort; what was already sent to a server may still happen there

signals:
    void progressed();
    void finished();

private:
    Q_DISABLE_COPY_MOVE(Job)
    void end(Result<void> result);

    QString m_title;
    QString m_server;
    JobState m_state = JobState::Running;
    std::optional<Error> m_error;
    QElapsedTimer m_clock;
    qint64 m_elapsed = 0;
    mutable std::mutex m_mutex;
    JobProgress m_progress; ///< guarded by m_mutex
    std::jthread m_thread; ///< last: joins before the rest goes
};

}
