// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/queue/latestworker.h"
#include "ui/queue/queuesource.h"

#include <QObject>

namespace spoolscope {

/// Finds the messages that match a filter, on a thread of its own, to select them. Of several
/// requests the last one is answered.
class MatchFinder final : public QObject
{
    Q_OBJECT

public:
    explicit MatchFinder(QObject *parent = nullptr);

    void find(const SharedSources &sources, const Filter &filter);
    bool isFinding() const { return m_worker.isBusy(); }

signals:
    void found(
        const spoolscope::SharedSources &sources, const std::vector<spoolscope::RowRef> &rows);

private:
    LatestWorker::Work search();

    SharedSources m_sources; ///< of the question, until it is worked on
    Filter m_filter = Filter::everything();
    LatestWorker m_worker; ///< last: waits for its thread before the rest goes
};

}
