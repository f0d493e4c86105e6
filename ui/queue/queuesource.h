// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/retrysettings.h"
#include "core/queue/filterrun.h"
#include "core/queue/queuesnapshot.h"
#include "core/queue/snapshotfacts.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace spoolscope {

/// One instance's snapshot in the table, and what the rows need to know of its server.
struct QueueSource
{
    InstanceKey key;
    QString server; ///< what the Server column says: "mx1", "mx1/out"
    QString fullName; ///< the same in full, with the instance where there are several
    qint64 clockOffset = 0; ///< seconds the server's clock is ahead of ours
    std::shared_ptr<const QueueSnapshot> snapshot;
    QStringList serverNames = {}; ///< what filters may call the server; empty: `server`
    QStringList instanceNames = {}; ///< and the instance
    std::optional<RetrySettings> retry = {}; ///< for estimates; absent where it is not known
    std::shared_ptr<const SnapshotFacts> facts = {}; ///< of the snapshot; null: nothing is known

    bool operator==(const QueueSource &) const = default;
};

/// `now`: seconds since 1970, this machine's clock.
FilterContext filterContext(const QueueSource &source, qint64 now);

/// Immutable once shared: models, threads and the selection hold the same list.
using QueueSources = std::vector<QueueSource>;
using SharedSources = std::shared_ptr<const QueueSources>;

/// A message by its place in a list of sources.
struct RowRef
{
    quint32 source = 0;
    quint32 row = 0;

    bool operator==(const RowRef &) const = default;
};

}
