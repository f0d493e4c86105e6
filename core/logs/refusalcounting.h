// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/rejectcluster.h"
#include "core/logs/trafficplace.h"

namespace spoolscope {

/// Counts what was refused, held, discarded or warned of: by restrictions, header and body checks,
/// milters and postscreen(8).
class RefusalCounting final
{
public:
    void reject(const LogEvent &event, TrafficPlace &place);
    void milterReject(const LogEvent &event, TrafficPlace &place);
    /// Hold, Discard, RejectWarning, and checks that only change something.
    void other(const LogEvent &event, TrafficPlace &place);
    void milterOther(const LogEvent &event, TrafficPlace &place);
    void screen(const LogEvent &event, TrafficPlace &place);

private:
    void countPhase(RejectSource source, const LogEvent &event, TrafficPlace &place);
    void check(QByteArrayView action, const LogEvent &event, TrafficPlace &place);

    RejectCluster m_cluster;
};

}
