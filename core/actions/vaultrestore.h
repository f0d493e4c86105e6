// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/vault.h"

#include <optional>
#include <stop_token>

namespace spoolscope {

class Transport;

struct RestoredMessage
{
    /// Found by its content in the queue right after; absent where the account may not read
    /// messages, or it was delivered at once, or Postfix is stopped and it waits in maildrop.
    std::optional<QueueId> newId;
    QByteArrayList recipients; ///< who it was submitted for
};

/// Submits a message again with its sender and the recipients that had not got it (see
/// resubmissionOf()); `instance` may be another one than it came from. `readMessage` is the right
/// to read messages, for finding the new queue ID. Errors: those of resubmissionOf() and
/// parseResubmit(), where nothing was submitted; Network, Timeout, Cancelled only before the
/// command was sent; OutcomeUnknown for a link that was lost after that. Never twice: it does not
/// try again by itself. Blocks; never on the GUI thread.
Result<RestoredMessage> restoreMessage(Transport &transport, const Instance &instance,
    std::optional<Privilege> readMessage, const MessageContent &message, std::stop_token stop);

}
