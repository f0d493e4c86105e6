// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logevent.h"

#include <QString>

namespace spoolscope {

/// A place in a log where lines may be missing.
struct LogGap
{
    qint64 after = 0; ///< time of the last line before it, microseconds since 1970; 0: none
    QString why; ///< for a person: "The log was rotated away while the connection was down."
};

/// Takes what is read of a log, in its order. Called on the thread that reads.
class LogSink
{
public:
    virtual ~LogSink() = default;
    virtual void take(const LogEvent &event) = 0; ///< its views are valid during the call only
    virtual void gap(const LogGap &gap) = 0;

protected:
    LogSink() = default;
    Q_DISABLE_COPY_MOVE(LogSink)
};

}
