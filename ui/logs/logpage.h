// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/jobs/job.h"
#include "ui/logs/logdesk.h"
#include "ui/logs/logview.h"

class KMessageWidget;
class QLabel;
class QPushButton;
class QStackedLayout;

namespace spoolscope {

class EmptyState;
class LogBar;
class LogExporter;
class LogFinder;
class LogMenu;

/// The logs of the servers in the scope, merged by time: live, filtered, searched and exported. A
/// value sink: it is told of its sources and of their growth, and reads no log itself.
class LogPage final : public QWidget
{
    Q_OBJECT

public:
    /// The repository, with our own definitions, must outlive it.
    explicit LogPage(const KSyntaxHighlighting::Repository &repository, QWidget *parent = nullptr);
    ~LogPage() override;

    void setSources(const ShownLogs &sources); ///< those of the scope, and what became of them
    void linesAdded(); ///< to any of their stores; cheap, however often it is told
    void setFilter(const QString &text); ///< one with a fault is put there to be mended
    void showTime(qint64 time); ///< microseconds since 1970; takes the filter away if need be
    void focusSearch();
    bool isSettled() const; ///< what is known and asked for is on screen

    LogView *view() const { return m_view; }
    LogBar *bar() const { return m_bar; }
    LogFinder *finder() const { return m_finder; }
    LogExporter *exporter() const { return m_exporter; }
    LogDesk *desk() const { return m_desk; }

signals:
    void traceRequested(const QString &server, const QString &queueId); ///< ServerDefinition::id
    void queueRowRequested(const QString &server, const QString &queueId);
    void jobStarted(spoolscope::Job *job); ///< deletes itself after finished()
    void noticed(const QString &text);
    void failed(const QString &text);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeLayout();
    void connectParts();
    void addKeys();
    void takeOrder(bool isAnother);
    void pause(bool paused);
    void toEnd();
    void offerTimes();
    void openMenu(const QPoint &point);
    void activate(size_t place);
    void updateNews();
    void updateFooter();
    void updateEmptyState();
    void explainNoLines();
    void showFault();

    LogDesk *m_desk;
    LogView *m_view;
    LogExporter *m_exporter;
    LogBar *m_bar;
    LogFinder *m_finder;
    LogMenu *m_menu;
    EmptyState *m_empty;
    KMessageWidget *m_fault;
    QPushButton *m_news; ///< "12 new lines", above the end of the lines
    QLabel *m_count;
    QLabel *m_state;
    QAction *m_clearFilter;
    QStackedLayout *m_stack = nullptr;
    ShownLogs m_sources;
    qint64 m_seen = 0; ///< lines of all sources when the end was last on screen
    std::optional<qint64> m_wantedTime; ///< to go to when the next order is there
};

}
