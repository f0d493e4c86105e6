// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/serverdefinition.h"

#include <QList>
#include <QString>

namespace spoolscope {

/// servers.json in the config directory, written atomically, 0600. A file that cannot be read or
/// understood is reported and never overwritten. Not thread-safe.
class ServerStore final
{
public:
    explicit ServerStore(QString file = defaultFile());

    static QString defaultFile(); ///< $XDG_CONFIG_HOME/spoolscope/servers.json

    Result<QList<ServerDefinition>> load() const; ///< no file yet: an empty list
    Result<void> save(const QList<ServerDefinition> &servers) const;

private:
    QString m_file;
};

}
