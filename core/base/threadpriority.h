// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <sys/resource.h>
#include <unistd.h>

namespace spoolscope {

/// Puts the calling thread behind the window's where processors are few: parsing and sorting can
/// wait for some milliseconds, a painting cannot. On Linux a nice value belongs to the thread
/// (setpriority(2), "C library/kernel differences").
inline void yieldToWindow()
{
    constexpr int behind = 5;
    ::setpriority(PRIO_PROCESS, id_t(::gettid()), behind);
}

}
