// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/trafficseries.h"

namespace spoolscope {

namespace {

/// How many stretches each step keeps at least, in blocks.
constexpr std::array<size_t, trafficStepCount> ringSizes{
    2 * 1440 / 32 + 1, 10 * 144 / 32 + 1, 93 * 24 / 32 + 2, 3660 / 32 + 1};

constexpr std::array<TrafficStep, trafficStepCount> allSteps{
    TrafficStep::Minute, TrafficStep::TenMinutes, TrafficStep::Hour, TrafficStep::Day};

qint64 floorDiv(qint64 value, qint64 by)
{
    return value / by - (value % by < 0);
}

}

qint64 secondsOf(TrafficStep step)
{
    static constexpr std::array<qint64, trafficStepCount> seconds{60, 600, 3600, 86400};
    return seconds[size_t(step)];
}

/// None where what is there is newer.
TrafficSeries::Block *TrafficSeries::blockFor(TrafficStep step, qint64 number)
{
    Ring &ring = m_rings[size_t(step)];
    if (ring.empty())
        ring.resize(ringSizes[size_t(step)]);
    std::shared_ptr<Block> &block = ring[size_t(number) % ring.size()];
    if (block && block->number > number)
        return nullptr;
    if (!block || block->number < number) {
        block = std::make_shared<Block>();
        block->number = number;
    } else if (block.use_count() > 1) {
        block = std::make_shared<Block>(*block); // a copy of the series has it too
    }
    return block.get();
}

void TrafficSeries::put(TrafficStep step, qint64 index, qint64 start, const TrafficSlot &slot)
{
    Block *block = blockFor(step, index / perBlock);
    if (!block)
        return;
    const auto at = size_t(index % perBlock);
    block->used |= 1u << at;
    block->starts[at] = start;
    block->traffic[at].merge(slot);
}

void TrafficSeries::add(qint64 time, qint64 zone, const TrafficSlot &slot)
{
    if (time < 0)
        return;
    for (const TrafficStep step : allSteps) {
        const qint64 seconds = secondsOf(step);
        const qint64 ahead = step == TrafficStep::Day ? zone : 0;
        const qint64 index = std::max<qint64>(0, floorDiv(time + ahead, seconds));
        put(step, index, index * seconds - ahead, slot);
    }
    const qint64 minute = time - time % 60;
    m_first = m_last == 0 ? minute : std::min(m_first, minute);
    m_last = std::max(m_last, minute + 60);
}

void TrafficSeries::merge(const TrafficSeries &other)
{
    if (other.m_last == 0)
        return;
    for (const TrafficStep step : allSteps) {
        for (const std::shared_ptr<Block> &block : other.m_rings[size_t(step)]) {
            for (qint64 at = 0; block && at < perBlock; ++at)
                if (block->used >> at & 1)
                    put(step, block->number * perBlock + at, block->starts[size_t(at)],
                        block->traffic[size_t(at)]);
        }
    }
    m_first = m_last == 0 ? other.m_first : std::min(m_first, other.m_first);
    m_last = std::max(m_last, other.m_last);
}

TrafficStep TrafficSeries::stepFor(qint64 from) const
{
    for (const TrafficStep step : allSteps) {
        const qint64 reach = qint64(ringSizes[size_t(step)] - 1) * perBlock * secondsOf(step);
        if (std::max(from, m_first) >= m_last - reach)
            return step;
    }
    return TrafficStep::Day;
}

std::vector<TrafficPoint> TrafficSeries::points(TrafficStep step, qint64 from, qint64 to) const
{
    std::vector<TrafficPoint> points;
    for (const std::shared_ptr<Block> &block : m_rings[size_t(step)]) {
        for (size_t at = 0; block && at < size_t(perBlock); ++at) {
            const qint64 start = block->starts[at];
            if ((block->used >> at & 1) && start >= from && start < to)
                points.push_back(
                    {start, block->number * perBlock + qint64(at), block->traffic[at]});
        }
    }
    std::ranges::sort(points, {}, &TrafficPoint::start);
    return points;
}

}
