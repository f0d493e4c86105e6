// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logfollower.h"

#include "core/logs/filefollower.h"
#include "core/logs/journalfollower.h"

namespace spoolscope {

std::unique_ptr<LogFollower> makeLogFollower(
    const LogSource &source, const QTimeZone &zone, const LogRange &range, LogSink &sink)
{
    if (source.kind == LogSource::Kind::Journal)
        return std::make_unique<JournalFollower>(range, sink);
    return std::make_unique<FileFollower>(source.path, zone, range, sink);
}

}
