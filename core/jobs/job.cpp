// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/jobs/job.h"

#include "core/base/threadpriority.h"

namespace spoolscope {

namespace {

constexpr qint64 reportInterval = 50; // ms

}

Job::Context::Context(Job &job, std::stop_token stop) : m_job(job), m_stop(std::move(stop))
{
}

void Job::Context::report(JobProgress progress)
{
    {
        const std::lock_guard lock(m_job.m_mutex);
        m_job.m_progress = std::move(progress);
    }
    if (m_sinceReport.isValid() && m_sinceReport.elapsed() < reportInterval)
        return;
    m_sinceReport.start();
    QMetaObject::invokeMethod(&m_job, &Job::progressed, Qt::QueuedConnection);
}

Job::Job(QString title, QString server, Work work, QObject *parent)
    : QObject(parent), m_title(std::move(title)), m_server(std::move(server))
{
    m_clock.start();
    m_thread = std::jthread([this, work = std::move(work)](std::stop_token stop) mutable {
        yieldToWindow();
        Context context(*this, std::move(stop));
        Result<void> result = work(context);
        // What the work captured may belong to nobody else: let go of it before the ending is told.
        work = nullptr;
        QMetaObject::invokeMethod(
            this, [this, result = std::move(result)]() mutable { end(std::move(result)); },
            Qt::QueuedConnection);
    });
}

Job::~Job()
{
    m_thread.request_stop();
    if (m_thread.joinable())
        m_thread.join();
}

JobProgress Job::progress() const
{
    const std::lock_guard lock(m_mutex);
    return m_progress;
}

qint64 Job::elapsed() const
{
    return m_state == JobState::Running ? m_clock.elapsed() : m_elapsed;
}

void Job::cancel()
{
    m_thread.request_stop();
}

void Job::end(Result<void> result)
{
    m_elapsed = m_clock.elapsed();
    if (result) {
        m_state = JobState::Succeeded;
    } else {
        m_error = std::move(result).error();
        switch (m_error->kind) {
        case ErrorKind::Cancelled:
            m_state = JobState::Cancelled;
            break;
        case ErrorKind::OutcomeUnknown:
            m_state = JobState::OutcomeUnknown;
            break;
        default:
            m_state = JobState::Failed;
        }
    }
    emit finished();
}

}
