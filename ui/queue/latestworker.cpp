// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/latestworker.h"

#include <algorithm>
#include <utility>

namespace spoolscope {

LatestWorker::LatestWorker(std::function<Work()> question, qint64 shortestInterval)
    : m_question(std::move(question)), m_shortestInterval(shortestInterval)
{
    m_start.setSingleShot(true);
    connect(&m_start, &QTimer::timeout, this, &LatestWorker::start);
}

LatestWorker::~LatestWorker()
{
    m_stop.request_stop();
}

void LatestWorker::ask()
{
    makeStale();
    m_isDirty = true;
    m_isUrgent = true;
    startLater();
}

void LatestWorker::askAgain()
{
    m_isDirty = true;
    startLater();
}

void LatestWorker::drop()
{
    makeStale();
    m_isDirty = false;
    m_isUrgent = false;
    m_start.stop();
}

void LatestWorker::makeStale()
{
    ++m_generation;
    m_stop.request_stop();
}

void LatestWorker::startLater()
{
    if (m_isRunning)
        return;
    if (m_isUrgent || m_shortestInterval == 0) {
        m_start.start(0);
    } else if (!m_start.isActive()) {
        const qint64 interval = std::max(m_shortestInterval, 3 * m_lastDuration);
        const qint64 waited = m_sinceStart.isValid() ? m_sinceStart.elapsed() : interval;
        m_start.start(int(std::max<qint64>(0, interval - waited)));
    }
}

void LatestWorker::start()
{
    m_isDirty = false;
    m_isUrgent = false;
    m_isRunning = true;
    m_stop = std::stop_source();
    m_sinceStart.start();
    m_worker.run([this, work = m_question(), stop = m_stop.get_token(),
                     generation = m_generation]() mutable {
        QElapsedTimer clock;
        clock.start();
        Tell tell = work(stop);
        work = {}; // what it held may be large, and this is the thread for that
        // The destructor waits for this thread, so `this` is there.
        QMetaObject::invokeMethod(
            this,
            [this, tell = std::move(tell), generation, duration = clock.elapsed()]() mutable {
                end(std::move(tell), generation, duration);
            },
            Qt::QueuedConnection);
    });
}

void LatestWorker::end(Tell tell, quint64 generation, qint64 duration)
{
    m_isRunning = false;
    m_lastDuration = duration;
    if (m_isDirty)
        startLater();
    if (generation != m_generation)
        return discard(std::move(tell));
    if (tell)
        tell();
}

}
