// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/logs/logdesk.h"

#include <algorithm>
#include <utility>

namespace spoolscope {

namespace {

constexpr qint64 pause = 150; ///< ms between two looks at what came

bool haveSameStores(const ShownLogs &a, const ShownLogs &b)
{
    return std::ranges::equal(a, b, {}, &ShownLog::store, &ShownLog::store)
        && std::ranges::equal(a, b, {}, &ShownLog::name, &ShownLog::name);
}

}

LogDesk::LogDesk(QObject *parent) : QObject(parent), m_worker([this] { return arrange(); }, pause)
{
}

void LogDesk::setSources(const ShownLogs &sources)
{
    const bool isSame = haveSameStores(m_wantedSources, sources);
    m_wantedSources = sources;
    if (isSame && !m_isStale)
        m_sources = sources; // their states may be others
    else if (!isSame)
        ask();
}

void LogDesk::setFilter(const Filter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    ask();
}

/// Another question is answered while paused as well.
void LogDesk::ask()
{
    m_isStale = true;
    m_worker.ask();
}

void LogDesk::setPaused(bool paused)
{
    m_isPaused = paused;
    if (!paused)
        m_worker.askAgain();
}

void LogDesk::linesAdded()
{
    if (!m_isPaused)
        m_worker.askAgain();
}

bool LogDesk::isSearching() const
{
    return m_isStale && m_worker.isBusy();
}

qint64 LogDesk::linesWaiting() const
{
    return m_isStale ? 0 : tally().lines - m_order->totalLines();
}

LogTally LogDesk::tally() const
{
    LogTally tally;
    for (const ShownLog &source : m_wantedSources)
        tally.add(source.store->rows().tally());
    return tally;
}

LatestWorker::Work LogDesk::arrange()
{
    LogOrderRequest request{.filter = m_filter, .previous = m_isStale ? nullptr : m_order};
    for (const ShownLog &source : m_wantedSources)
        request.sources.push_back({source.store, QStringList{source.name} + source.otherNames});
    return [this, request = std::move(request), sources = m_wantedSources](
               const std::stop_token &stop) -> LatestWorker::Tell {
        SharedLogOrder order = arrangeLog(request, stop);
        if (!order)
            return {};
        return [this, order = std::move(order), sources]() mutable {
            const bool isAnother = std::exchange(m_isStale, false);
            m_sources = std::move(sources);
            m_worker.discard(std::exchange(m_order, std::move(order)));
            emit ordered(isAnother);
        };
    };
}

}
