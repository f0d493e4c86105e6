// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/secretstore.h"
#include "core/transport/secretholder.h"

#include <QHash>
#include <QObject>
#include <QSet>

#include <functional>
#include <memory>
#include <set>

namespace spoolscope {

/// What happens to an answer when the program ends.
enum class Keeping { ForThisRun, InKeychain };

/// The fleet's secrets on the GUI thread: brings those of the keychain into the holder that all
/// connections share, and keeps the keychain true to what people ticked and servers refused.
class SecretKeeper final : public QObject
{
    Q_OBJECT

public:
    /// Without a store nothing outlives the program.
    explicit SecretKeeper(std::unique_ptr<SecretStore> store = {}, QObject *parent = nullptr);
    ~SecretKeeper() override;

    const std::shared_ptr<SecretHolder> &holder() const { return m_holder; }
    QString storeProblem() const; ///< why nothing can be kept in the keychain; empty: it can
    bool hasStored(const QString &server) const;

    /// Takes over what is stored for a server, once a run, and calls `ready`: at once where there
    /// is nothing to read, whatever became of it.
    void fetch(const QString &server, QObject *context, const std::function<void()> &ready);
    void tell(const QString &server, const SecretKey &key, Secret secret, Keeping keeping);
    /// A server took it: others that wait for the same may go on. One wrong password for a jump
    /// host is one refused login, not one for each server behind it.
    void confirm(const SecretKey &key) { emit confirmed(key); }
    void refused(const SecretKey &key); ///< forgets it, in the keychain too
    void forgetStored(const QString &server); ///< in the keychain and for this run

signals:
    void confirmed(const spoolscope::SecretKey &key);
    void storeFailed(const QString &message);

private:
    void unstore(const SecretKey &key);
    void write(const QString &server);

    std::unique_ptr<SecretStore> m_store;
    std::shared_ptr<SecretHolder> m_holder = std::make_shared<SecretHolder>();
    QSet<QString> m_fetched;
    QHash<QString, std::set<SecretKey>> m_stored; ///< by server; their values are in the holder
};

}
