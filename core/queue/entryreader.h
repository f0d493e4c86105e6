// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/queueentry.h"
#include "core/queue/queuechanges.h"

#include <span>
#include <stop_token>
#include <vector>

namespace spoolscope {

class Transport;

/// What came of the files that were to be read.
struct ReadEntries
{
    std::vector<QueueEntry> entries; ///< in the order of the files
    QList<QueueId> vanished; ///< delivered, removed or moved meanwhile
    bool isDoubtful = false; ///< what postqueue would make of some of them is not known
};

/// Reads envelopes and defer logs of queue files, a little of each at first and more where that is
/// not enough, up to 4 MiB; gives up at the first doubtful one. Blocks; never on the GUI thread.
/// Errors: those of the transport, and of FilePieces.
Result<ReadEntries> readEntries(Transport &transport, const ScanFacts &facts,
    std::span<const ChangedFile> files, const std::stop_token &stop);

}
