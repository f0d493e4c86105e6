// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/queue/queuesource.h"
#include "ui/queue/serialworker.h"

#include <QObject>

namespace spoolscope {

/// Finds the messages that match a filter, on a thread of its own, to select them. Of several
/// requests the last one is answered.
class MatchFinder final : public QObject
{
    Q_OBJECT

public:
    explicit MatchFinder(QObject *parent = nullptr) : QObject(parent) { }
    ~MatchFinder() override { m_stop.request_stop(); }

    void find(const SharedSources &sources, const Filter &filter);
    bool isFinding() const { return m_isFinding; }

signals:
    void found(
        const spoolscope::SharedSources &sources, const std::vector<spoolscope::RowRef> &rows);

private:
    std::stop_source m_stop;
    quint64 m_generation = 0;
    bool m_isFinding = false;
    SerialWorker m_worker; ///< last: joins before the rest goes
};

}
