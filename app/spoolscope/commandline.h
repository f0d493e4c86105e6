// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/serverdefinition.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace spoolscope {

struct Arguments
{
    QList<ServerDefinition> servers; ///< empty: the stored ones
    QString screenshotFile; ///< empty: an ordinary session
};

/// Prints and exits for --help and --version. Error: InvalidInput, saying which argument.
Result<Arguments> parseCommandLine(const QStringList &arguments);

}
