// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "console.h"

#include "core/logs/logfollower.h"

namespace spoolscope::ctl {

struct Call;

/// Takes what is read of the logs of several servers; one thread at a time calls it.
class ServerLogSink
{
public:
    virtual ~ServerLogSink() = default;
    virtual void take(const QString &server, const LogEvent &event) = 0;
    virtual void gap(const QString &server, const LogGap &gap) = 0;

protected:
    ServerLogSink() = default;
    Q_DISABLE_COPY_MOVE(ServerLogSink)
};

enum class LogExtent { UpToNow, Live };

/// Reads every readable log of the servers of `call`, each on a thread of its own; times of `since`
/// are by our clock. A lost connection is made again, and the reading goes on where it was. Blocks
/// until all are over, or until a stop. Complaints are told.
ExitCode readServerLogs(
    const Call &call, std::optional<qint64> since, LogExtent extent, ServerLogSink &sink);

}
