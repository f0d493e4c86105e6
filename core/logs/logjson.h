// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logevent.h"

#include <QByteArray>

namespace spoolscope {

/// Appends the event as one object on one line, with its end. "event" is nameOf(LogEventKind), and
/// "fields" an object of all of nameOf(LogField) that the line has, each a string as it stands
/// there; both are always there. So are, where the line has them:
///
///     time                  by the server's clock: RFC 3339, UTC, microseconds
///     host program pid      of syslog
///     instance service daemon queue_id severity     of Postfix's lines only
///     phase status dsn      the same as in "fields"
///     raw                   the line, of one that was not understood: no-line, foreign, unparsed
///
/// Of what is no UTF-8 the bytes stand in a member of their own, "raw_base64" beside "raw"; hidden
/// characters are written as "\u202e".
void appendJson(QByteArray &to, const LogEvent &event);

}
