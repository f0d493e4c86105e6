// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/patience.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <poll.h>

namespace spoolscope {

Patience::Patience(std::stop_token stop, std::chrono::milliseconds length)
    : m_stop(std::move(stop)), m_deadline(Clock::now() + length), m_onStop(m_stop, Waker{&m_wakeup})
{
}

Patience::Ended Patience::waitFor(int fd, short events, Clock::time_point limit) const
{
    const Clock::time_point end = std::min(limit, m_deadline);
    while (true) {
        if (m_stop.stop_requested())
            return Ended::Cancelled;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
        if (left.count() <= 0)
            return Ended::Expired;
        std::array<pollfd, 2> fds{{{fd, events, 0}, {m_wakeup.fd(), POLLIN, 0}}};
        const auto timeout = std::min<std::chrono::milliseconds::rep>(left.count(), 60'000);
        if (::poll(fds.data(), fds.size(), static_cast<int>(timeout)) < 0 && errno != EINTR)
            return Ended::Expired;
        if (fds[0].revents != 0 && !m_stop.stop_requested())
            return Ended::Ready;
    }
}

}
