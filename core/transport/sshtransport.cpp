// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshtransport.h"

#include "core/transport/patience.h"
#include "core/transport/sshauth.h"
#include "core/transport/sshhandshake.h"
#include "core/transport/sshhostkey.h"
#include "core/transport/sshprocess.h"
#include "core/transport/sshsession.h"
#include "core/transport/tcpconnect.h"

namespace spoolscope {

std::expected<std::unique_ptr<SshTransport>, SshConnectFailure> SshTransport::connect(
    const SshEndpoint &endpoint, const SshConnectOptions &options, std::stop_token stop)
{
    const auto failed
        = [](const Error &error) { return std::unexpected(SshConnectFailure{error}); };
    const Patience patience(std::move(stop), options.deadline);
    const Result<SshTarget> target = resolveTarget(endpoint);
    if (!target)
        return failed(target.error());
    Result<UniqueFd> socket = connectTcp(target->host, target->port, patience);
    if (!socket)
        return failed(socket.error());
    Result<SshHandle> session = shakeHands(std::move(*socket), *target, patience);
    if (!session)
        return failed(session.error());
    if (const auto checked = checkHostKey(session->get(), *target, options.acceptedFingerprint);
        !checked)
        return std::unexpected(checked.error());
    if (const auto done = authenticate(session->get(), *target, patience); !done)
        return failed(done.error());
    return std::unique_ptr<SshTransport>(
        new SshTransport(std::make_unique<SshSession>(std::move(*session), target->shownHost())));
}

SshTransport::SshTransport(std::unique_ptr<SshSession> session) : m_session(std::move(session))
{
}

SshTransport::~SshTransport() = default;

Result<std::unique_ptr<RemoteProcess>> SshTransport::start(
    const QByteArray &shellCommand, std::stop_token stop)
{
    // From here on the destructor of the process gives the channel back, whatever happens.
    auto port = m_session->start(shellCommand);
    auto process = std::make_unique<SshProcess>(port);
    if (const auto started = port->waitStarted(std::move(stop)); !started)
        return std::unexpected(started.error());
    return process;
}

bool SshTransport::isAlive() const
{
    return m_session->isAlive();
}

void SshTransport::whenLost(std::function<void(const Error &)> handler)
{
    m_session->whenLost(std::move(handler));
}

}
