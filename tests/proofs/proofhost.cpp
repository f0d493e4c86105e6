// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "proofhost.h"

#include "tests/onhosts/hostprocesses.h"

#include "core/queue/queuelister.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr qsizetype shortestId = 6; ///< five digits of microseconds and an inode

}

ProofHost::ProofHost(int messages, const QStringList &labOptions)
    : m_lab(LabFixture::start(1, messages, labOptions))
    , m_proxy(std::make_unique<FaultProxy>(m_lab->server(0).endpoint.host, 22))
    , m_disk(m_lab->root(0) + QFile::decodeName(m_lab->queueDirectory(0)))
{
    // The same keys, whatever name and port the proxy has.
    QFile labs(m_lab->knownHostsFile());
    QFile known(m_files.filePath(u"known_hosts"_s));
    if (!labs.open(QIODevice::ReadOnly) || !known.open(QIODevice::WriteOnly))
        qFatal("no known_hosts");
    for (const QByteArray &line : labs.readAll().split('\n')) {
        if (!line.isEmpty())
            known.write('*' + line.sliced(line.indexOf(' ')) + '\n');
    }
    known.close();
    const auto link = connectServer(server(), {}, {});
    if (!link)
        qFatal() << link.error().error.message << link.error().error.detail;
    m_instance = link->facts.instances.first();
    m_rights = link->facts.rights.first();
    m_disk.remember();
    list();
}

ProofHost::~ProofHost() = default;

void ProofHost::addPrefixes(const std::set<QByteArray> &ids)
{
    const auto there = m_disk.look();
    size_t next = 0;
    std::vector<QByteArray> bytes;
    for (const auto &[id, content] : m_disk.remembered()) {
        if (!ids.contains(id))
            bytes.push_back(content);
    }
    for (const QByteArray &id : ids) {
        for (qsizetype size = shortestId; size < id.size(); ++size) {
            if (!there.contains(id.first(size)))
                m_disk.add(id.first(size), bytes[next++ % bytes.size()]);
        }
    }
    m_disk.remember();
    list();
}

void ProofHost::list()
{
    const auto transport = connect();
    if (!transport)
        qFatal() << transport.error().message;
    m_snapshot = std::make_shared<QueueSnapshot>(
        InstanceKey{u"s"_s, m_instance.configDirectory}, qint64(0));
    if (const auto listed = listQueue(**transport, m_instance, *m_snapshot, {}); !listed)
        qFatal() << listed.error().message << listed.error().detail;
    const size_t onDisk = m_disk.look().size();
    if (m_snapshot->badLineCount() > 0 || m_snapshot->rowCount() != onDisk)
        qFatal("the listing has %zu messages (%lld twice, %lld lines are bad), the disk %zu",
            m_snapshot->rowCount(), m_snapshot->duplicateCount(), m_snapshot->badLineCount(),
            onDisk);
}

std::vector<QByteArray> ProofHost::deferred() const
{
    std::vector<QByteArray> ids;
    for (QueueSnapshot::Row row = 0; row < m_snapshot->rowCount(); ++row) {
        if (m_snapshot->queue(row) == QueueName::Deferred)
            ids.push_back(m_snapshot->id(row).toByteArray());
    }
    return ids;
}

ServerDefinition ProofHost::server() const
{
    ServerDefinition server = m_lab->server(0);
    server.endpoint.host = u"127.0.0.1"_s;
    server.endpoint.port = m_proxy->port();
    server.endpoint.knownHostsFile = m_files.filePath(u"known_hosts"_s);
    return server;
}

Result<std::shared_ptr<Transport>> ProofHost::connect(const SshConnectOptions &options) const
{
    auto transport = SshTransport::connect(server().endpoint, options, {});
    if (!transport)
        return std::unexpected(transport.error().error);
    return std::shared_ptr<Transport>(std::move(*transport));
}

TransportSource ProofHost::source(std::shared_ptr<Transport> first) const
{
    return reconnectingSource(server(), std::move(first));
}

PartResult ProofHost::carryOut(const ActionPlan &plan, const TransportSource &source, int batch,
    const std::function<void(const PartProgress &)> &progress)
{
    // A new one now and then, so that many trials do not make one endless journal.
    const Journal journal(m_files.filePath(u"journal-%1"_s.arg(m_operations++ / 100)));
    return performPart(journal, plan, 0, {.reason = u"a proof"_s, .options = {.batchSize = batch}},
        source, {}, progress);
}

std::shared_ptr<const ActionPlan> ProofHost::plan(
    Action action, const std::vector<QByteArray> &ids, QueueName queue) const
{
    // Messages that are held for a trial were deferred when they were listed.
    std::shared_ptr<const QueueSnapshot> listed = m_snapshot;
    if (queue != QueueName::Deferred) {
        const auto moved = std::make_shared<QueueSnapshot>(m_snapshot->instance(), qint64(0));
        for (const QByteArray &id : ids) {
            const MessageIdentity identity
                = m_snapshot->identity(*m_snapshot->find(*QueueId::parse(id)));
            moved->add(
                {identity.id, queue, identity.arrival, identity.size, false, identity.sender, {}});
        }
        moved->publish();
        moved->end(ListingState::Complete, 0, {});
        listed = moved;
    }
    ActionPlan::Selection selection{listed, {}, u"mx1"_s, m_instance, m_rights};
    for (const QByteArray &id : ids)
        selection.rows.push_back(*listed->find(*QueueId::parse(id)));
    return ActionPlan::freeze(action, {&selection, 1});
}

int ProofHost::kill(const QByteArray &name, int signal) const
{
    return killSessionProcesses(m_lab->pid(0), name, signal);
}

QByteArrayList ProofHost::sessionProcesses() const
{
    return spoolscope::sessionProcesses(m_lab->pid(0));
}

}
