// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/fleet.h"

#include <algorithm>

namespace spoolscope {

Fleet::Fleet(Journal journal, std::unique_ptr<SecretStore> store, QObject *parent)
    : QObject(parent)
    , m_journal(std::move(journal))
    , m_secrets(new SecretKeeper(std::move(store), this))
{
}

Fleet::~Fleet()
{
    // Servers use the keeper of secrets: they go first.
    qDeleteAll(m_servers);
}

Server *Fleet::server(const QString &id) const
{
    const auto found = std::ranges::find(m_servers, id, &Server::id);
    return found == m_servers.end() ? nullptr : *found;
}

const InstanceStatus *Fleet::instance(const InstanceKey &key) const
{
    const Server *owner = server(key.server);
    return owner ? owner->instance(key) : nullptr;
}

Server *Fleet::add(const ServerDefinition &definition)
{
    return server(definition.id) ? nullptr : insert(m_servers.size(), definition);
}

Server *Fleet::replace(const ServerDefinition &definition)
{
    const qsizetype place = m_servers.indexOf(server(definition.id));
    remove(definition.id);
    return insert(place < 0 ? m_servers.size() : place, definition);
}

Server *Fleet::redefine(const ServerDefinition &definition)
{
    Server *known = server(definition.id);
    return known && known->redefine(definition) ? known : replace(definition);
}

void Fleet::setReadOnly(bool isReadOnly)
{
    m_isReadOnly = isReadOnly;
    for (Server *server : std::as_const(m_servers))
        server->setFleetReadOnly(isReadOnly);
}

void Fleet::setAutoRefresh(bool isOn)
{
    m_isAutoRefresh = isOn;
    for (Server *server : std::as_const(m_servers))
        server->setAutoRefresh(isOn);
}

Server *Fleet::insert(qsizetype place, const ServerDefinition &definition)
{
    auto *added = new Server(definition, m_gate, *m_secrets, m_journal, this);
    added->setFleetReadOnly(m_isReadOnly);
    added->setAutoRefresh(m_isAutoRefresh);
    m_servers.insert(place, added);
    connect(added, &Server::jobStarted, this, &Fleet::jobStarted);
    emit serverAdded(added);
    return added;
}

void Fleet::remove(const QString &id)
{
    if (Server *leaving = server(id)) {
        emit serverAboutToBeRemoved(leaving);
        m_servers.removeOne(leaving);
        delete leaving;
    }
}

void Fleet::connectAll()
{
    for (Server *server : std::as_const(m_servers))
        server->connectToServer();
}

void Fleet::networkChanged()
{
    for (Server *server : std::as_const(m_servers))
        server->networkChanged();
}

void Fleet::refreshAll()
{
    for (Server *server : std::as_const(m_servers))
        server->refresh();
}

}
