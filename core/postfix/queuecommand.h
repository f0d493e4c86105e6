// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/idbatch.h"
#include "core/postfix/instance.h"
#include "core/postfix/queueid.h"
#include "core/transport/commandline.h"

#include <QByteArrayList>
#include <QHash>
#include <QList>

#include <span>

namespace spoolscope {

/// What postsuper(1) can do to explicitly named messages. Delete, requeue and expire are only ever
/// offered on the hold queue, where a file can neither be delivered nor its ID be reused.
enum class QueueCommand {
    Hold, ///< postsuper -h -
    Release, ///< postsuper -H -; to the deferred queue
    DeleteHeld, ///< postsuper -d - hold
    RequeueHeld, ///< postsuper -r - hold; the message gets a new queue ID
    /// postsuper -f - hold; marked as expired and released to the deferred queue. The message goes
    /// back to its sender at its next delivery attempt, which this does not bring about: retry it.
    /// (-e would mark it and leave it on hold, where it is never returned.) Postfix 3.5 and later.
    ExpireHeld,
};

/// Whether a server has the command, by its mail_version ("3.10.5", "3.5-20191013"); one that
/// cannot be read has none that is not in every version.
bool isSupported(QueueCommand command, QByteArrayView mailVersion);

/// The batch goes by stdin through a gate on the server (awk) that prints no ID at all unless
/// every line up to "END <count> <nonce>" arrived whole: a cut connection acts on nothing.
/// Errors: InvalidInput for an empty batch or one of more than largestBatch.
Result<CommandLine> queueCommand(QueueCommand command, const Instance &instance,
    Privilege privilege, std::span<const QueueId> ids, const QByteArray &nonce);

/// The postsuper call itself as an administrator would write it, for display.
QString displayText(QueueCommand command, const Instance &instance, Privilege privilege);

/// What postsuper said, by its per-ID lines on stderr. Its exit status proves nothing: it is 0 for
/// IDs that do not exist (postsuper.c, Postfix 3.4 to 3.11).
struct QueueCommandReport
{
    /// One per "postsuper: ID: removed" and so on. Expired: one per "ID: released from hold", as
    /// nothing is said of a mark that was there before; without those that could not be marked.
    QList<QueueId> done;
    qint64 summary = 0; ///< the count on the summary line ("Deleted: 12 messages"), 0 if none
    bool gateRejected = false; ///< the batch was damaged on the way; nothing was acted on
    bool notPermitted = false; ///< sudo or postsuper refused the account
    QByteArrayList unexpected; ///< every other line
};

QueueCommandReport parseQueueCommandReport(
    QueueCommand command, QByteArrayView errors, int exitCode);

}
