// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/filter.h"
#include "core/queue/largevector.h"
#include "core/queue/queuesnapshot.h"

#include <QStringList>

#include <memory>
#include <stop_token>

namespace spoolscope {

class FilterCondition;
class SnapshotFacts;

/// What a filter may ask about a snapshot as a whole.
struct FilterContext
{
    QStringList serverNames; ///< each of them is the server's: "mx1", "mx1.example.com"
    QStringList instanceNames; ///< name ("-" is the primary one) and configuration directory
    qint64 now = 0; ///< seconds since 1970 by the server's clock, for "age"
    std::shared_ptr<const SnapshotFacts> facts = {}; ///< of the snapshot; null: nothing is known
    /// What is not known of where a message came from holds both ways instead of neither: for all
    /// that might match. Never before something is done to messages.
    bool holdsUnknown = false;
};

struct FilteredRows
{
    LargeVector<QueueSnapshot::Row> rows; ///< those that match, ascending
    QueueSnapshot::Row end = 0; ///< behind the last row that was tested
    bool isStopped = false; ///< on request: rows from `end` on were not tested
};

/// A filter made ready for one snapshot: what the whole snapshot decides is decided, and each
/// distinct sender, address and reason is tested once. Remembers two bits a text and term. Used by
/// one thread, while the snapshot may still grow. The snapshot must outlive it.
///
/// A condition on recipients holds where it holds for any of them. One on where a message came from
/// holds neither for nor against a message of which that is not known: "not user:ann" finds those
/// that are known to be others'. Before something is done to
/// messages: the listing must be Complete.
class FilterRun final
{
public:
    using Row = QueueSnapshot::Row;

    FilterRun(const Filter &filter, const QueueSnapshot &snapshot, const FilterContext &context);
    ~FilterRun();

    bool matches(Row row); ///< of a published row
    /// Tests the rows from `first` to those published by now.
    FilteredRows rows(Row first = 0, const std::stop_token &stop = {});

private:
    Q_DISABLE_COPY_MOVE(FilterRun)

    const QueueSnapshot &m_snapshot;
    std::unique_ptr<FilterCondition> m_root;
};

}
