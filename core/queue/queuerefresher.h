// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/instance.h"

#include <QtTypes>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace spoolscope {

class QueueSnapshot;
class Transport;

/// A complete snapshot that a refresh can go on from.
struct RefreshBase
{
    using Clock = std::chrono::steady_clock;

    std::shared_ptr<const QueueSnapshot> snapshot;
    qint64 serverClock = 0; ///< seconds since 1970, server's clock, before its contents were read
    Clock::time_point askedAt; ///< this machine's clock when that was asked for
    Clock::time_point listedAt; ///< when postqueue listed the whole queue last
    int refreshes = 0; ///< since then
};

/// What a full listing was made for, if it was.
enum class RefreshWay : quint8 {
    Incremental, ///< only what is new or changed was read
    FirstListing, ///< there is nothing to go on from
    NoRights, ///< the account may not read the queue directories
    Verification, ///< it is time to let postqueue say it all again
    NoGnuFind, ///< the server's find cannot do it
    ClockStepped, ///< the server's clock was set, so times of change prove nothing
    TooManyChanges, ///< a full listing costs less
    Doubtful, ///< of some message it is not known how postqueue would show it
};

struct Refreshed
{
    std::shared_ptr<QueueSnapshot> snapshot; ///< what to show now; complete
    RefreshWay way = RefreshWay::FirstListing;
    qsizetype read = 0; ///< messages that were read one by one; 0 for a full listing
    std::chrono::milliseconds cost = {}; ///< from start to end
    std::optional<RefreshBase> base = {}; ///< for the next one; absent where it cannot be done
};

/// Lists `instance`. Where the account may read the queue directories (`canScan`) and there is a
/// base, only messages whose files changed since are read, and the others are copied from the base
/// into a new snapshot; the outcome is what postqueue -j would say. Where that is in doubt,
/// postqueue does say it: into `snapshot`, which must be empty, row by row as listQueue() does and
/// with its proof. Every twentieth refresh, and one after half an hour, is a full listing in any
/// case. `published` as in listQueue(). Blocks; never on the GUI thread. Errors: those of
/// listQueue(), with `snapshot` Incomplete.
///
/// An inode's time of change (ctime) is set by the kernel alone, so a file whose ctime is older
/// than the base has the contents that are in the base. Files that changed up to five seconds
/// before the base are read again: file systems and clocks are not exact.
Result<Refreshed> refreshQueue(Transport &transport, const Instance &instance, bool canScan,
    const std::optional<RefreshBase> &base, const std::shared_ptr<QueueSnapshot> &snapshot,
    std::stop_token stop, const std::function<void(qint64 rows)> &published = {});

inline constexpr int verifyEvery = 20; ///< refreshes
inline constexpr std::chrono::minutes verifyAfter{30};

/// Whether the server's clock went on as ours did, give or take `slack`.
bool clocksAgree(
    qint64 serverSeconds, std::chrono::milliseconds ours, std::chrono::milliseconds slack);

}
