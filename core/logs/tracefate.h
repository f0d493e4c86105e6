// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/tracenode.h"

namespace spoolscope {

/// A recipient of a message under one queue ID.
struct HopRecipient
{
    TraceRecipient recipient;
    QByteArray next; ///< queue ID that the next server told; empty: none
    bool toSameHost = false;
};

/// What the lines of one message tell of its recipients. Those that no line names are the last,
/// together.
std::vector<HopRecipient> hopRecipients(const TraceNode &node);

/// What became of all recipients over all hops, where `nodes[i]` is `trace.hops[i]`.
QList<TraceRecipient> traceRecipients(
    const QList<TraceHop> &hops, const std::vector<const TraceNode *> &nodes);

}
