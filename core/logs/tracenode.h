// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/traceindex.h"

namespace spoolscope {

/// A message of an index, with what its lines say of it.
struct TraceNode
{
    size_t log = 0; ///< index in the tracer's logs
    LoggedMessage message;
    TraceHop hop; ///< without `from` and `link`
};

TraceNode traceNode(size_t log, const TraceIndex &index, LoggedMessage message);

/// Whether the message of `a` went on as that of `b`, and how that is known.
TraceLink linkBetween(const TraceNode &a, const TraceNode &b);

/// Whether a line tells that the delivery was made.
bool isSent(const TraceStep &step);
/// Whether a delivery went to a program on the same host, which may give the message back.
bool isToSameHost(const TraceStep &step);

}
