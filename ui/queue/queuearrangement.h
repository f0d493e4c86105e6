// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/largevector.h"
#include "ui/queue/queuesource.h"

#include <Qt>

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace spoolscope {

enum class QueueColumn {
    Queue,
    Server,
    Id,
    Age,
    Size,
    Sender,
    Recipients,
    Reason,
    NextTry,
    Expires,
    Client,
    User,
    Subject
};
inline constexpr int queueColumnCount = 13;

/// Whether the column says where a message came from, which may be unknown (SnapshotFacts).
constexpr bool isOriginColumn(QueueColumn column)
{
    return column >= QueueColumn::Client;
}
constexpr GroupKey originKey(QueueColumn column)
{
    return column == QueueColumn::Client ? GroupKey::Client
        : column == QueueColumn::User    ? GroupKey::User
                                         : GroupKey::Subject;
}

struct SortKey
{
    QueueColumn column = QueueColumn::Age;
    Qt::SortOrder direction = Qt::DescendingOrder;

    bool operator==(const SortKey &) const = default;
};

/// By one column and, where that is equal, by further ones; at last by age and place.
struct QueueOrder
{
    QueueColumn column = QueueColumn::Age;
    Qt::SortOrder direction = Qt::DescendingOrder;
    std::vector<SortKey> further = {};

    bool operator==(const QueueOrder &) const = default;
};

/// The rows of the table: which messages of the sources, in which order. Immutable.
struct QueueArrangement
{
    SharedSources sources = std::make_shared<const QueueSources>();
    QueueOrder order;
    Filter filter = Filter::everything();
    /// What ages were filtered and estimates sorted by: seconds since 1970, this machine's clock.
    qint64 now = 0;
    std::vector<quint32> covered; ///< rows of each source that were looked at
    LargeVector<RowRef> rows; ///< those that match, in order

    const QueueSource &source(RowRef ref) const { return (*sources)[ref.source]; }
    const QueueSnapshot &snapshot(RowRef ref) const { return *source(ref).snapshot; }
};

struct ArrangeRequest
{
    SharedSources sources;
    QueueOrder order;
    Filter filter = Filter::everything();
    qint64 now = 0;
    /// The last arrangement. Where sources, order, filter and time are the same, only rows that
    /// came since are sorted and merged in.
    std::shared_ptr<const QueueArrangement> previous;
};

/// Filters and sorts; for a worker thread. Equal rows keep the order of their arrival there.
/// Returns nothing when stopped. Pure.
std::optional<QueueArrangement> arrange(const ArrangeRequest &request, std::stop_token stop);

}
