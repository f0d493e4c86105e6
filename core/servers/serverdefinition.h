// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/transport/sshtransport.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace spoolscope {

/// What a server is there for. Production asks harder before anything is deleted.
enum class ServerRole { Normal, Production, Test };

/// How commands that need root are run on a server.
enum class PrivilegeMode {
    Automatic, ///< directly as root, else what sudo -n allows
    Direct, ///< as the account itself, never through sudo
    Sudo, ///< sudo -n for all of them, for root too: then sudo's log has every command
    SudoWithPassword, ///< as Automatic, and with the account's password where sudo asks for one
};

/// A server the user told us of. Nothing here is secret.
struct ServerDefinition
{
    QString
        id; ///< stable, unique; a UUID for stored servers, the address for those of a command line
    QString name; ///< what people call it: "mx1"
    bool isLocal = false; ///< this machine, without SSH ("local:")
    SshEndpoint endpoint;
    ServerRole role = ServerRole::Normal;
    bool isReadOnly = false; ///< nothing is changed there; what people newly add starts read-only
    QString group = {}; ///< where it stands in the tree; empty: at the top
    QString colour = {}; ///< one of serverColours(), or empty; others are kept and not shown
    PrivilegeMode privilege = PrivilegeMode::Automatic;

    bool operator==(const ServerDefinition &) const = default;
    QStringList names() const; ///< what filters may call it; its name first
    QString address() const; ///< "ssh://root@mx1.example.com:2222" or "local:"
    /// Whether a connection made by `other` serves this one as well: they differ in nothing that
    /// takes part in connecting and probing.
    bool connectsLike(const ServerDefinition &other) const;
};

/// The words of servers.json and of --json: "normal", "production", "test".
QString nameOf(ServerRole role);
std::optional<ServerRole> serverRoleFrom(const QString &text);
/// "automatic", "direct", "sudo", "sudo-password".
QString nameOf(PrivilegeMode mode);
std::optional<PrivilegeMode> privilegeModeFrom(const QString &text);

/// Names of colours, not colours: what they look like is derived from the desktop's palette.
QStringList serverColours();

/// "ssh://[user@]host[:port]" or "local:". User and host are held to a whitelist: no leading '-',
/// no shell characters (CVE-2023-6004 came from unchecked host names). Error: InvalidInput, saying
/// what.
Result<ServerDefinition> parseServerAddress(const QString &address);

/// A name to keep, from a dialog or a file: without characters that hide or turn others, one line,
/// at most 100 characters.
QString cleanServerName(const QString &name);

/// The whitelist by itself, for the dialog.
Result<void> checkEndpoint(const SshEndpoint &endpoint);

}
