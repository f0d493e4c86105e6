// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "keychain/keychainstore.h"

#include "keychain/storedtext.h"

#include <qt6keychain/keychain.h>

#include <QCoreApplication>
#include <QSettings>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Keychain
{
    Q_DECLARE_TR_FUNCTIONS(Keychain)
};

const auto service = u"Spoolscope"_s;
const auto listKey = u"keychain/servers"_s;

void note(const QString &server, bool isStored)
{
    QSettings settings;
    QStringList servers = settings.value(listKey).toStringList();
    servers.removeAll(server);
    if (isStored)
        servers += server;
    settings.setValue(listKey, servers);
}

QString whyNot(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return Keychain::tr("The keychain was not opened. Passwords are asked for instead.");
    case QKeychain::NoBackendAvailable:
        return Keychain::tr("No keychain answers. Start GNOME Keyring, KWallet or KeePassXC.");
    default:
        return Keychain::tr("The keychain could not be used: %1").arg(job.errorString());
    }
}

/// Starts a job that deletes itself and answers once.
void start(QKeychain::Job *job, QObject *context, const std::function<void(QKeychain::Job *)> &done)
{
    job->setAutoDelete(true);
    job->setInsecureFallback(false); // never into a settings file
    QObject::connect(job, &QKeychain::Job::finished, context, done);
    job->start();
}

}

QString KeychainStore::problem() const
{
    return QKeychain::isAvailable()
        ? QString()
        : Keychain::tr("No keychain was found. Start GNOME Keyring, KWallet or KeePassXC to keep "
                       "passwords.");
}

bool KeychainStore::has(const QString &server) const
{
    return QSettings().value(listKey).toStringList().contains(server);
}

void KeychainStore::read(const QString &server, QObject *context, ReadHandler handler)
{
    auto *job = new QKeychain::ReadPasswordJob(service);
    job->setKey(server);
    start(job, context, [server, handler = std::move(handler)](QKeychain::Job *finished) {
        if (finished->error() == QKeychain::EntryNotFound) {
            note(server, false); // somebody removed it there
            handler(std::make_shared<StoredSecrets>());
            return;
        }
        if (finished->error() != QKeychain::NoError) {
            handler(failure(ErrorKind::Io, whyNot(*finished)));
            return;
        }
        QByteArray text = static_cast<QKeychain::ReadPasswordJob *>(finished)->binaryData();
        auto secrets = secretsIn(text);
        overwrite(text);
        if (secrets)
            handler(std::make_shared<StoredSecrets>(std::move(*secrets)));
        else
            handler(failure(ErrorKind::Parse,
                Keychain::tr("The keychain's entry for this server is not one of Spoolscope's. "
                             "Passwords are asked for instead.")));
    });
}

void KeychainStore::write(
    const QString &server, const StoredSecrets &secrets, QObject *context, DoneHandler handler)
{
    if (secrets.empty()) {
        remove(server, context, std::move(handler));
        return;
    }
    auto *job = new QKeychain::WritePasswordJob(service);
    job->setKey(server);
    const auto text = std::make_shared<QByteArray>(storedText(secrets));
    job->setBinaryData(*text);
    note(server, true); // before: what may be there must be found again
    start(job, context, [text, handler = std::move(handler)](QKeychain::Job *finished) {
        overwrite(*text);
        if (finished->error() == QKeychain::NoError)
            handler({});
        else
            handler(failure(ErrorKind::Io, whyNot(*finished)));
    });
}

void KeychainStore::remove(const QString &server, QObject *context, DoneHandler handler)
{
    auto *job = new QKeychain::DeletePasswordJob(service);
    job->setKey(server);
    start(job, context, [server, handler = std::move(handler)](QKeychain::Job *finished) {
        if (finished->error() == QKeychain::NoError
            || finished->error() == QKeychain::EntryNotFound) {
            note(server, false);
            handler({});
        } else {
            handler(failure(ErrorKind::Io, whyNot(*finished)));
        }
    });
}

}
