// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/serverlink.h"

#include "core/transport/localtransport.h"
#include "core/transport/remotecommand.h"
#include "core/transport/sshtransport.h"

#include <QDateTime>

namespace spoolscope {

namespace {

std::expected<std::shared_ptr<Transport>, SshConnectFailure> openTransport(
    const ServerDefinition &server, const SshConnectOptions &options, std::stop_token stop)
{
    std::shared_ptr<Transport> opened;
    if (server.isLocal) {
        opened = std::make_shared<LocalTransport>();
    } else {
        auto transport = SshTransport::connect(server.endpoint, options, stop);
        if (!transport)
            return std::unexpected(std::move(transport).error());
        opened = std::move(*transport);
    }
    opened->setSudoPasswords(options.sudo);
    return opened;
}

}

InstanceRights rightsIn(PrivilegeMode mode, const InstanceRights &offered)
{
    InstanceRights rights = offered;
    for (const Right right : everyRight) {
        const auto privilege = offered.of(right);
        const bool isDirect = privilege == Privilege::Direct;
        if (privilege == Privilege::SudoPassword && mode != PrivilegeMode::SudoWithPassword)
            rights.set(right, {});
        else if (!isDirect && mode == PrivilegeMode::Direct)
            rights.set(right, {});
        else if (isDirect && mode == PrivilegeMode::Sudo && isBySudo(right))
            rights.set(right, Privilege::Sudo);
    }
    return rights;
}

Result<HostFacts> probeHost(Transport &transport, PrivilegeMode mode, std::stop_token stop)
{
    const auto answer = run(transport, probeCommand(), std::move(stop));
    if (!answer) {
        // Not lost and not late: a login that does something else than what it is told does so
        // the next time too. Trying again by itself would be no use.
        Error error = answer.error();
        if (error.kind == ErrorKind::Incomplete)
            error.kind = ErrorKind::Permission;
        return std::unexpected(error);
    }
    auto facts = parseProbe(answer->output);
    if (facts) {
        for (InstanceRights &rights : facts->rights)
            rights = rightsIn(mode, rights);
    }
    return facts;
}

std::expected<ServerLink, SshConnectFailure> connectServer(
    const ServerDefinition &server, const SshConnectOptions &options, std::stop_token stop)
{
    auto transport = openTransport(server, options, stop);
    if (!transport)
        return std::unexpected(std::move(transport).error());

    const qint64 asked = QDateTime::currentMSecsSinceEpoch();
    auto facts = probeHost(**transport, server.privilege, stop);
    if (!facts)
        return std::unexpected(SshConnectFailure{facts.error()});
    const qint64 answered = QDateTime::currentMSecsSinceEpoch();

    const auto *ssh = dynamic_cast<const SshTransport *>(transport->get());
    auto unfollowed = ssh ? ssh->config().unfollowed : QList<SshConfig::Unfollowed>();

    // The server read its clock somewhere between the question and the answer.
    const qint64 offset = facts->clock - (asked + answered) / 2000;
    return ServerLink{std::move(*transport), std::move(*facts), std::move(unfollowed),
        ssh ? ssh->hostKey() : QByteArray(), offset};
}

TransportSource reconnectingSource(
    ServerDefinition server, std::shared_ptr<Transport> current, SshConnectOptions options)
{
    if (!options.sudo && current)
        options.sudo = current->sudoPasswords();
    return
        [server = std::move(server), transport = std::move(current), options = std::move(options)](
            std::stop_token stop) mutable -> Result<std::shared_ptr<Transport>> {
            if (transport && transport->isAlive())
                return transport;
            auto opened = openTransport(server, options, stop);
            if (!opened)
                return std::unexpected(opened.error().error);
            transport = std::move(*opened);
            return transport;
        };
}

}
