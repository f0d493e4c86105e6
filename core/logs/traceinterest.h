// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logevent.h"
#include "core/logs/tracer.h"

#include <QSet>

namespace spoolscope {

/// Which lines of a log too long for memory a trace needs: those of messages that match and of
/// messages that these lead to. A log is read again as long as learn() finds more of them; each
/// time into an index that is empty.
class TraceInterest final
{
public:
    static constexpr qsizetype most = 20'000; ///< messages; there is no end to what matches "a.com"

    explicit TraceInterest(TraceQuery query) : m_query(std::move(query)) { }

    bool wants(const LogEvent &event); ///< remembers the message of a line that matches
    /// What has been found so far. Whether the log has to be read once more.
    bool learn(const TraceAnswer &found);
    bool isFull() const { return m_queueIds.size() >= most; } ///< more matched than is kept

private:
    void add(const QByteArray &queueId);

    TraceQuery m_query;
    QSet<QByteArray> m_queueIds;
    QSet<QByteArray> m_messageIds;
    qsizetype m_known = 0; ///< what was looked for in the last reading
};

}
