// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/commandline.h"

#include <QByteArray>

#include <optional>

namespace spoolscope {

/// What to read of systemd's journal: what was logged as mail (SYSLOG_FACILITY=2), and journald's
/// own word that it left something out because there was too much of it.
struct JournalReading
{
    QByteArray cursor = {}; ///< begin with the entry that has it (__CURSOR); empty: see `since`
    std::optional<qint64> since = {}; ///< seconds since 1970; absent without a cursor: all there is
};

/// journalctl -o json: one object a line, up to what there is now. `isPacked`: for the wire; the
/// first line says whether it is (LogReadParser).
CommandLine readJournalCommand(const JournalReading &reading, bool isPacked);
/// The last entry that was logged as mail, or nothing.
CommandLine lastJournalEntryCommand();
/// The same as readJournalCommand(), and then what comes, for as long as somebody listens. Entries
/// are lines that begin with journalEventPrefix, each with an empty line behind it. It writes to
/// stderr every second, so that it notices when nobody does, and ends journalctl, which notices
/// only when it has something to say.
CommandLine followJournalCommand(const JournalReading &reading);
inline constexpr QByteArrayView journalEventPrefix = "data: ";

/// systemd's SD_MESSAGE_JOURNAL_DROPPED (sd-messages.h).
inline constexpr QByteArrayView journalDroppedId = "a596d6fe7bfa4994828e72309e95d61e";

}
