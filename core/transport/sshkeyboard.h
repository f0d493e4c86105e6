// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/sshlogin.h"

namespace spoolscope {

/// Logs in by keyboard-interactive (RFC 4256): at most 16 prompts in each of 3 rounds. An answer to
/// a lone hidden "Password:" is held as the account's password when it was right, and given by
/// itself when exactly this is asked again; nothing else that a server asks is ever remembered.
LoginResult loginByKeyboard(SshLogin &login);

}
