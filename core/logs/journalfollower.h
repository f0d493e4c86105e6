// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/journalentry.h"
#include "core/logs/linesplitter.h"
#include "core/logs/logparser.h"
#include "core/logs/lograngesink.h"
#include "core/postfix/journalcommand.h"

namespace spoolscope {

/// Follows systemd's journal by its cursors. Each reading begins with the last entry that was
/// handed over; where the journal has it no longer, that is told as a gap.
class JournalFollower final : public LogFollower
{
public:
    JournalFollower(const LogRange &range, LogSink &sink);

    Result<bool> catchUp(Transport &transport, std::stop_token stop) override;
    Result<void> follow(Transport &transport, std::stop_token stop) override;

private:
    enum class Extent { UpToNow, Live };
    Result<void> start(Transport &transport, const std::stop_token &stop);
    Result<bool> readEntries(Transport &transport, const std::stop_token &stop, Extent extent);
    JournalReading begin();
    void takeLine(QByteArrayView line);

    const LogRange m_range;
    LogRangeSink m_sink;
    LogParser m_parser;
    JournalEntryReader m_reader;
    QByteArray m_cursor; ///< of the last entry that was handed over
    bool m_expectsLast = false; ///< the next entry has to be that one
    bool m_isStarted = false;
};

}
