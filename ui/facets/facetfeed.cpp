// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/facets/facetfeed.h"

#include <QDateTime>

#include <algorithm>

namespace spoolscope {

namespace {

constexpr qint64 shortestInterval = 300; ///< ms between two counts of rows that keep arriving

}

FacetFeed::FacetFeed(QObject *parent)
    : QObject(parent), m_worker([this] { return count(); }, shortestInterval)
{
}

bool FacetFeed::mayKnow(GroupKey key) const
{
    return !isOfOrigin(key) || std::ranges::any_of(*m_sources, [key](const QueueSource &source) {
        return source.facts && source.facts->has(key);
    });
}

void FacetFeed::setSources(const SharedSources &sources)
{
    m_sources = sources;
    ask();
}

void FacetFeed::setFilter(const Filter &filter)
{
    m_request.filter = filter;
    ask();
}

void FacetFeed::setSearch(const QString &search)
{
    m_request.searches.fill(search);
    ask();
}

void FacetFeed::setMost(size_t most)
{
    m_request.most = most;
    ask();
}

void FacetFeed::rowsAdded()
{
    if (m_isActive)
        m_worker.askAgain();
}

void FacetFeed::setActive(bool isActive)
{
    m_isActive = isActive;
    if (isActive)
        ask();
}

void FacetFeed::ask()
{
    if (m_isActive)
        m_worker.ask();
    else
        m_worker.drop();
}

LatestWorker::Work FacetFeed::count()
{
    return
        [this, request = m_request, sources = m_sources, now = QDateTime::currentSecsSinceEpoch()](
            const std::stop_token &stop) -> LatestWorker::Tell {
            std::vector<FacetSource> places;
            for (const QueueSource &source : *sources) {
                const FilterContext context = filterContext(source, now);
                // What choosing the value asks for: the first of the server's names.
                places.push_back(
                    {{*source.snapshot, context.serverNames.first(), context.now, context.facts},
                        context});
            }
            auto counted = countFacets(request, places, stop);
            if (!counted)
                return {};
            return [this, facets = std::make_shared<const Facets>(*std::move(counted))] {
                m_facets = facets;
                emit this->counted();
            };
        };
}

}
