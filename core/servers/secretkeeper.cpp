// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/secretkeeper.h"

#include <QPointer>

namespace spoolscope {

SecretKeeper::SecretKeeper(std::unique_ptr<SecretStore> store, QObject *parent)
    : QObject(parent), m_store(std::move(store))
{
    // What a job found refused must leave the keychain as well.
    m_holder->whenForgotten([this](const SecretKey &key) {
        QMetaObject::invokeMethod(this, [this, key] { unstore(key); }, Qt::QueuedConnection);
    });
}

SecretKeeper::~SecretKeeper()
{
    m_holder->whenForgotten({}); // jobs may hold it for longer
}

QString SecretKeeper::storeProblem() const
{
    return m_store ? m_store->problem() : tr("This program was started without a keychain.");
}

bool SecretKeeper::hasStored(const QString &server) const
{
    return m_store && m_store->has(server);
}

void SecretKeeper::fetch(
    const QString &server, QObject *context, const std::function<void()> &ready)
{
    if (m_fetched.contains(server) || !hasStored(server) || !storeProblem().isEmpty()) {
        ready();
        return;
    }
    m_store->read(server, this, [this, server, context = QPointer(context), ready](auto stored) {
        m_fetched += server;
        if (stored) {
            for (auto &[key, secret] : **stored) {
                m_stored[server].insert(key);
                // What was told meanwhile is newer.
                if (!m_holder->has(key))
                    m_holder->put(key, std::move(secret));
            }
        } else {
            emit storeFailed(stored.error().message);
        }
        if (context)
            ready();
    });
}

void SecretKeeper::tell(const QString &server, const SecretKey &key, Secret secret, Keeping keeping)
{
    m_holder->put(key, std::move(secret));
    const bool wasStored = m_stored[server].contains(key);
    if (keeping == Keeping::InKeychain)
        m_stored[server].insert(key);
    else
        m_stored[server].erase(key);
    if (keeping == Keeping::InKeychain || wasStored)
        write(server);
}

void SecretKeeper::refused(const SecretKey &key)
{
    m_holder->forget(key);
    unstore(key);
}

/// Unless it was told anew meanwhile.
void SecretKeeper::unstore(const SecretKey &key)
{
    if (m_holder->has(key))
        return;
    const QStringList servers = m_stored.keys();
    for (const QString &server : servers)
        if (m_stored[server].erase(key) > 0)
            write(server);
}

void SecretKeeper::forgetStored(const QString &server)
{
    for (const SecretKey &key : m_stored.take(server))
        m_holder->forget(key);
    m_fetched += server; // whatever is read from now on is to be gone
    if (hasStored(server))
        write(server);
}

void SecretKeeper::write(const QString &server)
{
    if (!m_store)
        return;
    StoredSecrets secrets;
    for (const SecretKey &key : m_stored.value(server))
        if (auto secret = m_holder->find(key))
            secrets.emplace(key, std::move(*secret));
    m_store->write(server, secrets, this, [this](const Result<void> &done) {
        if (!done)
            emit storeFailed(done.error().message);
    });
}

}
