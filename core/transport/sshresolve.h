// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/sshconfig.h"

namespace spoolscope {

class Patience;

/// Asks the ssh program how it would reach the endpoint. Host and user names come from files and
/// imported lists, so what could be taken for an option or a command is refused, before and after.
/// Blocks; never on the GUI thread. Errors: InvalidInput, NotFound (no ssh program), Parse,
/// Timeout, Cancelled.
Result<SshConfig> resolveEndpoint(const SshEndpoint &endpoint, const Patience &patience);

}
