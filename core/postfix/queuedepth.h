// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/instance.h"
#include "core/postfix/queuename.h"
#include "core/transport/commandline.h"

#include <array>
#include <optional>

namespace spoolscope {

/// Files per queue directory; nullopt where the account may not look.
struct QueueDepths
{
    std::array<std::optional<qint64>, allQueues.size()> count = {};

    std::optional<qint64> operator[](QueueName name) const { return count[size_t(name)]; }
    qint64 messages() const; ///< known counts of maildrop, incoming, active, deferred and hold
    bool isComplete() const; ///< all ten are known
};

/// Counts files with find: 0.06 s for 100,000 messages where postqueue -j takes 3.7 s. Needs read
/// access to the queue directory (root or the mail owner); there is no sudo rule for find, since
/// a wildcard there would be as good as root.
CommandLine countQueuesCommand(const Instance &instance);
Result<QueueDepths> parseDepths(QByteArrayView output);

}
