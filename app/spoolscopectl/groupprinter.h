// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "arguments.h"

#include "core/queue/queuegroups.h"

namespace spoolscope::ctl {

/// Prints the groups of queue --group-by, the first `arguments.limit` of them.
void printGroups(const Arguments &arguments, const QueueGroups &groups);

}
