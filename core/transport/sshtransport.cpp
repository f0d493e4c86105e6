// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshtransport.h"

#include "core/transport/patience.h"
#include "core/transport/sshauth.h"
#include "core/transport/sshhandshake.h"
#include "core/transport/sshhostkey.h"
#include "core/transport/sshprocess.h"
#include "core/transport/sshresolve.h"
#include "core/transport/sshroute.h"
#include "core/transport/sshsession.h"

#include <QCoreApplication>

namespace spoolscope {

namespace {

struct Ssh
{
    Q_DECLARE_TR_FUNCTIONS(Ssh)
};

constexpr int mostHops = 8; ///< a jump host whose ProxyJump is itself would never end

}

/// An authenticated session and the way its bytes go.
struct SshLink
{
    SshConfig config;
    std::shared_ptr<void> carrier;
    std::unique_ptr<SshSession> session; ///< last: it ends before its way does
};

namespace {

using Linked = std::expected<std::shared_ptr<SshLink>, SshConnectFailure>;

Linked failed(const Error &error)
{
    return std::unexpected(SshConnectFailure{error});
}

Linked makeLink(const SshEndpoint &endpoint, const SshConnectOptions &options,
    const Patience &patience, int hopsLeft)
{
    auto config = resolveEndpoint(endpoint, patience);
    if (!config)
        return failed(config.error());
    const auto connectHop = [&](const SshEndpoint &hop)
        -> std::expected<std::shared_ptr<SshSession>, SshConnectFailure> {
        if (hopsLeft == 0)
            return std::unexpected(SshConnectFailure{{ErrorKind::InvalidInput,
                Ssh::tr("There are too many jump hosts. A ProxyJump in ~/.ssh/config may lead "
                        "back to its own host.")}});
        Linked link = makeLink(hop, options, patience, hopsLeft - 1);
        if (!link) {
            if (auto &offer = link.error().hostKey)
                offer->isJumpHost = true;
            return std::unexpected(link.error());
        }
        return std::shared_ptr<SshSession>(*link, (*link)->session.get());
    };
    auto route = openRoute(endpoint, *config, patience, connectHop);
    if (!route)
        return std::unexpected(route.error());
    Result<SshHandle> session = shakeHands(std::move(route->socket), *config, patience);
    if (!session)
        return failed(session.error());
    if (const auto checked = checkHostKey(session->get(), *config, options.acceptedKey); !checked)
        return std::unexpected(checked.error());
    if (const auto done = authenticate(session->get(), *config, patience); !done)
        return failed(done.error());
    const QString host = config->shownHost();
    return std::make_shared<SshLink>(std::move(*config), std::move(route->carrier),
        std::make_unique<SshSession>(std::move(*session), host, options.liveness));
}

}

std::expected<std::unique_ptr<SshTransport>, SshConnectFailure> SshTransport::connect(
    const SshEndpoint &endpoint, const SshConnectOptions &options, std::stop_token stop)
{
    const Patience patience(std::move(stop), options.deadline);
    Linked link = makeLink(endpoint, options, patience, mostHops);
    if (!link)
        return std::unexpected(link.error());
    return std::unique_ptr<SshTransport>(new SshTransport(std::move(*link)));
}

SshTransport::SshTransport(std::shared_ptr<SshLink> link) : m_link(std::move(link))
{
}

const SshConfig &SshTransport::config() const
{
    return m_link->config;
}

SshTransport::~SshTransport() = default;

Result<std::unique_ptr<RemoteProcess>> SshTransport::start(
    const QByteArray &shellCommand, std::stop_token stop)
{
    // From here on the destructor of the process gives the channel back, whatever happens.
    auto port = m_link->session->start(shellCommand);
    auto process = std::make_unique<SshProcess>(port);
    if (const auto started = port->waitStarted(std::move(stop)); !started)
        return std::unexpected(started.error());
    return process;
}

bool SshTransport::isAlive() const
{
    return m_link->session->isAlive();
}

std::chrono::milliseconds SshTransport::silence() const
{
    return m_link->session->silence();
}

void SshTransport::whenLost(std::function<void(const Error &)> handler)
{
    m_link->session->whenLost(std::move(handler));
}

}
