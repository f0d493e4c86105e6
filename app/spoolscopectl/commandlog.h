// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "console.h"

namespace spoolscope::ctl {

struct Call;

// One function for each second word of "log"; Arguments::logWords are the words behind it.
ExitCode logFollow(const Call &call);
ExitCode logParse(const Call &call);
ExitCode logSummary(const Call &call);
ExitCode logTrace(const Call &call);

}
