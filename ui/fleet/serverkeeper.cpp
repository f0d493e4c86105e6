// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/fleet/serverkeeper.h"

#include "core/transport/sshhosts.h"
#include "ui/fleet/rightsdialog.h"
#include "ui/fleet/serverdialog.h"
#include "ui/fleet/sshimportdialog.h"

#include <QAbstractButton>

namespace spoolscope {

ServerKeeper::ServerKeeper(Fleet &fleet, std::optional<ServerStore> store, QWidget *window)
    : QObject(window)
    , m_fleet(fleet)
    , m_store(std::move(store))
    , m_window(window)
    , m_login(fleet, window)
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
    dialog->offerGroups(groups());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        Server *server = m_fleet.add(dialog->definition());
        if (!server)
            return;
        save();
        // The person who just entered a server expects the questions; at other times a notice
        // waits.
        m_login.askAtOnce(server);
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
        // Questions wait in the notices: one dialog a host would be no question any more.
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
    dialog->offerGroups(groups());
    if (m_fleet.secrets().hasStored(id))
        connect(dialog->offerToForgetSecrets(), &QAbstractButton::clicked, this,
            [this, id] { m_fleet.secrets().forgetStored(id); });
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, before = edited->definition()] {
        if (dialog->definition() == before)
            return;
        const bool isKept = dialog->definition().connectsLike(before);
        Server *server = m_fleet.redefine(dialog->definition());
        save();
        if (isKept)
            return;
        m_login.askAtOnce(server);
        server->connectToServer();
    });
    dialog->open();
}

void ServerKeeper::setReadOnly(const QString &id, bool isReadOnly)
{
    const Server *server = m_fleet.server(id);
    if (!server)
        return;
    ServerDefinition definition = server->definition();
    definition.isReadOnly = isReadOnly;
    m_fleet.redefine(definition);
    save();
}

QStringList ServerKeeper::groups() const
{
    QStringList names;
    for (const Server *server : m_fleet.servers())
        names += server->definition().group.simplified();
    names.removeAll(QString());
    names.removeDuplicates();
    names.sort(Qt::CaseInsensitive);
    return names;
}

void ServerKeeper::remove(const QString &id)
{
    const Server *server = m_fleet.server(id);
    if (!server)
        return;
    m_removed = server->definition();
    m_fleet.remove(id);
    m_fleet.secrets().forgetStored(id);
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

void ServerKeeper::showRights(const QString &id)
{
    Server *server = m_fleet.server(id);
    if (!server)
        return;
    auto *dialog = new RightsDialog(*server, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

}
