// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/fleet.h"
#include "ui/fleet/fleetscope.h"

#include <QWidget>

class QTreeView;

namespace spoolscope {

class FleetModel;

/// The fleet tree with its menu. What is selected here is the scope of every page.
class FleetPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit FleetPanel(Fleet &fleet, QAction *addServer, QWidget *parent = nullptr);

    FleetScope scope() const { return m_scope; }
    QTreeView *tree() const { return m_tree; }

signals:
    void scopeChanged(const spoolscope::FleetScope &scope);
    void editRequested(const QString &server);
    void readOnlyRequested(const QString &server, bool isReadOnly);
    void rightsRequested(const QString &server);
    void flushRequested(const spoolscope::FleetScope &scope);
    void removeRequested(const QString &server);
    void questionRequested(const QString &server); ///< that the server waits for

private:
    QWidget *makeTitle(QAction *addServer);
    void makeTree();
    void adoptScope();
    void showMenu(const QPoint &position);
    void fillServerMenu(QMenu &menu, Server *server, const FleetScope &scope);

    Fleet &m_fleet;
    FleetModel *m_model;
    QTreeView *m_tree = nullptr;
    QAction *m_addServer;
    FleetScope m_scope;
};

}
