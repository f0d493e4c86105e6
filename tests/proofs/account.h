// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "proofhost.h"

#include <QStringList>

namespace spoolscope {

/// Waits until no connection is open and nothing runs on the host for one any more: what was cut
/// off may still be at work there. False after half a minute.
bool waitUntilQuiet(ProofHost &host);

/// What in an account is not so in the file system, as sentences. Each planned message must have
/// one verdict that says where it is, each other message must be as it was. Nobody else acts
/// meanwhile and the server can be reached, so there is no excuse for "unknown", "gone" and
/// "changed".
QStringList contradictions(const ProofHost &host, const ActionPlan &plan, const PartResult &result);

/// Messages that are not what they were, apart from the planned ones.
QStringList strayActs(const ProofHost &host, const std::set<QByteArray> &planned);

std::set<QByteArray> idsOf(const ActionPlan &plan);

}
