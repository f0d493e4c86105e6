// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/fleet/fleetscope.h"
#include "ui/trace/traceview.h"

#include <QWidget>

#include <memory>

class QLineEdit;

namespace KSyntaxHighlighting {
class Repository;
}

namespace spoolscope {

class Fleet;
class FleetLogs;
class Job;
class LogPage;
class ThinSplitter;
class TraceDesk;

/// The logs of the scope, and beside them what happened to one message. Nothing is read before it
/// is shown for the first time, or a message is traced.
class LogTracePage final : public QWidget
{
    Q_OBJECT

public:
    explicit LogTracePage(Fleet &fleet, QWidget *parent = nullptr);
    ~LogTracePage() override;

    void setScope(const FleetScope &scope);
    void refresh(); ///< connects what is not connected; what is, is live
    void focusLines();
    void focusSearch();
    /// What happened to a message, by queue ID or as TraceQuery reads it. `server`: its
    /// ServerDefinition::id, where it is known.
    void trace(const QString &text, const QString &server = {});
    void traceMessage(const QString &server, const QString &queueId); ///< and to the front
    /// Does what a view of a trace elsewhere asks for: shows its lines, its row in the queue.
    void serve(const TraceView &view);
    bool isSettled() const; ///< what was read and asked for is on screen

    FleetLogs *logs() const { return m_logs; }
    LogPage *lines() const { return m_lines; }
    TraceView *traceView() const { return m_trace; }
    QLineEdit *traceEdit() const { return m_traceEdit; }

signals:
    /// In the language of docs/filter.md: the message's row in the queue.
    void queueRequested(const QString &filter);
    void frontRequested(); ///< somewhere else was asked for what is here
    void jobStarted(spoolscope::Job *job);
    void noticed(const QString &text);
    void failed(const QString &text);

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeTracePanel();
    void connectParts();
    void update();
    void showInQueue(const QString &server, const QString &queueId);
    void showLines(const TraceView::Place &place);

    Fleet &m_fleet;
    FleetScope m_scope;
    std::unique_ptr<KSyntaxHighlighting::Repository> m_repository;
    FleetLogs *m_logs;
    LogPage *m_lines;
    TraceView *m_trace;
    QLineEdit *m_traceEdit;
    ThinSplitter *m_splitter;
    TraceDesk *m_desk;
};

}
