// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

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
    /// What is done to queues is written down in `journal`.
    explicit Fleet(Journal journal = Journal(), QObject *parent = nullptr);

    const Journal &journal() const { return m_journal; }

    const QList<Server *> &servers() const { return m_servers; }
    Server *server(const QString &id) const;
    const InstanceStatus *instance(const InstanceKey &key) const;

    Server *add(const ServerDefinition &definition); ///< null if the id is there already
    Server *replace(
        const ServerDefinition &definition); ///< a new server in the place of the old one
    void remove(const QString &id); ///< disconnects and deletes it
    void connectAll();
    void refreshAll();
    void networkChanged(); ///< tries the servers that were lost again at once

signals:
    void serverAdded(spoolscope::Server *server);
    void serverAboutToBeRemoved(spoolscope::Server *server);
    void jobStarted(spoolscope::Job *job); ///< of any server

private:
    Server *insert(qsizetype place, const ServerDefinition &definition);

    const Journal m_journal;
    QList<Server *> m_servers;
    std::shared_ptr<ConnectGate> m_gate = std::make_shared<ConnectGate>();
};

}
