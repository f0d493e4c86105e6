// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/groupvalues.h"
#include "core/queue/queuegroups.h"
#include "ui/queue/queuearrangement.h"

#include <QByteArrayList>
#include <QHash>

namespace spoolscope {

/// The messages of the table, counted by one key. Immutable once shared.
struct GroupCounts
{
    GroupKey key = GroupKey::Sender;
    SharedSources sources = std::make_shared<const QueueSources>();
    Filter filter = Filter::everything();
    qint64 filteredAt = 0; ///< QueueArrangement::now
    qint64 now = 0; ///< what ages were grouped by: seconds since 1970, this machine's clock
    std::vector<quint32> covered = {}; ///< rows of each source that were looked at
    std::vector<std::vector<QueueSnapshot::Row>> rows
        = {}; ///< by source: what was counted, ascending

    /// Arrivals by this machine's clock. Most messages first, as QueueGroups sorts them.
    LargeVector<QueueGroup> groups = {};
    QHash<QByteArray, quint32> places = {}; ///< of groups, by groupName()
    /// Of all messages, each once; sums of the groups are more where one is in several.
    QueueGroup all = {};

    std::optional<quint32> find(const QByteArray &value) const;
    CountedSnapshot counted(quint32 source) const;
};

enum class GroupColumn { Value, Messages, Share, Size, Oldest };
inline constexpr int groupColumnCount = 5;

struct GroupOrder
{
    GroupColumn column = GroupColumn::Messages;
    Qt::SortOrder direction = Qt::DescendingOrder;

    bool operator==(const GroupOrder &) const = default;
};

/// What the tree of groups shows. Immutable once shared.
struct GroupArrangement
{
    /// A tree of more rows than this takes a view too long to lay out, and anybody to read.
    static constexpr size_t mostShown = 10'000;
    static constexpr size_t mostMessages = 100; ///< of an open group

    std::shared_ptr<const GroupCounts> counts = std::make_shared<const GroupCounts>();
    GroupOrder order;
    std::vector<quint32> groups = {}; ///< places in the counts, those shown, in order
    /// Of the open groups, by groupName(): the messages that came first, oldest first.
    QHash<QByteArray, std::vector<RowRef>> messages = {};
};

struct GroupRequest
{
    GroupKey key = GroupKey::Sender;
    std::shared_ptr<const QueueArrangement> table; ///< its messages are grouped
    qint64 now = 0; ///< as GroupCounts::now
    GroupOrder order;
    QByteArrayList open; ///< values
    std::shared_ptr<const GroupArrangement> previous; ///< not counted again where it is the same
};

/// Counts and sorts; for a worker thread. Nothing when stopped. Pure.
std::optional<GroupArrangement> arrangeGroups(
    const GroupRequest &request, const std::stop_token &stop = {});

/// All messages of some groups, ascending by source and row. Nothing when stopped. Pure.
std::optional<std::vector<RowRef>> messagesOf(
    const GroupCounts &counts, const QByteArrayList &values, const std::stop_token &stop = {});

}
