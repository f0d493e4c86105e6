// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shape/shapehistory.h"

#include <algorithm>

namespace spoolscope {

void ShapeHistory::add(const SharedRecord &record)
{
    const auto isOfInstance
        = [&](const SharedRecord &other) { return other->instance == record->instance; };
    if (std::ranges::any_of(m_records, [&](const SharedRecord &other) {
            return isOfInstance(other) && other->listedAt == record->listedAt;
        }))
        return;
    m_records.push_back(record);
    m_bytes += record->bytes();
    if (size_t(std::ranges::count_if(m_records, isOfInstance)) > mostListings)
        removeOldest([&](const InstanceKey &key) { return key == record->instance; });
    while (m_bytes > m_mostBytes && m_records.size() > 1)
        removeOldest([](const InstanceKey &) { return true; });
}

void ShapeHistory::removeOldest(const std::function<bool(const InstanceKey &)> &isMeant)
{
    const auto oldest = std::ranges::find_if(
        m_records, [&](const SharedRecord &record) { return isMeant(record->instance); });
    m_bytes -= (*oldest)->bytes();
    m_records.erase(oldest);
}

void ShapeHistory::removeUnless(const std::function<bool(const InstanceKey &)> &isWanted)
{
    std::erase_if(
        m_records, [&](const SharedRecord &record) { return !isWanted(record->instance); });
    m_bytes = 0;
    for (const SharedRecord &record : m_records)
        m_bytes += record->bytes();
}

void ShapeHistory::clear()
{
    m_records.clear();
    m_bytes = 0;
}

std::vector<qint64> ShapeHistory::times(const FleetScope &scope) const
{
    std::vector<qint64> times;
    for (const SharedRecord &record : m_records) {
        if (scope.contains(record->instance))
            times.push_back(record->countedAt);
    }
    std::ranges::sort(times);
    const auto repeated = std::ranges::unique(times);
    times.erase(repeated.begin(), repeated.end());
    return times;
}

std::vector<SharedRecord> ShapeHistory::at(qint64 time, const FleetScope &scope) const
{
    std::vector<SharedRecord> known;
    for (const SharedRecord &record : m_records) {
        if (!scope.contains(record->instance) || record->countedAt > time)
            continue;
        const auto before = std::ranges::find_if(
            known, [&](const SharedRecord &other) { return other->instance == record->instance; });
        if (before == known.end())
            known.push_back(record);
        else
            *before = record;
    }
    return known;
}

}
