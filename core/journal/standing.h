// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/journal/journal.h"

#include <span>
#include <stop_token>

namespace spoolscope {

/// One operation and what has happened to its messages since, as far as the journal knows.
struct Standing
{
    OperationRecord record;
    std::vector<OperationRecord> later;

    std::vector<size_t> rowsFor(Relation relation) const;
};

/// Reads the operations with those behind them: for an operation that has ended, not only what was
/// carried out for it, but whatever let messages of that instance go or out of the queue since. So
/// a message that was released by hand is not offered to be restored or purged. In the order asked
/// for. Blocks. Errors: NotFound, Io, Cancelled.
Result<std::vector<Standing>> standingOf(
    const Journal &journal, const QStringList &ids, const std::stop_token &stop = {});

/// What one operation has in the trash still.
struct TrashedOperation
{
    Operation operation;
    qint64 messages = 0;
    qint64 bytes = 0;
};

/// All that is in the trash, the newest first. Blocks. Errors: Io, Cancelled.
Result<QList<TrashedOperation>> trashOf(const Journal &journal, const std::stop_token &stop = {});

}
