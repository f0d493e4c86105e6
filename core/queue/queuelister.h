// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/instance.h"

#include <functional>
#include <optional>
#include <stop_token>

namespace spoolscope {

class QueueSnapshot;
class Transport;

/// Lists `instance` into `snapshot` and ends it: Complete only with proof, else Incomplete with the
/// error returned. Rows are published at least every 50 ms while bytes arrive and `published`, if
/// set, is called after each time with the row count. Blocks; never on the GUI thread.
Result<void> listQueue(Transport &transport, const Instance &instance, QueueSnapshot &snapshot,
    std::stop_token stop, const std::function<void(qint64 rows)> &published = {});

/// The same; gives the server's clock before the listing began, in seconds since 1970, where
/// date(1) tells it there.
Result<std::optional<qint64>> listQueueWithClock(Transport &transport, const Instance &instance,
    QueueSnapshot &snapshot, std::stop_token stop,
    const std::function<void(qint64 rows)> &published = {});

}
