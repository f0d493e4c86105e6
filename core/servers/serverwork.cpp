// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a connected server is asked to do; server.cpp is about being connected.

#include "core/servers/server.h"

#include "core/jobs/answeringjob.h"
#include "core/transport/remotecommand.h"

#include <QPointer>

#include <utility>

namespace spoolscope {

Job *Server::readMessage(
    const InstanceKey &key, const QueueId &id, QObject *context, MessageHandler handler)
{
    const InstanceStatus *status = instance(key);
    const auto refuse = [&](ErrorKind kind, const QString &message) -> Job * {
        QMetaObject::invokeMethod(
            context,
            [handler = std::move(handler), kind, message] { handler(failure(kind, message)); },
            Qt::QueuedConnection);
        return nullptr;
    };
    if (!status || !m_transport)
        return refuse(ErrorKind::Network,
            tr("%1 is not connected. Connect it to read the message.").arg(name()));
    if (!status->rights.readMessage)
        return refuse(ErrorKind::Permission,
            tr("The account %1 on %2 may not read messages. Log in as root, or let it run "
               "\"%3\" in sudoers.")
                .arg(QString::fromUtf8(m_facts->account), name(),
                    displayText(readMessageCommand(status->instance, Privilege::Direct, id))));

    return startAnswering<MessageContent>(
        std::bind_front(&Server::startJob, this), tr("Reading message %1").arg(id.toString()),
        failure(ErrorKind::Cancelled, tr("Cancelled.")),
        [transport = m_transport,
            command = readMessageCommand(status->instance, *status->rights.readMessage, id)](
            Job::Context &jobContext) -> Result<MessageContent> {
            const auto output = run(*transport, command, jobContext.stop());
            if (!output)
                return std::unexpected(output.error());
            return parseMessage(output->output, output->errors, output->exitCode);
        },
        context, std::move(handler));
}

Job *Server::execute(std::shared_ptr<const ActionPlan> plan, size_t part, OperationOrder order,
    QObject *context, PartProgressHandler progress, PartHandler handler)
{
    order.address = m_definition.address();
    if (m_facts)
        order.account = m_facts->account;
    order.hostKey = m_hostKey;
    const auto result = std::make_shared<PartResult>();
    const PlanPart &planned = plan->parts()[part];
    const InstanceKey key = planned.key;
    auto *job = startJob(displayName(plan->action()),
        [this, plan, part, result, order = std::move(order), journal = m_journal,
            readOnly = readOnlyReason(), changes = m_changes,
            source = reconnectingSource(m_definition, m_transport, jobOptions()),
            guard = QPointer(context),
            progress = std::move(progress)](Job::Context &jobContext) -> Result<void> {
            const std::lock_guard lock(*changes);
            if (!readOnly.isEmpty()) {
                result->verdicts.assign(plan->parts()[part].messages.size(), Verdict::Untouched);
                result->error = Error{ErrorKind::Permission, readOnly};
                return std::unexpected(*result->error);
            }
            *result = performPart(journal, *plan, part, order, source, jobContext.stop(),
                [&](const PartProgress &step) {
                    jobContext.report({step.done, step.total, tr("messages")});
                    QMetaObject::invokeMethod(
                        this,
                        [guard, progress, step] {
                            if (guard && progress)
                                progress(step);
                        },
                        Qt::QueuedConnection);
                });
            if (result->error)
                return std::unexpected(*result->error);
            return {};
        });
    connect(job, &Job::finished, context,
        [result, handler = std::move(handler)] { handler(std::move(*result)); });
    connect(job, &Job::finished, this, [this, key] {
        if (m_transport)
            m_queues.list(key, m_transport);
    });
    return job;
}

Job *Server::request(const InstanceKey &key, const QString &title, RequestWork work,
    QObject *context, std::function<void(Result<QString>)> handler)
{
    const InstanceStatus *status = instance(key);
    const auto notConnected = failure(ErrorKind::Network, tr("%1 is not connected.").arg(name()));
    Job *job = startAnswering<QString>(
        std::bind_front(&Server::startJob, this), title, notConnected,
        [notConnected, key, work = std::move(work), journal = m_journal,
            transport = status ? m_transport : nullptr,
            instance = status ? status->instance : Instance{},
            rights = status ? status->rights : InstanceRights{}, serverName = name(),
            address = m_definition.address(), account = m_facts ? m_facts->account : QByteArray(),
            hostKey = m_hostKey, readOnly = readOnlyReason(),
            changes = m_changes](Job::Context &jobContext) -> Result<QString> {
            const std::lock_guard lock(*changes);
            if (!transport)
                return notConnected;
            return work(journal,
                {*transport, instance, rights, key, serverName, address, account, hostKey,
                    readOnly},
                jobContext.stop());
        },
        context, std::move(handler));
    connect(job, &Job::finished, this, [this, key] {
        if (m_transport)
            m_queues.list(key, m_transport);
    });
    return job;
}

Job *Server::exportTo(const QString &directory, const InstanceKey &key,
    std::vector<PlannedMessage> messages, QObject *context,
    std::function<void(Result<ExportReport>)> handler)
{
    const InstanceStatus *status = instance(key);
    const auto notConnected = failure(ErrorKind::Network,
        tr("%1 is not connected. Connect it to save its messages.").arg(name()));
    return startAnswering<ExportReport>(
        std::bind_front(&Server::startJob, this), tr("Saving messages"), notConnected,
        [notConnected, directory, messages = std::move(messages), serverName = name(),
            transport = status ? m_transport : nullptr,
            instance = status ? status->instance : Instance{},
            privilege = status ? status->rights.readMessage : std::nullopt](
            Job::Context &jobContext) -> Result<ExportReport> {
            if (!transport)
                return notConnected;
            if (!privilege)
                return failure(ErrorKind::Permission,
                    tr("The account on %1 may not read messages.").arg(serverName));
            const qint64 total = qint64(messages.size());
            return exportMessages(*transport, serverName, instance, *privilege, messages, directory,
                jobContext.stop(),
                [&](qint64 done) { jobContext.report({done, total, tr("messages")}); });
        },
        context, std::move(handler));
}

Job *Server::readOrigins(const InstanceKey &key, std::vector<PlannedMessage> messages,
    std::shared_ptr<OriginStore> store, QObject *context,
    std::function<void(Result<OriginReport>)> handler)
{
    const InstanceStatus *status = instance(key);
    const auto notConnected = failure(ErrorKind::Network,
        tr("%1 is not connected. Connect it to read its messages.").arg(name()));
    return startAnswering<OriginReport>(
        std::bind_front(&Server::startJob, this), tr("Reading origins"), notConnected,
        [notConnected, messages = std::move(messages), store = std::move(store),
            transport = status ? m_transport : nullptr,
            instance = status ? status->instance : Instance{},
            privilege = status ? status->rights.readMessage : std::nullopt](
            Job::Context &jobContext) -> Result<OriginReport> {
            if (!transport)
                return notConnected;
            const qint64 total = qint64(messages.size());
            return spoolscope::readOrigins(*transport, instance, privilege, messages, *store,
                jobContext.stop(),
                [&](qint64 done) { jobContext.report({done, total, tr("messages")}); });
        },
        context, std::move(handler));
}

Job *Server::report(
    const Operation &operation, QObject *context, std::function<void(Result<PartResult>)> handler)
{
    const InstanceStatus *status = instance(operation.header.key);
    const auto notConnected = failure(ErrorKind::Network, tr("%1 is not connected.").arg(name()));
    return startAnswering<PartResult>(
        std::bind_front(&Server::startJob, this),
        tr("Looking into operation %1").arg(operation.header.id), notConnected,
        [notConnected, journal = m_journal, id = operation.header.id,
            instance = status ? status->instance : Instance{},
            rights = status ? status->rights : InstanceRights{}, isKnown = status != nullptr,
            source = reconnectingSource(m_definition, m_transport, jobOptions())](
            Job::Context &jobContext) -> Result<PartResult> {
            if (!isKnown)
                return notConnected;
            return reportOperation(journal, id, instance, rights, source, jobContext.stop());
        },
        context, std::move(handler));
}

}
