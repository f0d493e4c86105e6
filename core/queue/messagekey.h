// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/queueid.h"
#include "core/postfix/queuename.h"

#include <QByteArray>
#include <QHashFunctions>
#include <QString>

namespace spoolscope {

/// One queue of the fleet: a server and a Postfix instance on it.
struct InstanceKey
{
    QString server; ///< ServerDefinition::id
    QByteArray configDirectory; ///< Instance::configDirectory

    bool operator==(const InstanceKey &) const = default;
    friend auto operator<=>(const InstanceKey &a, const InstanceKey &b)
    {
        return std::pair(a.server.toStdU16String(), a.configDirectory.toStdString())
            <=> std::pair(b.server.toStdU16String(), b.configDirectory.toStdString());
    }
    friend size_t qHash(const InstanceKey &key, size_t seed = 0)
    {
        return qHashMulti(seed, key.server, key.configDirectory);
    }
};

/// What makes a message itself within its instance. Postfix reuses short queue IDs, so the ID
/// alone is not enough to act on.
struct MessageIdentity
{
    QueueId id;
    qint64 arrival = 0; ///< seconds since 1970, server clock
    qint64 size = 0; ///< bytes
    QByteArray sender;

    bool operator==(const MessageIdentity &) const = default;
};

/// A message in the fleet, for selections that outlive a refresh.
struct MessageKey
{
    InstanceKey instance;
    QueueId id;
    qint64 arrival = 0;

    bool operator==(const MessageKey &) const = default;
    friend size_t qHash(const MessageKey &key, size_t seed = 0)
    {
        return qHashMulti(seed, key.instance, key.id, key.arrival);
    }
};

}
