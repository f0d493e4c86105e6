// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/secretstore.h"

#include <QStringList>

namespace spoolscope {

/// The desktop's keychain: Secret Service (GNOME Keyring, KeePassXC) or KWallet, by QtKeychain.
/// Which servers have an entry is noted in the settings, so that a keychain is not unlocked for
/// those that have none. While the bytes pass through QtKeychain and D-Bus, copies are made that
/// nobody overwrites.
class KeychainStore final : public SecretStore
{
public:
    QString problem() const override;
    bool has(const QString &server) const override;
    void read(const QString &server, QObject *context, ReadHandler handler) override;
    void write(const QString &server, const StoredSecrets &secrets, QObject *context,
        DoneHandler handler) override;

private:
    void remove(const QString &server, QObject *context, DoneHandler handler);
};

}
