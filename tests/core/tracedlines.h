// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/traceindex.h"

/// Lines to be traced, as short as a test wants to write them.
namespace spoolscope::tracedlines {

/// Lines as "SECONDS DAEMON[PID]: TEXT" or "SECONDS INSTANCE/DAEMON[PID]: TEXT"; a line "GAP" is a
/// gap.
std::shared_ptr<const TraceIndex> indexOf(
    const QString &server, const QByteArrayList &lines, size_t bound = TraceIndex::defaultBound);

/// AAAAA1, taken from a client and sent on.
extern const QByteArrayList delivered;

}
