// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/groupvalues.h"

#include <QByteArrayList>

#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace spoolscope {

/// By what groups are told apart: texts that differ in the case of ASCII letters only are one, but
/// for reasons.
QByteArray groupName(GroupKey key, const QByteArray &value);

/// Groups of one key by QueueGroup::value. Every group can be asked for, also one whose value the
/// filter language cannot say.
struct GroupQuestion
{
    GroupKey key = GroupKey::Sender;
    QByteArrayList values;
};

/// Those of `rows` that are in any of the groups, in their order and each once: what QueueGroups
/// counts for these values. `rows` are published. Ages are asked with the `now` of the counts, or a
/// message may have come of age in between. Nothing when stopped. Any thread; pure.
std::optional<std::vector<QueueSnapshot::Row>> rowsOfGroups(const GroupQuestion &question,
    const CountedSnapshot &counted, std::span<const QueueSnapshot::Row> rows,
    const std::stop_token &stop = {});

/// Of each group, by its place in the question, those `most` of `rows` that arrived first, oldest
/// first. Nothing when stopped. Any thread; pure.
std::optional<std::vector<std::vector<QueueSnapshot::Row>>> oldestOfGroups(
    const GroupQuestion &question, const CountedSnapshot &counted,
    std::span<const QueueSnapshot::Row> rows, size_t most, const std::stop_token &stop = {});

}
