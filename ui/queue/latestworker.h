// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/queue/serialworker.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <stop_token>

namespace spoolscope {

/// Works the newest question out on a thread of its own. Another question makes what is worked out
/// stale: that is stopped and its answer never told. The destructor waits for the thread, so it is
/// the last member of whoever asks. GUI thread.
class LatestWorker final : public QObject
{
    Q_OBJECT

public:
    /// The answer, to be told on the GUI thread.
    using Tell = std::move_only_function<void()>;
    /// Works the answer out on the other thread. It holds all that it needs.
    using Work = std::move_only_function<Tell(const std::stop_token &stop)>;

    /// `question`: asked for on the GUI thread when the work begins. `shortestInterval`: ms between
    /// two beginnings of the same question, at least; then three times as long as the last took.
    /// 0: no pause.
    explicit LatestWorker(std::function<Work()> question, qint64 shortestInterval = 0);
    ~LatestWorker() override;

    void ask(); ///< another question
    void askAgain(); ///< the same one, to which there may be another answer by now
    void drop(); ///< asks for nothing any more
    bool isBusy() const { return m_isDirty || m_isRunning; }

    /// Lets go of something large where it may take a while.
    template <typename Value> void discard(Value value)
    {
        m_worker.run([value = std::move(value)] { });
    }

private:
    Q_DISABLE_COPY_MOVE(LatestWorker)
    void makeStale();
    void startLater();
    void start();
    void end(Tell tell, quint64 generation, qint64 duration);

    std::function<Work()> m_question;
    qint64 m_shortestInterval;
    QTimer m_start;
    QElapsedTimer m_sinceStart;
    qint64 m_lastDuration = 0; ///< ms
    quint64 m_generation = 0; ///< counts questions
    bool m_isDirty = false; ///< to be started
    bool m_isUrgent = false; ///< at once, then
    bool m_isRunning = false;
    std::stop_source m_stop; ///< of what runs
    SerialWorker m_worker; ///< last: joins before the rest goes
};

}
