// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/wakeup.h"

#include <chrono>
#include <stop_token>

namespace spoolscope {

/// How long one blocking undertaking may take, and whether it is still wanted. Used by one thread.
class Patience final
{
public:
    using Clock = std::chrono::steady_clock;
    enum class Ended { Ready, Cancelled, Expired };

    Patience(std::stop_token stop, std::chrono::milliseconds length);
    Patience(const Patience &) = delete;
    Patience &operator=(const Patience &) = delete;

    /// Waits until `fd` has one of the poll() `events`, a stop request or the deadline, or `limit`
    /// when that is earlier (then Expired too).
    Ended waitFor(int fd, short events, Clock::time_point limit = Clock::time_point::max()) const;

    Clock::time_point deadline() const { return m_deadline; }
    bool isExpired() const { return Clock::now() >= m_deadline; }
    bool isCancelled() const { return m_stop.stop_requested(); }
    std::stop_token stopToken() const { return m_stop; }

private:
    struct Waker
    {
        const Wakeup *wakeup;
        void operator()() const { wakeup->set(); }
    };

    std::stop_token m_stop;
    Clock::time_point m_deadline;
    Wakeup m_wakeup;
    std::stop_callback<Waker> m_onStop;
};

}
