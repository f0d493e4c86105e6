// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/queue/filter.h"
#include "core/queue/queuegroups.h"
#include "core/queue/queueshape.h"

#include <QStringList>

#include <optional>

namespace spoolscope::ctl {

enum class Format { Text, Json, Csv, Raw, Eml, Script, Html };

/// What was asked for on the command line, checked.
struct Arguments
{
    QString command; ///< the first word
    QString action; ///< the second word of act, vault, trash, journal and log
    QStringList servers; ///< stored names or addresses; none for vault, trash, journal and undo
    QStringList logWords; ///< log: files, servers or what is looked for, as the action has it
    QString wanted; ///< of "log trace": the queue ID, address or client
    QString messageId; ///< show, vault; of an operation: undo, trash, journal
    QString reason; ///< why something is done, for the journal
    QString destination; ///< flush
    QString identityFile;
    QString knownHostsFile;
    QString sshConfigFile;
    QString jump;
    QString instance; ///< name or configuration directory; empty: all
    QString role; ///< rights: viewer, operator or deleter
    QString account; ///< rights: empty for the one that is logged in
    QString idsFile; ///< act: a path, or "-" for stdin
    QString where; ///< queue, act: the filter as typed
    std::optional<Filter> filter; ///< the same, understood; where it was given
    std::optional<GroupKey> groupBy; ///< queue
    ShapeOptions shape; ///< shape
    QList<QueueName> queues; ///< shape: only these; none: all
    std::optional<qint64> width; ///< shape: columns of the terminal
    QString shapeOption; ///< the name of an option that was given and goes with shape only
    Format format = Format::Text;
    std::optional<qint64> limit;
    std::optional<qint64> olderThanDays; ///< vault purge, trash purge
    std::optional<qint64> maxBytes; ///< vault purge
    std::optional<qint64> since; ///< log summary: seconds since 1970
    int rate = 0; ///< act: messages a minute at most; 0: no limit
    bool vault = false; ///< act delete: keep copies
    bool origins = false; ///< queue: with client, account and subject
    bool dryRun = false;
    bool yes = false;
    bool batch = false; ///< nobody is there to be asked
};

/// Handles --help and --version itself (they end the program).
Result<Arguments> parseArguments(const QStringList &words);

}
