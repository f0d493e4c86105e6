// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logclock.h"
#include "core/logs/logline.h"

namespace spoolscope {

/// What syslog(3), rsyslogd, systemd-journald's short output and postlogd(8) put before a text: a
/// stamp (LogClock), the host, and "tag[pid]: " or "tag: ". False for a line without a stamp and a
/// host, of which `line` then has `raw` and `message` only.
bool readFrame(QByteArrayView bytes, LogClock &clock, LogLine &line);

/// Takes `line.program` apart: instance, service, daemonName, daemon.
void readProgram(LogLine &line);

/// Which daemon has that name; Other for none.
LogDaemon daemonNamed(QByteArrayView name);

}
