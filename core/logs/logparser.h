// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logclock.h"
#include "core/logs/logevent.h"

namespace spoolscope {

/// Understands the lines of one log (one file, or one journal), one after another, without taking
/// memory for any of them. Any bytes are a line; what fits nothing says so. Used by one thread.
/// Source: the msg_info(), msg_warn() and log calls of Postfix 3.4 to 3.11, and lines captured from
/// 3.7 and 3.10 (tests/data/logs).
///
/// What strangers choose (addresses, names, replies, headers) may look like the rest of a line.
/// Each form says, where it is read, from which end it is read and why; see tst_logforgery.
class LogParser final
{
public:
    explicit LogParser(LogClock clock = LogClock());

    /// `line`: without its end. The event is valid until the next call, and while the line is.
    const LogEvent &parse(QByteArrayView line);

    /// The same for a line whose frame came apart from its text, as a journal has it: time, host,
    /// program, pid and message; what the program's name tells is found here.
    const LogEvent &parse(const LogLine &frame);

private:
    void readMessage();

    LogClock m_clock;
    LogEvent m_event;
};

}
