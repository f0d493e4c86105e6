// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"

#include <QStringList>

#include <optional>

namespace spoolscope::ctl {

enum class Format { Text, Json, Csv, Raw, Eml };

/// What was asked for on the command line, checked.
struct Arguments
{
    QString command; ///< probe, queue, depth, show or act
    QString action; ///< act: hold, release, requeue or delete
    QStringList servers; ///< stored names or addresses; at least one
    QString messageId; ///< show
    QString identityFile;
    QString knownHostsFile;
    QString sshConfigFile;
    QString jump;
    QString instance; ///< name or configuration directory; empty: all
    QString idsFile; ///< act: a path, or "-" for stdin
    Format format = Format::Text;
    std::optional<qint64> limit;
    bool dryRun = false;
    bool yes = false;
};

/// Handles --help and --version itself (they end the program).
Result<Arguments> parseArguments(const QStringList &words);

}
