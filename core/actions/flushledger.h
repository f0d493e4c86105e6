// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/flushlimit.h"
#include "core/base/result.h"

namespace spoolscope {

/// The flushes of all runs of all programs of this account, in a file of their own. Claims a flush
/// at `now`: zero means it may be sent and is written down; otherwise how long to wait. Two
/// programs at once cannot both claim one. Blocks. Errors: Io.
Result<FlushLimit::Time> claimFlush(
    const InstanceKey &instance, FlushLimit::Time now, const QString &directory);

/// The same without claiming anything: when each instance was flushed last.
FlushLimit knownFlushes(const QString &directory);

}
