// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/messagekey.h"

#include <QMetaType>
#include <QStringList>

#include <optional>

namespace spoolscope {

/// What the pages show: the whole fleet, a group, one server, or one instance of a server.
struct FleetScope
{
    QString server; ///< empty: all servers, or those of the group
    std::optional<InstanceKey> instance = {}; ///< of that server; unset: all of them
    QString group = {}; ///< empty: none
    QStringList members = {}; ///< the servers of the group

    bool operator==(const FleetScope &) const = default;
    bool contains(const InstanceKey &key) const
    {
        return instance ? *instance == key : containsServer(key.server);
    }
    bool containsServer(const QString &id) const
    {
        if (!group.isEmpty())
            return members.contains(id);
        return server.isEmpty() || server == id;
    }
};

}

Q_DECLARE_METATYPE(spoolscope::FleetScope)
