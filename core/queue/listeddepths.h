// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/queuedepth.h"
#include "core/queue/queuesnapshot.h"

namespace spoolscope {

/// How many messages a listing has in each queue that postqueue(1) lists; of others nothing is
/// known. Of the rows published by now; a walk over them, for a worker thread. Pure.
QueueDepths depthsOf(const QueueSnapshot &snapshot);

}
