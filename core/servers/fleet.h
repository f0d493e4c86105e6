// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/secretkeeper.h"
#include "core/servers/server.h"
#include "core/transport/connectgate.h"

#include <QList>
#include <QObject>

namespace spoolscope {

/// All servers of the window, in the user's order. Owns them.
class Fleet final : public QObject
{
    Q_OBJECT

public:
    /// What is done to queues is written down in `journal`. Without a store, what people tell is
    /// forgotten when the program ends.
    explicit Fleet(Journal journal = Journal(), std::unique_ptr<SecretStore> store = {},
        QObject *parent = nullptr);
    ~Fleet() override;

    const Journal &journal() const { return m_journal; }

    const QList<Server *> &servers() const { return m_servers; }
    Server *server(const QString &id) const;
    const InstanceStatus *instance(const InstanceKey &key) const;
    SecretKeeper &secrets() { return *m_secrets; }

    Server *add(const ServerDefinition &definition); ///< null if the id is there already
    Server *replace(
        const ServerDefinition &definition); ///< a new server in the place of the old one
    /// Keeps the connection where the new definition allows it, else as replace().
    Server *redefine(const ServerDefinition &definition);
    void remove(const QString &id); ///< disconnects and deletes it
    void connectAll();
    void refreshAll();
    /// The switch for the whole program: while it is on, nothing is changed on any server.
    bool isReadOnly() const { return m_isReadOnly; }
    void setReadOnly(bool isReadOnly);
    /// Whether connected servers are counted and listed again by themselves.
    void setAutoRefresh(bool isOn);
    void networkChanged(); ///< tries the servers that were lost again at once

signals:
    void serverAdded(spoolscope::Server *server);
    void serverAboutToBeRemoved(spoolscope::Server *server);
    void jobStarted(spoolscope::Job *job); ///< of any server

private:
    Server *insert(qsizetype place, const ServerDefinition &definition);

    const Journal m_journal;
    SecretKeeper *m_secrets;
    QList<Server *> m_servers;
    bool m_isReadOnly = false;
    bool m_isAutoRefresh = false;
    std::shared_ptr<ConnectGate> m_gate = std::make_shared<ConnectGate>();
};

}
