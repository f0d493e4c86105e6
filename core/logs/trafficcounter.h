// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/messagecounting.h"
#include "core/logs/refusalcounting.h"
#include "core/logs/sessioncounting.h"

#include <QTimeZone>

namespace spoolscope {

/// Counts the log of one instance of Postfix, line by line, in bounded memory. Used by one thread;
/// what counts() returned is anybody's.
class TrafficCounter final
{
public:
    /// `zone`: of the server, for hours and days where the stamps say none.
    explicit TrafficCounter(QTimeZone zone = QTimeZone::utc());

    void take(const LogEvent &event);
    /// All that was taken. Costs a copy of the lists, some hundred kilobytes as a rule.
    TrafficCounts counts() const;
    size_t residentBytes() const;

private:
    void countLine(const LogEvent &event, TrafficPlace &place);
    void countHealth(const LogEvent &event, TrafficPlace &place);
    void count(const LogEvent &event, TrafficPlace &place);
    void countRest(const LogEvent &event, TrafficPlace &place);
    void beginMinute(const LogEvent &event);

    const QTimeZone m_zone;
    TrafficCounts m_counts;
    TrafficSlot m_slot; ///< of m_minute; not in m_counts yet
    qint64 m_minute = 0; ///< minutes since 1970; 0: not known
    qint64 m_ahead = 0; ///< seconds of the server's time before UTC
    MessageCounting m_messages;
    SessionCounting m_sessions;
    RefusalCounting m_refusals;
    ReasonMemo m_warnings;
};

}
