// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/serialworker.h"

#include "core/base/threadpriority.h"

namespace spoolscope {

SerialWorker::SerialWorker() : m_thread([this](std::stop_token stop) { work(std::move(stop)); })
{
}

void SerialWorker::run(Task task)
{
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    m_hasWork.notify_one();
}

void SerialWorker::work(std::stop_token stop)
{
    yieldToWindow();
    while (true) {
        std::unique_lock lock(m_mutex);
        if (!m_hasWork.wait(lock, stop, [this] { return !m_tasks.empty(); })
            || stop.stop_requested())
            return;
        Task task = std::move(m_tasks.front());
        m_tasks.pop_front();
        lock.unlock();
        task();
    }
}

}
