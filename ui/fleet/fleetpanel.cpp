// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/fleet/fleetpanel.h"

#include "ui/fleet/fleetdelegate.h"
#include "ui/fleet/fleetmodel.h"
#include "ui/style/dimmedlabel.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/thinsplitter.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace spoolscope {

using namespace Qt::StringLiterals;

FleetPanel::FleetPanel(Fleet &fleet, QAction *addServer, QWidget *parent)
    : QWidget(parent), m_fleet(fleet), m_model(new FleetModel(fleet, this)), m_addServer(addServer)
{
    makeTree();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeTitle(addServer));
    column->addWidget(new Hairline);
    column->addWidget(m_tree, 1);
    setMinimumWidth(160);
}

QWidget *FleetPanel::makeTitle(QAction *addServer)
{
    auto *title = new QWidget;
    auto *row = new QHBoxLayout(title);
    row->setContentsMargins(12, 0, 4, 0);
    title->setFixedHeight(metrics::bandHeight(fontMetrics()) - 1);
    auto *label = new DimmedLabel(tr("Servers"));
    auto *add = new QToolButton(title);
    add->setDefaultAction(addServer);
    add->setAutoRaise(true);
    add->setToolButtonStyle(Qt::ToolButtonIconOnly);
    row->addWidget(label, 1);
    row->addWidget(add);
    return title;
}

void FleetPanel::makeTree()
{
    m_tree = new QTreeView(this);
    m_tree->setObjectName(u"fleet"_s);
    m_tree->setAccessibleName(tr("Servers"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new FleetDelegate(m_tree));
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setHeaderHidden(true);
    m_tree->setIndentation(14);
    m_tree->setUniformRowHeights(true);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setMinimumSectionSize(20);
    m_tree->header()->setSectionResizeMode(FleetModel::NameColumn, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(FleetModel::CountColumn, QHeaderView::ResizeToContents);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->expandAll();
    m_tree->setCurrentIndex(m_model->indexOf(m_scope));
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &FleetPanel::showMenu);
    connect(m_model, &QAbstractItemModel::rowsInserted, m_tree, [this](const QModelIndex &parent) {
        if (!m_tree->isExpanded(parent))
            m_tree->expand(parent);
    });
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &FleetPanel::adoptScope);
    // Another server in the group is another scope.
    connect(m_model, &QAbstractItemModel::dataChanged, this, &FleetPanel::adoptScope);
}

void FleetPanel::adoptScope()
{
    const auto scope = m_tree->currentIndex().data(FleetModel::ScopeRole).value<FleetScope>();
    if (scope != m_scope)
        emit scopeChanged(m_scope = scope);
}

void FleetPanel::showMenu(const QPoint &position)
{
    const auto scope = m_tree->indexAt(position).data(FleetModel::ScopeRole).value<FleetScope>();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (Server *server = m_fleet.server(scope.server)) {
        fillServerMenu(*menu, server, scope);
        menu->addSeparator();
    } else {
        menu->addAction(
            themedIcon(u"view-refresh"_s), tr("Refresh All"), &m_fleet, &Fleet::refreshAll);
        menu->addAction(
            themedIcon(u"network-connect"_s), tr("Connect All"), &m_fleet, &Fleet::connectAll);
        menu->addSeparator();
    }
    menu->addAction(m_addServer);
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

void FleetPanel::fillServerMenu(QMenu &menu, Server *server, const FleetScope &scope)
{
    const QString id = server->id();
    const ServerState state = server->state();
    const bool isUp = state == ServerState::Connected || state == ServerState::Connecting;
    if (const QString question = questionLabel(*server); !question.isEmpty())
        menu.addAction(
            themedIcon(u"host-key"_s), question, this, [this, id] { emit questionRequested(id); });
    if (isUp)
        menu.addAction(themedIcon(u"network-disconnect"_s), tr("Disconnect"), server,
            &Server::disconnectFromServer);
    else
        menu.addAction(
            themedIcon(u"network-connect"_s), tr("Connect"), server, &Server::connectToServer);
    QAction *refresh
        = menu.addAction(themedIcon(u"view-refresh"_s), tr("Refresh"), server, &Server::refresh);
    refresh->setEnabled(state == ServerState::Connected);
    QAction *flush = menu.addAction(ownIcon(u"flush"_s), tr("Flush Queue…"), this,
        [this, scope] { emit flushRequested(scope); });
    flush->setEnabled(state == ServerState::Connected);
    menu.addSeparator();
    menu.addAction(
        themedIcon(u"host-key"_s), tr("Rights…"), this, [this, id] { emit rightsRequested(id); });
    QAction *readOnly = menu.addAction(themedIcon(u"object-locked"_s), tr("Read-Only"));
    readOnly->setCheckable(true);
    readOnly->setChecked(server->definition().isReadOnly);
    connect(readOnly, &QAction::triggered, this,
        [this, id](bool isOn) { emit readOnlyRequested(id, isOn); });
    menu.addAction(
        themedIcon(u"document-edit"_s), tr("Edit…"), this, [this, id] { emit editRequested(id); });
    menu.addAction(
        themedIcon(u"list-remove"_s), tr("Remove"), this, [this, id] { emit removeRequested(id); });
}

}
