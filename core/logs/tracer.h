// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/traceindex.h"

#include <memory>

namespace spoolscope {

struct TraceAnswer
{
    QList<Trace> traces; ///< the newest first
    bool isAll = true; ///< false: there are older ones too
};

/// Joins what the logs of a fleet say into the ways of messages: over filters and other queue IDs
/// on one server, and on to the next server that has a log here. A reply of a server is a
/// stranger's words: that it queued the message under an ID is believed where the log of that
/// server has it with the same Message-ID. Any thread, at the cost of the index's locks.
class Tracer final
{
public:
    static constexpr size_t mostTraces = 100;

    using Logs = std::vector<std::shared_ptr<const TraceIndex>>;
    explicit Tracer(Logs logs);

    TraceAnswer trace(const TraceQuery &query, size_t most = mostTraces) const;

private:
    void addRefusals(const TraceQuery &query, size_t most, TraceAnswer &answer) const;

    Logs m_logs;
};

}
