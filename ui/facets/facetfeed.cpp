// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/facets/facetfeed.h"

#include <QDateTime>

#include <algorithm>

namespace spoolscope {

namespace {

constexpr qint64 shortestInterval = 300; ///< ms between two counts of rows that keep arriving

}

FacetFeed::FacetFeed(QObject *parent) : QObject(parent)
{
    m_start.setSingleShot(true);
    connect(&m_start, &QTimer::timeout, this, &FacetFeed::start);
}

FacetFeed::~FacetFeed()
{
    m_stop.request_stop();
}

void FacetFeed::setSources(const SharedSources &sources)
{
    m_sources = sources;
    countLater(true);
}

void FacetFeed::setFilter(const Filter &filter)
{
    m_request.filter = filter;
    countLater(true);
}

void FacetFeed::setSearch(const QString &search)
{
    m_request.searches.fill(search);
    countLater(true);
}

void FacetFeed::setMost(size_t most)
{
    m_request.most = most;
    countLater(true);
}

void FacetFeed::rowsAdded()
{
    countLater(false);
}

void FacetFeed::setActive(bool isActive)
{
    m_isActive = isActive;
    if (isActive)
        countLater(true);
}

/// `isUrgent`: what is being counted is of no use any more.
void FacetFeed::countLater(bool isUrgent)
{
    m_isDirty = m_isActive;
    if (isUrgent) {
        ++m_generation;
        m_stop.request_stop();
    }
    if (m_isRunning || !m_isActive)
        return;
    const qint64 interval = std::max(shortestInterval, 3 * m_lastDuration);
    const qint64 waited = m_sinceStart.isValid() ? m_sinceStart.elapsed() : interval;
    if (isUrgent)
        m_start.start(0);
    else if (!m_start.isActive())
        m_start.start(int(std::max<qint64>(0, interval - waited)));
}

void FacetFeed::start()
{
    m_isDirty = false;
    m_isRunning = true;
    m_stop = std::stop_source();
    m_sinceStart.start();
    m_worker.run(
        [this, request = m_request, sources = m_sources, stop = m_stop.get_token(),
            generation = m_generation, now = QDateTime::currentSecsSinceEpoch()]() mutable {
            std::vector<FacetSource> places;
            for (const QueueSource &source : *sources) {
                const FilterContext context = filterContext(source, now);
                // What choosing the value asks for: the first of the server's names.
                places.push_back(
                    {{*source.snapshot, context.serverNames.first(), context.now}, context});
            }
            QElapsedTimer clock;
            clock.start();
            auto result = countFacets(request, places, stop);
            auto facets = result ? std::make_shared<const Facets>(*std::move(result)) : nullptr;
            places.clear();
            sources.reset(); // freeing a large snapshot takes a while: here
            // The destructor waits for this thread, so `this` is there.
            QMetaObject::invokeMethod(
                this,
                [this, facets = std::move(facets), generation, duration = clock.elapsed()] {
                    m_isRunning = false;
                    m_lastDuration = duration;
                    if (m_isDirty)
                        countLater(false);
                    if (!facets || generation != m_generation)
                        return;
                    m_facets = facets;
                    emit counted();
                },
                Qt::QueuedConnection);
        });
}

}
