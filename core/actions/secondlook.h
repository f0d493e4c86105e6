// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/queuecheck.h"
#include "core/servers/serverlink.h"

#include <QByteArrayList>

namespace spoolscope {

/// One more complete listing for the account of a part, over a new connection where the old one is
/// gone (`transport` is replaced), and once no batch of `unanswered` (RemoteCommand::nonce()) is at
/// work any more. It tries several times; a stop request keeps it to one, but does not shorten
/// that: what was sent must be accounted for. Blocks; never on the GUI thread.
/// Errors: OutcomeUnknown (a batch does not end), and the last one of the connection.
Result<Sightings> lookAgain(const TransportSource &source, std::shared_ptr<Transport> &transport,
    const PlanPart &part, const QByteArrayList &unanswered, const std::stop_token &stop);

}
