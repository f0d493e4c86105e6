// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/knownhosts.h"

namespace spoolscope::knownhosts {

/// What a RevokedHostKeys file says about a key: Revoked, Unknown (nothing), or Unusable when the
/// file cannot be read or understood, in which case ssh refuses every key. It is a list of public
/// keys or a key revocation list (KRL), which `ssh-keygen -Q` reads. ssh_config(5). Blocks.
Finding checkRevoked(const QString &file, const QByteArray &keyBlob);

}
