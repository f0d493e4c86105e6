// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "faultproxy.h"
#include "queuedisk.h"
#include "tests/onhosts/labfixture.h"

#include "core/journal/journaledpart.h"
#include "core/queue/queuesnapshot.h"

#include <QTemporaryDir>

#include <memory>
#include <set>
#include <vector>

namespace spoolscope {

/// A mail host with short queue IDs behind a fault proxy, and its queue on disk.
class ProofHost final
{
public:
    /// Starts a lab of one host. Of `messages`, those that are deferred are what trials are made
    /// of. qFatal when it does not come up.
    explicit ProofHost(int messages, const QStringList &labOptions = {});
    ~ProofHost();

    FaultProxy &proxy() { return *m_proxy; }
    QueueDisk &disk() { return m_disk; }
    const QueueDisk &disk() const { return m_disk; }
    LabFixture &lab() { return *m_lab; }
    const Instance &instance() const { return m_instance; }
    const InstanceRights &rights() const { return m_rights; }

    /// Beside each of these a message of every shorter name that is a queue ID too, so that acting
    /// on part of a line hits one. Then lists the queue; trials start from this state.
    void addPrefixes(const std::set<QByteArray> &ids);
    void list();
    const QueueSnapshot &snapshot() const { return *m_snapshot; }
    std::vector<QByteArray> deferred() const; ///< IDs of the listing, in its order

    ServerDefinition server() const; ///< by way of the proxy
    Result<std::shared_ptr<Transport>> connect(const SshConnectOptions &options = {}) const;
    /// `first`, and after its loss new connections.
    TransportSource source(std::shared_ptr<Transport> first) const;

    /// With a journal of the trials.
    PartResult carryOut(const ActionPlan &plan, const TransportSource &source, int batch,
        const std::function<void(const PartProgress &)> &progress = {});

    std::shared_ptr<const ActionPlan> plan(Action action, const std::vector<QByteArray> &ids,
        QueueName queue = QueueName::Deferred) const;

    /// Sends a signal to the processes of SSH sessions of this host with that name. How many.
    int kill(const QByteArray &name, int signal) const;
    /// The names of what runs below the host's sshd; empty when nobody is logged in.
    QByteArrayList sessionProcesses() const;

private:
    std::unique_ptr<LabFixture> m_lab;
    std::unique_ptr<FaultProxy> m_proxy;
    QueueDisk m_disk;
    QTemporaryDir m_files;
    Instance m_instance;
    InstanceRights m_rights;
    std::shared_ptr<QueueSnapshot> m_snapshot;
    qint64 m_operations = 0;
};

}
