// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/logs/logsink.h"
#include "core/logs/logsource.h"

#include <QTimeZone>

#include <memory>
#include <optional>
#include <stop_token>

namespace spoolscope {

class Transport;

/// Which lines of a log are wanted.
struct LogRange
{
    /// Seconds since 1970, server's clock. Absent: from now on.
    std::optional<qint64> since = {};
    /// Where to end; absent: no end.
    std::optional<qint64> until = {};
};

/// Reads one log of a server, whole lines in their order, across rotations and lost connections: no
/// line is missing or comes twice, or LogSink::gap() says where one may be missing. Straight-line
/// work for a job; used by one thread at a time, and keeps its place between calls.
class LogFollower
{
public:
    virtual ~LogFollower() = default;

    /// What there is by now; where nothing was read yet, from the beginning of the range.
    /// True: up to what was the end; false: `until` was reached.
    /// Errors: those of the transport (Network: call it again with another), Cancelled, Permission,
    /// NotFound (there is no such log), Parse.
    virtual Result<bool> catchUp(Transport &transport, std::stop_token stop) = 0;
    /// The same, and then what is written to it. Ends by an error only.
    virtual Result<void> follow(Transport &transport, std::stop_token stop) = 0;

protected:
    LogFollower() = default;
    Q_DISABLE_COPY_MOVE(LogFollower)
};

/// `zone` is what local time means there (logTimeZone()). `sink` must outlive it.
std::unique_ptr<LogFollower> makeLogFollower(
    const LogSource &source, const QTimeZone &zone, const LogRange &range, LogSink &sink);

}
