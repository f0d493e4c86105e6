// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/vaultrestore.h"
#include "core/journal/journal.h"
#include "core/postfix/flushcommand.h"

#include <stop_token>

namespace spoolscope {

class Transport;

/// Where a request goes, and what the journal says of the place.
struct RequestPlace
{
    Transport &transport;
    Instance instance;
    InstanceRights rights;
    InstanceKey key;
    QString serverName;
    QString address; ///< "ssh://root@mx1:22"
    QByteArray account, hostKey;
    QString forbidden = {}; ///< why nothing may be changed there; else empty
};

// Each writes down what it is about to ask before anything is sent, and what came of it behind
// that. Without the journal nothing is sent. They block; never on the GUI thread. Errors besides
// their own: Permission, with what forbids it; Io, the journal's; OutcomeUnknown for a link that
// was lost, and for what was done but could not be written down; Cancelled before anything was
// sent.

/// Has Postfix try all deferred mail. At most once a minute an instance, by whatever program: else
/// InvalidInput, saying how long to wait. A flush whose outcome is unknown counts. Further errors:
/// checkFlushExit(), Permission.
Result<void> flushQueue(const Journal &journal, const RequestPlace &place, std::stop_token stop);

/// Has Postfix try what it has listed for one destination. Errors: as flushQueue().
Result<void> retryDestination(
    const Journal &journal, const RequestPlace &place, const FlushSite &site, std::stop_token stop);

/// Submits a message of the vault again. Errors: restoreMessage().
Result<RestoredMessage> restoreSaved(const Journal &journal, const RequestPlace &place,
    const VaultEntry &entry, const MessageContent &message, std::stop_token stop);

}
