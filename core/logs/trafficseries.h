// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/trafficslot.h"

#include <memory>
#include <vector>

namespace spoolscope {

/// How long the stretches are that are counted apart.
enum class TrafficStep : quint8 { Minute, TenMinutes, Hour, Day };
inline constexpr size_t trafficStepCount = 4;
qint64 secondsOf(TrafficStep step);

struct TrafficPoint
{
    qint64 start = 0; ///< seconds since 1970; of a day: its beginning by the server's time
    qint64 index = 0; ///< steps since 1970; of a day: days by the server's time
    TrafficSlot slot;
};

/// The counts over time in bounded memory: by minutes for the last two days, by ten minutes for ten
/// days, by hours for three months and by days for ten years. Each holds what is in the finer one
/// too. Copies share what neither of them changes.
class TrafficSeries final
{
public:
    /// `time`: seconds since 1970. `zone`: seconds that the server's time is ahead of UTC then.
    /// What is older than a step reaches back is left out of that step.
    void add(qint64 time, qint64 zone, const TrafficSlot &slot);
    void merge(const TrafficSeries &other);

    qint64 first() const { return m_first; } ///< seconds since 1970; 0: none
    qint64 last() const { return m_last; } ///< the end of the last minute
    /// The finest step that has all there is from `from` on.
    TrafficStep stepFor(qint64 from) const;
    /// Those with anything that begin in [from, to), by time.
    std::vector<TrafficPoint> points(TrafficStep step, qint64 from, qint64 to) const;

private:
    static constexpr qint64 perBlock = 32;
    struct Block
    {
        qint64 number = 0; ///< slots since 1970 / perBlock
        quint32 used = 0; ///< a bit for each slot
        std::array<qint64, perBlock> starts = {};
        std::array<TrafficSlot, perBlock> traffic;
    };
    using Ring = std::vector<std::shared_ptr<Block>>;
    Block *blockFor(TrafficStep step, qint64 number);
    void put(TrafficStep step, qint64 index, qint64 start, const TrafficSlot &slot);

    std::array<Ring, trafficStepCount> m_rings;
    qint64 m_first = 0, m_last = 0;
};

}
