// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/fleet/fleetmodel.h"

#include "core/base/textsafety.h"
#include "ui/fleet/servernames.h"
#include "ui/style/humanize.h"

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestLine = 200; ///< bytes of a tool tip's line that the server chose

}

struct FleetModel::Node
{
    Node *parent = nullptr;
    Server *server = nullptr; ///< null: all servers, or a group
    QString group; ///< its name, for a group
    size_t instance = 0; ///< of the server; for a leaf below a server
    std::vector<std::unique_ptr<Node>> children;

    bool isInstance() const { return parent && parent->server; }
    bool isGroup() const { return parent && !server; }
    bool isServer() const { return server && !isInstance(); }
    const InstanceStatus *status() const
    {
        const auto &instances = server->instances();
        return instance < instances.size() ? &instances[instance] : nullptr;
    }
};

FleetModel::FleetModel(const Fleet &fleet, QObject *parent)
    : QAbstractItemModel(parent), m_fleet(fleet), m_root(std::make_unique<Node>())
{
    for (Server *server : fleet.servers())
        addServer(server);
    updateNames();
    connect(&fleet, &Fleet::serverAdded, this, &FleetModel::addServer);
    connect(&fleet, &Fleet::serverAdded, this, &FleetModel::updateNames);
    connect(&fleet, &Fleet::serverAboutToBeRemoved, this, &FleetModel::removeServer);
}

FleetModel::~FleetModel() = default;

void FleetModel::addServer(Server *server)
{
    insertServer(server);
    connect(server, &Server::stateChanged, this, [this, server] { updateServer(server); });
    connect(server, &Server::snapshotChanged, this, [this, server] { updateServer(server); });
    connect(server, &Server::countChanged, this, [this, server] { updateServer(server); });
    connect(server, &Server::rowsAdded, this, [this, server] { updateServer(server); });
}

void FleetModel::removeServer(const Server *server)
{
    disconnect(server, nullptr, this, nullptr);
    takeServer(server);
    changed(*m_root);
}

/// Servers are in the fleet's order, below their group or behind all groups.
int FleetModel::placeIn(const Node &parent, const Server *server) const
{
    const auto &all = m_fleet.servers();
    const qsizetype place = all.indexOf(server);
    return int(std::ranges::count_if(parent.children,
        [&](const auto &node) { return node->isGroup() || all.indexOf(node->server) < place; }));
}

FleetModel::Node *FleetModel::find(const Server *server) const
{
    for (const auto &child : m_root->children) {
        if (child->server == server)
            return child.get();
        if (!child->isGroup())
            continue;
        for (const auto &member : child->children)
            if (member->server == server)
                return member.get();
    }
    return nullptr;
}

/// The group's node, made where there is none; groups stand first, by name.
FleetModel::Node *FleetModel::group(const QString &name)
{
    int row = 0;
    for (const auto &child : m_root->children) {
        if (!child->isGroup() || QString::localeAwareCompare(child->group, name) > 0)
            break;
        if (child->group == name)
            return child.get();
        ++row;
    }
    auto node = std::make_unique<Node>();
    node->parent = m_root.get();
    node->group = name;
    beginInsertRows(indexOf(*m_root, NameColumn), row, row);
    const auto at = m_root->children.insert(m_root->children.begin() + row, std::move(node));
    endInsertRows();
    return at->get();
}

void FleetModel::insertServer(Server *server)
{
    const QString groupName = server->definition().group.simplified();
    Node *parent = groupName.isEmpty() ? m_root.get() : group(groupName);
    auto node = std::make_unique<Node>();
    node->parent = parent;
    node->server = server;
    const int row = placeIn(*parent, server);
    beginInsertRows(indexOf(*parent, NameColumn), row, row);
    parent->children.insert(parent->children.begin() + row, std::move(node));
    endInsertRows();
    updateServer(server);
}

/// Takes its group along when that is empty then.
void FleetModel::takeServer(const Server *server)
{
    const Node *node = find(server);
    if (!node)
        return;
    Node *parent = node->parent;
    const auto remove = [this](Node &from, const Node *what) {
        const int row = indexOf(*what, NameColumn).row();
        beginRemoveRows(indexOf(from, NameColumn), row, row);
        from.children.erase(from.children.begin() + row);
        endRemoveRows();
    };
    remove(*parent, node);
    if (parent->isGroup() && parent->children.empty())
        remove(*m_root, parent);
}

void FleetModel::updateServer(Server *server)
{
    const Node *known = find(server);
    if (!known)
        return;
    if (known->parent->group != server->definition().group.simplified()) {
        takeServer(server);
        insertServer(server);
        updateNames();
        return;
    }
    Node &node = *find(server);
    updateInstances(node);
    changed(node);
    if (node.parent != m_root.get())
        changed(*node.parent);
    changed(*m_root);
}

/// A single instance needs no row of its own: it is the server.
void FleetModel::updateInstances(Node &node)
{
    const size_t instances = node.server->instances().size();
    const size_t wanted = instances > 1 ? instances : 0;
    if (wanted > node.children.size()) {
        beginInsertRows(indexOf(node, NameColumn), int(node.children.size()), int(wanted) - 1);
        while (node.children.size() < wanted) {
            auto child = std::make_unique<Node>();
            child->parent = &node;
            child->server = node.server;
            child->instance = node.children.size();
            node.children.push_back(std::move(child));
        }
        endInsertRows();
    } else if (wanted < node.children.size()) {
        beginRemoveRows(indexOf(node, NameColumn), int(wanted), int(node.children.size()) - 1);
        node.children.resize(wanted);
        endRemoveRows();
    }
    if (wanted > 0)
        emit dataChanged(
            indexOf(*node.children.front(), 0), indexOf(*node.children.back(), CountColumn));
}

/// A short name depends on the other names.
void FleetModel::updateNames()
{
    m_names = shortServerNames(m_fleet.servers());
    const auto tell = [this](const Node &parent) {
        if (!parent.children.empty())
            emit dataChanged(indexOf(*parent.children.front(), NameColumn),
                indexOf(*parent.children.back(), NameColumn));
    };
    tell(*m_root);
    for (const auto &child : m_root->children)
        if (child->isGroup())
            tell(*child);
}

void FleetModel::changed(const Node &node)
{
    emit dataChanged(indexOf(node, NameColumn), indexOf(node, CountColumn));
}

const FleetModel::Node *FleetModel::nodeOf(const QModelIndex &index) const
{
    return static_cast<const Node *>(index.constInternalPointer());
}

QModelIndex FleetModel::indexOf(const Node &node, int column) const
{
    if (!node.parent)
        return createIndex(0, column, &node);
    const auto &siblings = node.parent->children;
    const auto found = std::ranges::find(siblings, &node, &std::unique_ptr<Node>::get);
    return createIndex(int(found - siblings.begin()), column, &node);
}

QModelIndex FleetModel::indexOf(const FleetScope &scope) const
{
    if (const Server *server = m_fleet.server(scope.server)) {
        if (const Node *node = find(server)) {
            for (const auto &child : node->children)
                if (scope.instance && child->status() && child->status()->key == *scope.instance)
                    return indexOf(*child, NameColumn);
            return indexOf(*node, NameColumn);
        }
    }
    for (const auto &child : m_root->children)
        if (!scope.group.isEmpty() && child->isGroup() && child->group == scope.group)
            return indexOf(*child, NameColumn);
    return indexOf(*m_root, NameColumn);
}

QModelIndex FleetModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const Node *node
        = parent.isValid() ? nodeOf(parent)->children[size_t(row)].get() : m_root.get();
    return createIndex(row, column, node);
}

QModelIndex FleetModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || !nodeOf(child)->parent)
        return {};
    return indexOf(*nodeOf(child)->parent, NameColumn);
}

int FleetModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return 1;
    return parent.column() == NameColumn ? int(nodeOf(parent)->children.size()) : 0;
}

int FleetModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant FleetModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node &node = *nodeOf(index);
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == CountColumn ? countText(node) : name(node);
    case Qt::AccessibleTextRole:
        return spokenText(node);
    case Qt::ToolTipRole:
        return toolTip(node);
    case StateRole:
        return int(stateOf(node));
    case StateTextRole:
        return stateText(node);
    case IsCompleteRole:
        return tallyOf(node).isComplete;
    case IsServerRole:
        return node.isServer();
    case ServerRoleRole:
        return node.isServer() ? QVariant(int(node.server->definition().role)) : QVariant();
    case ColourRole:
        return node.isServer() ? node.server->definition().colour : QString();
    case IsReadOnlyRole:
        return node.isServer() && node.server->definition().isReadOnly;
    case ScopeRole: {
        FleetScope scope{node.server ? node.server->id() : QString()};
        if (node.isGroup()) {
            scope.group = node.group;
            for (const auto &member : node.children)
                scope.members += member->server->id();
        }
        if (node.isInstance() && node.status())
            scope.instance = node.status()->key;
        return QVariant::fromValue(scope);
    }
    default:
        return {};
    }
}

FleetTally FleetModel::tallyOf(const Node &node) const
{
    FleetTally tally;
    if (node.isInstance()) {
        if (const InstanceStatus *status = node.status())
            tally.add(*status);
    } else if (node.server) {
        for (const InstanceStatus &status : node.server->instances())
            tally.add(status);
        tally.isComplete = tally.isComplete && tally.isKnown;
    } else {
        for (const auto &child : node.children) {
            const FleetTally part = tallyOf(*child);
            tally.messages += part.messages;
            tally.isKnown = tally.isKnown || part.isKnown;
            tally.isComplete = tally.isComplete && part.isComplete;
        }
    }
    return tally;
}

FleetState FleetModel::stateOf(const Node &node) const
{
    if (node.isInstance() && node.server->state() == ServerState::Connected && node.status())
        return fleetState(*node.status());
    if (node.server)
        return fleetState(*node.server);
    FleetState worst = node.children.empty() ? FleetState::Offline : FleetState::Connected;
    for (const auto &child : node.children)
        worst = std::max(worst, stateOf(*child));
    return worst;
}

QString FleetModel::stateText(const Node &node) const
{
    return node.server ? spoolscope::stateText(*node.server, stateOf(node)) : QString();
}

QString FleetModel::name(const Node &node) const
{
    if (node.isGroup())
        return text::visible(node.group);
    if (!node.server)
        return tr("All servers");
    if (node.isInstance())
        return node.status() ? text::visible(shortInstanceName(node.status()->instance))
                             : QString();
    return text::visible(m_names.value(node.server->id(), node.server->name()));
}

QStringList FleetModel::marksOf(const Node &node)
{
    return node.isServer() ? marks(node.server->definition()) : QStringList();
}

QString FleetModel::spokenText(const Node &node) const
{
    return (QStringList{name(node)} + marksOf(node) + QStringList{stateText(node), countText(node)})
        .join(u", "_s);
}

QString FleetModel::toolTip(const Node &node) const
{
    if (!node.server)
        return {};
    QStringList lines{
        text::visible(node.server->name()), text::visible(node.server->definition().address())};
    if (node.isInstance() && node.status())
        lines += text::visible(node.status()->key.configDirectory);
    if (const auto &facts = node.server->facts())
        lines += tr("Postfix %1 on %2, as %3")
                     .arg(text::visible(facts->mailVersion), text::visible(facts->hostName),
                         text::visible(facts->account));
    if (const QStringList words = marksOf(node); !words.isEmpty())
        lines += words.join(u", "_s);
    if (!stateText(node).isEmpty())
        lines += stateText(node);
    if (const auto &facts = node.server->facts(); facts && !node.isInstance()) {
        for (const QByteArray &instance : facts->leftOut)
            lines += tr("Not shown, because the name of its configuration directory cannot be used "
                        "in commands: %1")
                         .arg(text::visible(
                             instance.first(std::min<qsizetype>(instance.size(), longestLine))));
    }
    for (const SshConfig::Unfollowed &one : node.server->unfollowed())
        lines += tr("SSH config: %1 %2 is not followed. %3")
                     .arg(text::visible(one.directive),
                         text::visible(one.value.first(std::min(one.value.size(), longestLine))),
                         one.consequence);
    if (const auto error = node.server->error())
        lines += text::visible(error->message);
    return lines.join(u'\n');
}

QString FleetModel::countText(const Node &node) const
{
    const FleetTally tally = tallyOf(node);
    if (!tally.isKnown)
        return u"–"_s;
    const QString number = humanize::count(tally.messages);
    return tally.isComplete ? number : u"≥\u2009"_s + number;
}

}
