// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/secret.h"
#include "core/transport/secretrequest.h"

#include <functional>
#include <optional>
#include <vector>

namespace spoolscope {

class Patience;

/// Answers what a server asks in the middle of a login. One that never answers is told by its
/// absence: without an asker keyboard-interactive is not tried.
class SecretAsker
{
public:
    virtual ~SecretAsker() = default;
    /// One answer a prompt; nothing when nobody answered or a person declined. Called on the
    /// connecting thread, which waits: return when `patience` ends.
    virtual std::optional<std::vector<Secret>> ask(
        const ServerQuestion &question, const Patience &patience)
        = 0;
};

/// What a person should do while a login waits for them outside of this program.
enum class LoginHint {
    None,
    TouchKey, ///< the agent signs with a security key, which waits to be touched
    AgentWaits, ///< the agent takes long: it may be asking for a confirmation
};
/// Called on threads of the connection.
using LoginHintHandler = std::function<void(LoginHint)>;

}
