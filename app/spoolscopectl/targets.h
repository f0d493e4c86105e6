// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "arguments.h"
#include "console.h"
#include "terminal.h"

#include "core/journal/journaledrequest.h"
#include "core/servers/serverlink.h"

#include <QList>

#include <functional>
#include <optional>
#include <stop_token>

namespace spoolscope::ctl {

/// The servers named on the command line: stored names or addresses, with --identity and
/// --known-hosts applied.
Result<QList<ServerDefinition>> findServers(const Arguments &arguments);

/// The stored server with that id, with the same options applied; nullopt where there is none.
std::optional<ServerDefinition> storedServer(const Arguments &arguments, const QString &id);

/// One instance of a connected server.
struct Target
{
    ServerDefinition server;
    ServerLink link;
    Instance instance;
    InstanceRights rights;
};

/// Why nothing may be changed on a server that was stored as read-only; else empty.
QString readOnlyReason(const ServerDefinition &server);

RequestPlace requestPlace(const Target &target); ///< as long as `target` lives

struct Call
{
    const Arguments &arguments;
    const QList<ServerDefinition> &servers;
    std::stop_token stop;
    std::shared_ptr<Terminal> terminal = {}; ///< null: nobody is asked
    std::shared_ptr<SecretHolder> secrets = {}; ///< what was told during this run

    SshConnectOptions connectOptions() const;
    SshConnectOptions jobOptions() const; ///< for work that is under way, which asks nobody
};

/// connectServer() with complaints told and missing secrets asked for, at most three times each;
/// the host key of an unknown host is never accepted here.
std::expected<ServerLink, ExitCode> connectTo(const ServerDefinition &server, const Call &call);

/// Connects every server in turn and does `work` on each instance asked for. A server that cannot
/// be reached is complained of and the others go on; the gravest exit code comes back.
ExitCode forEachTarget(const Call &call, const std::function<ExitCode(const Target &)> &work);

}
