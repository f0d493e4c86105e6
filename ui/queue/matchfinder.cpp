// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/matchfinder.h"

#include <QDateTime>

namespace spoolscope {

void MatchFinder::find(const SharedSources &sources, const Filter &filter)
{
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_isFinding = true;
    m_worker.run([this, sources, filter, stop = m_stop.get_token(), generation = ++m_generation] {
        std::vector<RowRef> rows;
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        for (quint32 i = 0; i < sources->size(); ++i) {
            const QueueSource &source = (*sources)[i];
            FilterRun run(filter, *source.snapshot, filterContext(source, now));
            for (const QueueSnapshot::Row row : run.rows(0, stop).rows)
                rows.push_back({i, row});
        }
        if (stop.stop_requested())
            return;
        // The destructor waits for this thread, so `this` is there.
        QMetaObject::invokeMethod(
            this,
            [this, sources, rows = std::move(rows), generation] {
                if (generation != m_generation)
                    return;
                m_isFinding = false;
                emit found(sources, rows);
            },
            Qt::QueuedConnection);
    });
}

}
