// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/sshconfig.h"
#include "core/transport/sshhandle.h"
#include "core/transport/sshtransport.h"

namespace spoolscope {

/// Decides about the key that the server has shown, after the key exchange and before anything is
/// said to it, and returns its fingerprint ("SHA256:..."). A key that a person has accepted is
/// written to the user's file first.
std::expected<QByteArray, SshConnectFailure> checkHostKey(
    ssh_session session, const SshConfig &target, const std::optional<AcceptedHostKey> &accepted);

}
