// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

namespace spoolscope {

class FleetLogs;
class TraceDesk;
class TraceView;

/// What the logs say of the message that is shown beside the queue. Nothing is looked for, and no
/// log read, before somebody looks here.
class MessageTrace final : public QWidget
{
    Q_OBJECT

public:
    explicit MessageTrace(FleetLogs &logs, QWidget *parent = nullptr);

    /// `server`: ServerDefinition::id. The same message again changes nothing.
    void setMessage(const QString &server, const QString &queueId);
    void clear();

    TraceView *view() const { return m_view; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    void look();

    TraceView *m_view;
    TraceDesk *m_desk;
    QString m_server;
    QString m_queueId; ///< empty: no message is shown
    bool m_isLookedFor = false;
};

}
