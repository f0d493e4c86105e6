// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/matchfinder.h"

#include <QDateTime>

#include <utility>

namespace spoolscope {

MatchFinder::MatchFinder(QObject *parent) : QObject(parent), m_worker([this] { return search(); })
{
}

void MatchFinder::find(const SharedSources &sources, const Filter &filter)
{
    m_sources = sources;
    m_filter = filter;
    m_worker.ask();
}

LatestWorker::Work MatchFinder::search()
{
    return [this, sources = std::exchange(m_sources, {}), filter = m_filter](
               const std::stop_token &stop) -> LatestWorker::Tell {
        std::vector<RowRef> rows;
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        for (quint32 i = 0; i < sources->size(); ++i) {
            const QueueSource &source = (*sources)[i];
            FilterRun run(filter, *source.snapshot, filterContext(source, now));
            for (const QueueSnapshot::Row row : run.rows(0, stop).rows)
                rows.push_back({i, row});
        }
        return [this, sources, rows = std::move(rows)] { emit found(sources, rows); };
    };
}

}
