// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/spoolscope/hardening.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace spoolscope {

void forbidCoreDumps()
{
#ifdef NDEBUG
    constexpr rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
#endif
}

}
