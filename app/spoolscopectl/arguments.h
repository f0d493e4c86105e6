// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/queue/filter.h"
#include "core/queue/queuegroups.h"

#include <QStringList>

#include <optional>

namespace spoolscope::ctl {

enum class Format { Text, Json, Csv, Raw, Eml };

/// What was asked for on the command line, checked.
struct Arguments
{
    QString command; ///< probe, queue, depth, show, act, flush or vault
    QString action; ///< act: hold, release, requeue or delete; vault: list, show, restore or purge
    QStringList servers; ///< stored names or addresses; at least one, but for vault
    QString messageId; ///< show, vault show, vault restore
    QString destination; ///< flush
    QString identityFile;
    QString knownHostsFile;
    QString sshConfigFile;
    QString jump;
    QString instance; ///< name or configuration directory; empty: all
    QString idsFile; ///< act: a path, or "-" for stdin
    QString where; ///< queue, act: the filter as typed
    std::optional<Filter> filter; ///< the same, understood; where it was given
    std::optional<GroupKey> groupBy; ///< queue
    Format format = Format::Text;
    std::optional<qint64> limit;
    std::optional<qint64> olderThanDays; ///< vault purge
    std::optional<qint64> maxBytes; ///< vault purge
    bool dryRun = false;
    bool yes = false;
};

/// Handles --help and --version itself (they end the program).
Result<Arguments> parseArguments(const QStringList &words);

}
