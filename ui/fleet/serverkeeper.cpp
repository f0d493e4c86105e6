// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/fleet/serverkeeper.h"

#include "core/transport/sshhosts.h"
#include "ui/fleet/hostkeydialog.h"
#include "ui/fleet/serverdialog.h"
#include "ui/fleet/sshimportdialog.h"

namespace spoolscope {

ServerKeeper::ServerKeeper(Fleet &fleet, std::optional<ServerStore> store, QWidget *window)
    : QObject(window), m_fleet(fleet), m_store(std::move(store)), m_window(window)
{
}

void ServerKeeper::load()
{
    if (!m_store)
        return;
    const auto servers = m_store->load();
    if (!servers) {
        // A file we do not understand is someone's work: it is not written over.
        m_store.reset();
        emit failed(servers.error().message);
        return;
    }
    for (const ServerDefinition &server : *servers)
        m_fleet.add(server);
    m_fleet.connectAll();
}

void ServerKeeper::save()
{
    if (!m_store)
        return;
    QList<ServerDefinition> servers;
    for (const Server *server : m_fleet.servers())
        servers += server->definition();
    if (const auto saved = m_store->save(servers); !saved)
        emit failed(saved.error().message);
}

void ServerKeeper::add()
{
    auto *dialog = new ServerDialog(m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        Server *server = m_fleet.add(dialog->definition());
        if (!server)
            return;
        save();
        askWhenKeyIsUnknown(server);
        server->connectToServer();
    });
    dialog->open();
}

void ServerKeeper::importFromSshConfig()
{
    QStringList present;
    for (const Server *server : m_fleet.servers())
        present += server->definition().endpoint.host;
    auto *dialog = new SshImportDialog(sshHostNames(), present, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const QList<ServerDefinition> chosen = dialog->chosen();
        QList<Server *> added;
        for (const ServerDefinition &definition : chosen)
            added += m_fleet.add(definition);
        save();
        // Unknown host keys wait in the notices: one dialog a host would be no question any more.
        for (Server *server : std::as_const(added))
            server->connectToServer();
    });
    dialog->open();
}

void ServerKeeper::edit(const QString &id)
{
    const Server *edited = m_fleet.server(id);
    if (!edited)
        return;
    auto *dialog = new ServerDialog(edited->definition(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, before = edited->definition()] {
        if (dialog->definition() == before)
            return;
        Server *server = m_fleet.replace(dialog->definition());
        save();
        askWhenKeyIsUnknown(server);
        server->connectToServer();
    });
    dialog->open();
}

void ServerKeeper::remove(const QString &id)
{
    const Server *server = m_fleet.server(id);
    if (!server)
        return;
    m_removed = server->definition();
    m_fleet.remove(id);
    save();
    emit removed(m_removed->name);
}

void ServerKeeper::undoRemove()
{
    if (!m_removed)
        return;
    if (Server *server = m_fleet.add(*m_removed)) {
        save();
        server->connectToServer();
    }
    m_removed.reset();
}

/// The person who just entered a server expects the question; at other times a notice waits.
void ServerKeeper::askWhenKeyIsUnknown(Server *server)
{
    connect(server, &Server::stateChanged, this, [this, server] {
        if (server->state() == ServerState::AwaitingHostKey)
            checkHostKey(server->id());
    });
}

void ServerKeeper::checkHostKey(const QString &id)
{
    const Server *server = m_fleet.server(id);
    if (!server || !server->hostKeyOffer() || m_hostKeyDialog)
        return;
    const HostKeyOffer offer = *server->hostKeyOffer();
    if (offer.verdict != HostKeyVerdict::Unknown)
        return;
    auto *dialog = new HostKeyDialog(server->name(), offer, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_hostKeyDialog = dialog;
    connect(dialog, &QDialog::accepted, this, [this, id, fingerprint = offer.fingerprint] {
        Server *asked = m_fleet.server(id);
        // What was on screen is what is accepted.
        if (asked && asked->hostKeyOffer() && asked->hostKeyOffer()->fingerprint == fingerprint)
            asked->acceptHostKey();
    });
    dialog->open();
}

}
