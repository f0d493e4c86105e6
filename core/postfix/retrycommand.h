// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/idbatch.h"
#include "core/transport/commandline.h"

#include <optional>
#include <span>
#include <vector>

namespace spoolscope {

/// `postqueue -c DIR -i ID` for every ID of a batch (postqueue(1), Postfix 2.4 and later), behind
/// the gate of idBatchInput(). It stops at the first ID that postqueue fails for, as what makes it
/// fail (mail system down, not allowed) is true of the rest as well. Needs no privilege but
/// authorized_flush_users, which is everybody by default.
/// Errors: InvalidInput, as idBatchInput().
Result<CommandLine> retryCommand(
    const Instance &instance, std::span<const QueueId> ids, const QByteArray &nonce);

/// The call for one ID, for display.
QString retryDisplayText(const Instance &instance);

enum class RetryOutcome : quint8 {
    /// Postfix took the request, which it also does for an ID that is gone or on hold: held mail is
    /// never retried. Only the mail log, or the message's absence or new reason, says what came of
    /// it.
    Asked,
    Refused, ///< postqueue failed; see RetryReport::error
    NotAsked, ///< not reached, as an earlier one failed or the batch was damaged on the way
};

struct RetryReport
{
    std::vector<RetryOutcome> outcomes; ///< one per ID, in the order given
    std::optional<Error> error; ///< why not all were asked
    qint64 asked = 0;
};

/// The account of a batch. Pass the bytes of a command that ended with proof; an ID without a line
/// counts as not asked.
RetryReport parseRetryReport(
    std::span<const QueueId> ids, QByteArrayView output, const QByteArray &errors, int exitCode);

}
