// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/queueexport.h"
#include "core/servers/fleet.h"
#include "ui/queue/queuesource.h"

#include <QObject>

class QAction;
class QFileDialog;

namespace spoolscope {

class MessageSelection;
class QueueModel;

/// Writes the rows of the queue table into a file that is asked for: the selected ones, or all that
/// are shown where none is selected. What is written is what was there when it was asked for. A job
/// writes it; the file is there in whole or, when that fails or is stopped, as it was.
class QueueExporter final : public QObject
{
    Q_OBJECT

public:
    QueueExporter(
        Fleet &fleet, const QueueModel &model, const MessageSelection &selection, QWidget *window);

    QAction *action() const { return m_action; }

signals:
    void jobStarted(spoolscope::Job *job); ///< deletes itself after finished()
    void noticed(const QString &message, QAction *step); ///< `step` may be null
    void failed(const QString &message);

private:
    struct Order;
    void update();
    void ask();
    Order freeze() const;
    void write(Order order, const QString &file, ExportFormat format);
    void ended(const Job &job, const QString &file, qint64 messages);

    Fleet &m_fleet;
    const QueueModel &m_model;
    const MessageSelection &m_selection;
    QWidget *m_window;
    QAction *m_action;
};

}
