// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/fleet.h"

#include <QHash>
#include <QString>

namespace spoolscope {

/// By server ID: what tells the servers apart where there is little room, "mx1" for
/// "mx1.example.com" if no other begins like that.
QHash<QString, QString> shortServerNames(const QList<Server *> &servers);

/// "mx1", "mx1 (postfix-out)", to be shown: the names are any bytes.
QString instanceLabel(const QString &serverName, const QByteArray &instanceName);

/// "out" for "postfix-out" (postmulti(1) wants that prefix); "primary" for the unnamed instance.
QString shortInstanceName(const Instance &instance);

}
