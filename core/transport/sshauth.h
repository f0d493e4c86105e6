// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/patience.h"
#include "core/transport/sshconfig.h"
#include "core/transport/sshhandle.h"

namespace spoolscope {

/// Logs in by public key: with the given identity file and then the agent, or without one with the
/// agent and then the default files. Errors: Auth, Network, Timeout, Cancelled.
Result<void> authenticate(ssh_session session, const SshConfig &target, const Patience &patience);

}
