// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/queue/latestworker.h"

#include <QObject>

class KMessageWidget;
class QAction;

namespace spoolscope {

class QueueModel;

/// Says how many messages the filter passes over because nobody knows where they came from, so that
/// nobody takes what it found for all there is. GUI thread.
class OriginNote final : public QObject
{
    Q_OBJECT

public:
    OriginNote(const QueueModel &model, QWidget *parent);
    ~OriginNote() override;

    KMessageWidget *bar() const { return m_bar; } ///< shown above the rows that were found
    void setStep(QAction *step); ///< what makes it known
    QAction *step() const { return m_step; }
    /// Of which it is not known whether the filter matches.
    qint64 messages() const { return m_messages; }
    bool isCounting() const { return m_worker.isBusy(); }

signals:
    void changed();

private:
    void look();
    LatestWorker::Work count();
    void tell(qint64 messages);

    const QueueModel &m_model;
    KMessageWidget *m_bar;
    QAction *m_step = nullptr;
    qint64 m_messages = 0;
    LatestWorker m_worker; ///< last: waits for its thread before the rest goes
};

}
