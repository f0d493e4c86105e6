// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/facetcounter.h"
#include "ui/queue/latestworker.h"
#include "ui/queue/queuesource.h"

#include <QObject>

namespace spoolscope {

/// Counts facets on a thread of its own, for the newest question.
class FacetFeed final : public QObject
{
    Q_OBJECT

public:
    explicit FacetFeed(QObject *parent = nullptr);

    const Facets &facets() const { return *m_facets; }
    /// Whether there is anything to choose from: of where messages came from there may be nothing.
    bool mayKnow(GroupKey key) const;
    bool isCounting() const { return m_worker.isBusy(); }

    void setSources(const SharedSources &sources);
    void setFilter(const Filter &filter);
    void setSearch(const QString &search); ///< in all facets
    void setMost(size_t most); ///< values of each
    void rowsAdded(); ///< to one of the sources
    void setActive(bool isActive); ///< counts nothing while nobody looks

signals:
    void counted();

private:
    void ask();
    LatestWorker::Work count();

    SharedSources m_sources = std::make_shared<const QueueSources>();
    FacetRequest m_request;
    std::shared_ptr<const Facets> m_facets = std::make_shared<const Facets>();
    bool m_isActive = true;
    LatestWorker m_worker; ///< last: waits for its thread before the rest goes
};

}
