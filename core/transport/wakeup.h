// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/uniquefd.h"

#include <cstdint>

#include <sys/eventfd.h>

namespace spoolscope {

/// Ends another thread's poll(). Any thread may call set(); it stays readable until clear().
class Wakeup final
{
public:
    int fd() const { return m_fd.get(); }

    void set() const
    {
        const std::uint64_t one = 1;
        // It can only fail when the counter is full, and then the poll ends anyway.
        [[maybe_unused]] const auto written = ::write(m_fd.get(), &one, sizeof one);
    }

    void clear() const
    {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto got = ::read(m_fd.get(), &count, sizeof count);
    }

private:
    UniqueFd m_fd{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
};

}
