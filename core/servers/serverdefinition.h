// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/transport/sshtransport.h"

#include <QList>
#include <QString>

namespace spoolscope {

/// A server the user told us of. Nothing here is secret.
struct ServerDefinition
{
    QString
        id; ///< stable, unique; a UUID for stored servers, the address for those of a command line
    QString name; ///< what people call it: "mx1"
    bool isLocal = false; ///< this machine, without SSH ("local:")
    SshEndpoint endpoint;

    bool operator==(const ServerDefinition &) const = default;
    QString address() const; ///< "ssh://root@mx1.example.com:2222" or "local:"
};

/// "ssh://[user@]host[:port]" or "local:". User and host are held to a whitelist: no leading '-',
/// no shell characters (CVE-2023-6004 came from unchecked host names). Error: InvalidInput, saying
/// what.
Result<ServerDefinition> parseServerAddress(const QString &address);

/// The whitelist by itself, for the dialog.
Result<void> checkEndpoint(const SshEndpoint &endpoint);

}
