// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/shaperecord.h"
#include "ui/fleet/fleetscope.h"

#include <deque>
#include <functional>
#include <vector>

namespace spoolscope {

/// The records of the listings there were, oldest first: what is played back. Bounded by number and
/// by memory; the oldest go first.
class ShapeHistory final
{
public:
    static constexpr size_t mostListings = 100; ///< of one instance
    static constexpr size_t mostBytes = size_t(64) << 20; ///< of all

    explicit ShapeHistory(size_t bytes = mostBytes) : m_mostBytes(bytes) { }

    void add(const SharedRecord &record); ///< one listing is kept once
    void removeUnless(const std::function<bool(const InstanceKey &)> &isWanted);
    void clear();

    /// When listings of the scope ended, ascending, seconds since 1970.
    std::vector<qint64> times(const FleetScope &scope) const;
    /// What was known at that time: the last record of each instance of the scope until then.
    std::vector<SharedRecord> at(qint64 time, const FleetScope &scope) const;
    size_t size() const { return m_records.size(); }

private:
    void removeOldest(const std::function<bool(const InstanceKey &)> &isMeant);

    size_t m_mostBytes;
    size_t m_bytes = 0;
    std::deque<SharedRecord> m_records;
};

}
