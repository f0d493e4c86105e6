// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/serverlink.h"

#include "core/transport/localtransport.h"
#include "core/transport/remotecommand.h"
#include "core/transport/secretholder.h"
#include "core/transport/sshtransport.h"
#include "core/transport/sudopasswords.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Sudo
{
    Q_DECLARE_TR_FUNCTIONS(Sudo)
};

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

namespace {

QString sudoAccount(const Transport &transport, const HostFacts &facts)
{
    const auto *ssh = dynamic_cast<const SshTransport *>(&transport);
    return QString::fromUtf8(facts.account) + u'@'
        + (ssh ? ssh->config().shownHost() : u"local:"_s);
}

SecretKey sudoKey(const Transport &transport, const HostFacts &facts)
{
    const auto *ssh = dynamic_cast<const SshTransport *>(&transport);
    const QString port = ssh ? u':' + QString::number(ssh->config().port) : QString();
    return {SecretKind::SudoPassword, sudoAccount(transport, facts) + port};
}

std::shared_ptr<SudoPasswords> heldSudoPassword(
    const std::shared_ptr<SecretHolder> &secrets, const SecretKey &key, const QString &serverName)
{
    return std::make_shared<SudoPasswords>(
        [secrets, key, serverName](std::stop_token) -> Result<Secret> {
            if (auto secret = secrets->find(key))
                return std::move(*secret);
            return failure(ErrorKind::Permission,
                Sudo::tr("sudo on %1 refused the password. Connect the server again to enter it "
                         "anew; nothing was done.")
                    .arg(serverName));
        },
        [secrets, key] { secrets->forget(key); });
}

bool needsSudoPassword(const HostFacts &facts)
{
    return std::ranges::any_of(facts.rights, [](const InstanceRights &rights) {
        return std::ranges::any_of(
            everyRight, [&](Right right) { return rights.of(right) == Privilege::SudoPassword; });
    });
}

/// Asked for before any command needs it, so that no command waits for a person. Where nothing may
/// be changed, nobody is asked; what needs root there says so.
std::optional<SshConnectFailure> missingSudoPassword(const ServerDefinition &server,
    const Transport &transport, const HostFacts &facts, const SshConnectOptions &options)
{
    const SecretKey key = sudoKey(transport, facts);
    if (server.isReadOnly || !options.secrets || options.sudo || !needsSudoPassword(facts)
        || options.secrets->has(key))
        return std::nullopt;
    SshConnectFailure missing{{ErrorKind::Auth,
        Sudo::tr("%1 needs the password of %2 for sudo. Enter it to go on.")
            .arg(server.name, sudoAccount(transport, facts))}};
    missing.secret = SecretRequest{key, sudoAccount(transport, facts)};
    return missing;
}

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

    if (auto missing = missingSudoPassword(server, **transport, *facts, options))
        return std::unexpected(std::move(*missing));
    if (options.secrets && !options.sudo && needsSudoPassword(*facts))
        (*transport)
            ->setSudoPasswords(
                heldSudoPassword(options.secrets, sudoKey(**transport, *facts), server.name));

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
