// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/fleet.h"
#include "core/servers/serverstore.h"

#include <QMainWindow>

#include <optional>

class QToolBar;

namespace spoolscope {

class FleetPanel;
class JobStrip;
class LogTracePage;
class MessageTrace;
class MessageView;
class NoticeArea;
class OperationsDesk;
class OperationsPage;
class OriginReader;
class QueueCopier;
class QueueExporter;
class QueuePage;
class ServerKeeper;
class ShapePage;
class ThinSplitter;
class TrafficFeed;
class TrafficPage;
class WindowPages;

/// Places the parts of the window and remembers where they were.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    /// Without a store nothing is remembered of the servers (they came from the command line).
    MainWindow(Fleet &fleet, std::optional<ServerStore> store, QWidget *parent = nullptr);
    ~MainWindow() override;

    ServerKeeper *servers() const { return m_keeper; }
    QueuePage *queuePage() const { return m_queue; }
    MessageView *messageView() const { return m_message; }
    ShapePage *shapePage() const { return m_shape; }
    TrafficPage *trafficPage() const { return m_traffic; }
    LogTracePage *logPage() const { return m_logs; }
    OriginReader *originReader() const { return m_origins; }
    OperationsPage *operationsPage() const { return m_operations; }
    OperationsDesk *desk() const { return m_desk; }
    NoticeArea *notices() const { return m_notices; }

    enum Page { QueueTab, ShapeTab, TrafficTab, LogsTab, OperationsTab };
    void showPage(Page page);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QAction *makeAction(
        const QString &icon, const QString &text, const QKeySequence &shortcut = {});
    void makeActions();
    void makeToolBar();
    void makeFilterTools();
    void makeContent();
    void connectSignals();
    void restoreLayout();
    void saveLayout() const;
    void placeInspector();
    void setReadOnly(bool isReadOnly);
    void makePages();
    void adaptToPage(int page);
    void connectDesk();
    void connectLogs();
    void connectOrigins();
    void connectTraffic();
    void showFiltered(const QString &filter);

    Fleet &m_fleet;
    ServerKeeper *m_keeper;
    OperationsDesk *m_desk;
    QAction *m_refresh = nullptr;
    QAction *m_autoRefresh = nullptr;
    QAction *m_addServer = nullptr;
    QAction *m_importServers = nullptr;
    QAction *m_selectAll = nullptr;
    QAction *m_invert = nullptr;
    QAction *m_flush = nullptr;
    QAction *m_retryDestination = nullptr;
    QAction *m_showMessage = nullptr;
    QAction *m_showFacets = nullptr;
    QAction *m_readOnly = nullptr;
    QAction *m_endReadOnly = nullptr; ///< in the tool bar while it is on
    QAction *m_quit = nullptr;
    QToolBar *m_toolBar = nullptr;
    ThinSplitter *m_outer = nullptr;
    ThinSplitter *m_inner = nullptr;
    WindowPages *m_pages = nullptr;
    QList<QAction *> m_filter; ///< the filter's places in the toolbar
    FleetPanel *m_panel = nullptr;
    QueuePage *m_queue = nullptr;
    QueueCopier *m_copier = nullptr;
    QueueExporter *m_export = nullptr;
    OriginReader *m_origins = nullptr;
    MessageView *m_message = nullptr;
    ShapePage *m_shape = nullptr;
    TrafficPage *m_traffic = nullptr;
    TrafficFeed *m_trafficFeed = nullptr;
    LogTracePage *m_logs = nullptr;
    MessageTrace *m_messageTrace = nullptr; ///< a tab of m_message
    OperationsPage *m_operations = nullptr;
    NoticeArea *m_notices = nullptr;
    JobStrip *m_jobs = nullptr;
};

}
