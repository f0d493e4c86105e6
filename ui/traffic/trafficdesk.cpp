// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/traffic/trafficdesk.h"

#include <algorithm>
#include <utility>

namespace spoolscope {

namespace {

// Milliseconds between two looks at what came.
constexpr qint64 pause = 1000;
constexpr qint64 pauseInRange = 10'000; ///< the lines are read for it

bool haveSameLogs(const ShownLogs &a, const ShownLogs &b)
{
    return std::ranges::equal(a, b, {}, &ShownLog::store, &ShownLog::store)
        && std::ranges::equal(a, b, {}, &ShownLog::name, &ShownLog::name);
}

}

TrafficDesk::TrafficDesk(QObject *parent)
    : QObject(parent)
    , m_allWorker([this] { return countAll(); }, pause)
    , m_rangeWorker([this] { return countRange(); }, pauseInRange)
{
}

void TrafficDesk::setLogs(const ShownLogs &logs)
{
    const bool areOthers = !haveSameLogs(m_logs, logs);
    m_logs = logs;
    if (!areOthers)
        return linesAdded();
    m_areOthers = true;
    m_rangeWorker.drop();
    if (m_isWatched)
        m_allWorker.ask();
    else
        m_isStale = true;
}

void TrafficDesk::setWatched(bool watched)
{
    m_isWatched = watched;
    if (watched && std::exchange(m_isStale, false))
        m_allWorker.ask();
}

void TrafficDesk::linesAdded()
{
    if (m_isWatched)
        m_allWorker.askAgain();
    else
        m_isStale = true;
}

bool TrafficDesk::isSettled() const
{
    return !m_allWorker.isBusy() && !m_rangeWorker.isBusy() && !(m_isWatched && m_isStale);
}

bool TrafficDesk::isEverything() const
{
    return m_all && m_range.from <= m_all->all.series.first()
        && m_range.to >= m_all->all.series.last();
}

/// A range that only moved on with the time waits for its turn; another one is counted at once.
void TrafficDesk::setRange(const TrafficRange &range)
{
    const TrafficRange before = std::exchange(m_range, range);
    if (isEverything()) {
        m_rangeWorker.drop();
        if (m_inRange != m_all)
            takeRange(m_all);
        return;
    }
    const bool isCounted = m_inRange && !std::exchange(m_areOthers, false);
    if (!m_all || (isCounted && before == range))
        return;
    const bool movedOn = range.to > before.to && range.to - range.from == before.to - before.from;
    if (isCounted && movedOn)
        return m_rangeWorker.askAgain();
    m_isOther = true;
    m_rangeWorker.ask();
}

LatestWorker::Work TrafficDesk::countAll()
{
    return [this, logs = m_logs](const std::stop_token &stop) -> LatestWorker::Tell {
        auto counts = std::make_shared<const CountedLogs>(countedOf(logs));
        if (stop.stop_requested())
            return {};
        return [this, counts = std::move(counts)]() mutable { takeAll(std::move(counts)); };
    };
}

void TrafficDesk::takeAll(SharedCounts counts)
{
    const auto linesIn
        = [](const SharedCounts &of) { return of ? of->all[TrafficCount::Lines] : quint64(0); };
    const bool grew = linesIn(counts) != linesIn(m_all);
    const bool reachesEnd = !m_all || m_range.to >= m_all->all.series.last();
    m_allWorker.discard(std::exchange(m_all, std::move(counts)));
    if (isEverything())
        takeRange(m_all);
    else if (m_inRange && grew && reachesEnd)
        m_rangeWorker.askAgain();
    emit allCounted();
}

LatestWorker::Work TrafficDesk::countRange()
{
    return
        [this, logs = m_logs, range = m_range](const std::stop_token &stop) -> LatestWorker::Tell {
            auto counted = countedIn(logs, range, stop);
            if (!counted)
                return {};
            auto counts = std::make_shared<const CountedLogs>(std::move(*counted));
            return [this, counts = std::move(counts)]() mutable { takeRange(std::move(counts)); };
        };
}

void TrafficDesk::takeRange(SharedCounts counts)
{
    m_areOthers = false;
    m_isOther = false;
    m_allWorker.discard(std::exchange(m_inRange, std::move(counts)));
    emit rangeCounted();
}

}
