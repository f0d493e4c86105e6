// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/trace.h"

#include <QStringList>

/// A trace in words. All that strangers wrote has gone through text::visible.
namespace spoolscope::tracetext {

/// What a step is, in words of ours, and what others said about it; either may be long.
struct StepText
{
    QString what; ///< "sent to jo@example.com by mx.example.com[192.0.2.1]"
    QString reply; ///< "250 2.0.0 Ok: queued as 4F2A81C09D"; mostly empty
};
StepText stepText(const TraceStep &step);

QString fateText(RecipientFate fate); ///< "waits for the next attempt"
QString place(const TraceHop &hop); ///< "mx1", "mx1 postfix-out": of the server and the instance
QString sender(const TraceHop &hop); ///< "<> (a bounce or another notification)"; "unknown"
QString client(const TraceHop &hop); ///< "mail.example.com [192.0.2.1]"; how it came otherwise
QString recipientName(const TraceRecipient &recipient); ///< "jo@a (was info@a)", "3 recipients"

/// The end of a trail that leads nowhere, clocks that differ, and what else a reader must know.
QStringList notes(const Trace &trace);

/// "2026-03-01 12:00:00.123", local time; microseconds since 1970.
QString timeText(qint64 time);
QString durationText(double seconds); ///< "0.2 s", "1 d 12 h"; of none that is negative
/// Time between two steps: "+3 s", "+0.2 s", "−1 s"; empty for next to nothing.
QString deltaText(qint64 microseconds);

/// All of it, for a terminal, a clipboard or a ticket.
QString timeline(const Trace &trace);

}
