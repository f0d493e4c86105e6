// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace spoolscope {

/// One thread that does one thing after another. The destructor waits for the running task and
/// drops the others.
class SerialWorker final
{
public:
    using Task = std::move_only_function<void()>;

    SerialWorker();
    void run(Task task);

private:
    void work(std::stop_token stop);

    std::mutex m_mutex;
    std::condition_variable_any m_hasWork;
    std::deque<Task> m_tasks; ///< guarded by m_mutex
    std::jthread m_thread; ///< last: joins before the rest goes
};

}
