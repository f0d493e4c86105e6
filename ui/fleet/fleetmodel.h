// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/fleet.h"
#include "ui/fleet/fleetscope.h"
#include "ui/fleet/fleetstate.h"

#include <QAbstractItemModel>
#include <QHash>

#include <memory>
#include <vector>

namespace spoolscope {

/// "All servers" > groups > servers > instances (where a server has several). A sink of the fleet's
/// signals; it starts nothing.
class FleetModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, CountColumn, ColumnCount };
    enum Role {
        ScopeRole = Qt::UserRole, ///< FleetScope
        StateRole, ///< int(FleetState)
        StateTextRole, ///< "connecting…", "no route to host"; empty when all is well
        IsCompleteRole, ///< whether the count is a proven total
        ServerRoleRole, ///< int(ServerRole); invalid for what is no server
        ColourRole, ///< a name of serverColours(), or empty
        IsReadOnlyRole, ///< of a server by itself, not by the program's switch
        IsServerRole,
    };

    explicit FleetModel(const Fleet &fleet, QObject *parent = nullptr);
    ~FleetModel() override;

    QModelIndex indexOf(const FleetScope &scope) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    Q_DISABLE_COPY_MOVE(FleetModel)
    struct Node;
    void addServer(Server *server);
    void removeServer(const Server *server);
    void insertServer(Server *server);
    void takeServer(const Server *server);
    void updateServer(Server *server);
    void updateInstances(Node &node);
    Node *find(const Server *server) const;
    Node *group(const QString &name);
    int placeIn(const Node &parent, const Server *server) const;
    void updateNames();
    void changed(const Node &node);
    const Node *nodeOf(const QModelIndex &index) const;
    QModelIndex indexOf(const Node &node, int column) const;
    FleetTally tallyOf(const Node &node) const;
    FleetState stateOf(const Node &node) const;
    QString stateText(const Node &node) const;
    QString name(const Node &node) const;
    static QStringList marksOf(const Node &node);
    QString spokenText(const Node &node) const;
    QString toolTip(const Node &node) const;
    QString countText(const Node &node) const;

    const Fleet &m_fleet;
    QHash<QString, QString> m_names; ///< short, by server ID
    std::unique_ptr<Node> m_root; ///< "All servers"
};

}
