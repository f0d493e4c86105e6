// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/facetcounter.h"
#include "ui/queue/queuesource.h"
#include "ui/queue/serialworker.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace spoolscope {

/// Counts facets on a thread of its own. What is asked for meanwhile makes what it counts stale:
/// that is stopped and never told.
class FacetFeed final : public QObject
{
    Q_OBJECT

public:
    explicit FacetFeed(QObject *parent = nullptr);
    ~FacetFeed() override;

    const Facets &facets() const { return *m_facets; }
    bool isCounting() const { return m_isRunning || m_isDirty; }

    void setSources(const SharedSources &sources);
    void setFilter(const Filter &filter);
    void setSearch(const QString &search); ///< in all facets
    void setMost(size_t most); ///< values of each
    void rowsAdded(); ///< to one of the sources
    void setActive(bool isActive); ///< counts nothing while nobody looks

signals:
    void counted();

private:
    void countLater(bool isUrgent);
    void start();

    SharedSources m_sources = std::make_shared<const QueueSources>();
    FacetRequest m_request;
    std::shared_ptr<const Facets> m_facets = std::make_shared<const Facets>();
    QTimer m_start;
    QElapsedTimer m_sinceStart;
    qint64 m_lastDuration = 0;
    quint64 m_generation = 0;
    bool m_isActive = true;
    bool m_isDirty = false;
    bool m_isRunning = false;
    std::stop_source m_stop;
    SerialWorker m_worker; ///< last: joins before the rest goes
};

}
