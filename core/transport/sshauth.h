// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/sshkeyfile.h"
#include "core/transport/sshlogin.h"

#include <vector>

namespace spoolscope {

/// Logs in by what the server accepts and the configuration allows, in the order of ssh: "none",
/// public keys, keyboard-interactive, password, or what PreferredAuthentications says; again after
/// each step of several that a server asks for. Nothing that was refused is tried twice, and a
/// secret that was refused is forgotten. Errors: Auth (with the secret that would help), Network,
/// Timeout, Cancelled.
std::expected<void, SshConnectFailure> authenticate(ssh_session session, const SshConfig &target,
    const SshConnectOptions &options, std::vector<SshKeyFile> keys, const Patience &patience);

}
