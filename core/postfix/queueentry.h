// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/deferlog.h"
#include "core/postfix/envelopefile.h"
#include "core/postfix/queuelisting.h"
#include "core/postfix/queuescan.h"

#include <functional>
#include <optional>

namespace spoolscope {

/// Whether showq(8) lists a file of this kind; nullopt where that depends on who runs it.
std::optional<bool> isListed(const FileStatus &status, const ScanFacts &facts);

/// An address of a queue file as postqueue -j shows it: the local part quoted as RFC 822 wants it
/// (quote_822_local.c, 8-bit clean), then printableText(), whose doubts it shares.
std::optional<QByteArray> shownAddress(QByteArrayView address, std::optional<bool> showsUtf8);

/// Hands `sink` the message as postqueue -j lists it, out of its queue file and defer log, joined
/// as showq(8) joins them: first whom the log names, then the recipients it does not name. False,
/// and no call, where it is in doubt what postqueue would print. Pure.
struct QueueEntry
{
    QueueName queue = QueueName::Deferred;
    QueueId id;
    bool forcedExpire = false;
    FileEnvelope envelope;
    QList<DeferredRecipient> log = {};
};
bool listEntry(const QueueEntry &entry, const ScanFacts &facts,
    const std::function<void(const ListedMessage &)> &sink);

/// postsuper -e (Postfix 3.5 and later) sets the group's execute bit (mail_queue.h).
inline constexpr quint32 expiredMode = 0010;

}
