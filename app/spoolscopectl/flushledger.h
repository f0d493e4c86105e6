// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/flushlimit.h"
#include "core/base/result.h"

namespace spoolscope::ctl {

/// The flushes of all runs of this program, in a file of its own below XDG_STATE_HOME. Claims a
/// flush at `now`: zero means it may be sent and is written down; otherwise how long to wait. Two
/// runs at once cannot both claim one. Errors: Io.
Result<FlushLimit::Time> claimFlush(const InstanceKey &instance, FlushLimit::Time now);

}
