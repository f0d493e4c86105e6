// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/postfix/bulkread.h"
#include "core/postfix/messagecontent.h"

#include <functional>
#include <span>
#include <stop_token>

namespace spoolscope {

class Transport;

inline constexpr qint64 largestBackedUpMessage = qint64(64) << 20; ///< bytes as postcat prints it

struct ReadOptions
{
    qint64 messageLimit = largestBackedUpMessage; ///< a larger one is OutputTooLarge
    qsizetype batchSize = 200; ///< IDs per remote command, 1 to largestBatch
    ReadExtent extent
        = ReadExtent::Message; ///< of a Head, parseMessageHead() is what is handed over
};

/// Reads planned messages, one remote command per batch, and hands each to `sink` with its place in
/// `messages`: complete and with the planned arrival time and sender, or why not (NotFound,
/// Permission, Incomplete, OutputTooLarge, InvalidInput for another message with this ID). One
/// message is in memory at a time. `sink` answers false to end it.
/// Success: every message was handed over, or `sink` ended it. Errors: the link failed, or what
/// came back could not be told apart; messages not handed over by then were not read.
/// Blocks; never on the GUI thread.
Result<void> readMessages(Transport &transport, const Instance &instance, Privilege privilege,
    std::span<const PlannedMessage> messages,
    const std::function<bool(size_t, Result<MessageContent>)> &sink, std::stop_token stop,
    const ReadOptions &options = {});

/// Whether a message that was read is the one that was listed.
Result<void> checkIdentity(const MessageContent &message, const MessageIdentity &identity);

/// message_arrival_time of an envelope in seconds since 1970, as TZ=UTC prints it; -1 if there is
/// none.
qint64 arrivalTime(const MessageContent &message);

}
