// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/messagekey.h"

#include <QMetaType>

#include <optional>

namespace spoolscope {

/// What the pages show: the whole fleet, one server, or one instance of a server.
struct FleetScope
{
    QString server; ///< empty: all servers
    std::optional<InstanceKey> instance = {}; ///< of that server; unset: all of them

    bool operator==(const FleetScope &) const = default;
    bool contains(const InstanceKey &key) const
    {
        return instance ? *instance == key : server.isEmpty() || server == key.server;
    }
    bool containsServer(const QString &id) const { return server.isEmpty() || server == id; }
};

}

Q_DECLARE_METATYPE(spoolscope::FleetScope)
