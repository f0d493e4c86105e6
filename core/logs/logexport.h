// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/logs/logorder.h"

#include <functional>

class QIODevice;

namespace spoolscope {

enum class LogFormat {
    Text, ///< the lines, what is hidden in them written out; a gap begins with "# "
    JsonLines, ///< logjson.h, with a "server" member; a gap is {"event":"gap", "time", "why"}
};

/// Places of an order, from `begin` up to before `end`.
struct LogStretch
{
    size_t begin = 0;
    size_t end = 0;

    size_t size() const { return end - begin; }
    bool operator==(const LogStretch &) const = default;
};

/// `servers`: a name for each source; with several of them a line of text begins with it. A stop is
/// ErrorKind::Cancelled. `report`: told of lines written, now and then.
Result<void> exportLog(QIODevice &to, LogFormat format, const LogOrder &order, LogStretch range,
    const QStringList &servers, const std::stop_token &stop,
    const std::function<void(qint64)> &report = {});

/// One line of LogFormat::Text, without its end.
QString logTextLine(const LogOrder &order, std::vector<LogReader> &readers, size_t place,
    const QStringList &servers);

}
