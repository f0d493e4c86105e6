// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostsession.h"

#include "core/base/nonce.h"
#include "core/queue/queuelister.h"

#include <QDebug>

namespace spoolscope {

void HostSession::startLab(int hosts, int messages)
{
    m_lab = LabFixture::start(hosts, messages);
}

void HostSession::connectAs(int host, const QString &user, int instance)
{
    auto link = connectServer(m_lab->server(host, user), {}, {});
    if (!link)
        qFatal() << link.error().error.message << link.error().error.detail;
    m_link = std::move(*link);
    m_host = host;
    m_instance = instance;
}

std::vector<PlannedMessage> HostSession::listed()
{
    QueueSnapshot snapshot({QStringLiteral("id"), instance().configDirectory}, 0);
    if (const auto done = listQueue(*m_link.transport, instance(), snapshot, {}); !done)
        qFatal() << done.error().message << done.error().detail;
    std::vector<PlannedMessage> messages;
    for (QueueSnapshot::Row row = 0; row < snapshot.rowCount(); ++row)
        messages.push_back({{snapshot.id(row), snapshot.arrival(row), snapshot.size(row),
                                snapshot.sender(row).toByteArray()},
            snapshot.queue(row), {}, 1});
    return messages;
}

std::vector<PlannedMessage> HostSession::pick(size_t count, QueueName queue)
{
    std::vector<PlannedMessage> found;
    for (const PlannedMessage &message : listed()) {
        if (message.queue == queue && found.size() < count)
            found.push_back(message);
    }
    return found;
}

std::vector<QueueId> HostSession::idsOf(const std::vector<PlannedMessage> &messages)
{
    std::vector<QueueId> ids;
    for (const PlannedMessage &message : messages)
        ids.push_back(message.identity.id);
    return ids;
}

CommandOutput HostSession::carryOut(const Result<CommandLine> &command)
{
    if (!command)
        qFatal() << command.error().message;
    const auto answer = run(*m_link.transport, *command, {});
    if (!answer)
        qFatal() << answer.error().message << answer.error().detail;
    return *answer;
}

QueueCommandReport HostSession::postsuper(QueueCommand command, const std::vector<QueueId> &ids)
{
    const auto root = connectServer(m_lab->server(m_host), {}, {});
    const auto line = queueCommand(command, instance(), Privilege::Direct, ids, makeNonce());
    const auto answer = run(*root->transport, *line, {});
    return parseQueueCommandReport(command, answer->errors, answer->exitCode);
}

}
