// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/queuesnapshot.h"

#include <QWidget>

class QAction;

namespace spoolscope {

class LogTracePage;
class TraceDesk;
class TraceView;

/// What the logs say of the current message of the queue, beside it, and the action that shows it
/// on the page of the logs. Nothing is looked for, and no log read, before somebody looks.
class MessageTrace final : public QWidget
{
    Q_OBJECT

public:
    explicit MessageTrace(LogTracePage &logs, QWidget *parent = nullptr);

    /// The same message again changes nothing.
    void setMessage(const std::shared_ptr<const QueueSnapshot> &snapshot, QueueSnapshot::Row row);
    void clear();

    QAction *action() const { return m_action; }
    TraceView *view() const { return m_view; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    void look();

    LogTracePage &m_logs;
    TraceView *m_view;
    TraceDesk *m_desk;
    QAction *m_action;
    std::optional<MessageKey> m_message; ///< none: no message is shown
    bool m_isLookedFor = false;
};

}
