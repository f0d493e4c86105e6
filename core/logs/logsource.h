// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/hostfacts.h"

#include <QString>
#include <QTimeZone>

namespace spoolscope {

/// One log of a server: a file with what was rotated away from it, or systemd's journal.
struct LogSource
{
    enum class Kind { File, Journal };
    Kind kind = Kind::File;
    QByteArray path = {}; ///< of a file

    QString description() const; ///< "/var/log/mail.log", or "journal"
    bool operator==(const LogSource &) const = default;
};

/// Those that the account may read. Where syslog writes a file and the journal has the same lines,
/// the file is read, for its lines are a tenth as long; but for one that nothing was written to for
/// a day, as it stays behind where rsyslog was removed.
QList<LogSource> logSources(const HostFacts &facts);

/// What local time means on the server, for stamps without a zone: by name where the name fits the
/// offset that its clock shows, so that summer time is known; else that offset; else UTC.
QTimeZone logTimeZone(const HostFacts &facts);

/// Why none can be read, and what to do.
QString whyNoLogs(const HostFacts &facts);

}
