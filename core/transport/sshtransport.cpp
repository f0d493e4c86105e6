// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshtransport.h"

#include "core/transport/connectgate.h"
#include "core/transport/patience.h"
#include "core/transport/sshauth.h"
#include "core/transport/sshhandshake.h"
#include "core/transport/sshhostkey.h"
#include "core/transport/sshprocess.h"
#include "core/transport/sshpublickey.h"
#include "core/transport/sshresolve.h"
#include "core/transport/sshroute.h"
#include "core/transport/sshsession.h"
#include "core/transport/wakeup.h"

#include <QCoreApplication>
#include <QRandomGenerator>

#include <poll.h>

namespace spoolscope {

namespace {

struct Ssh
{
    Q_DECLARE_TR_FUNCTIONS(Ssh)
};

constexpr int mostHops = 8; ///< a jump host whose ProxyJump is itself would never end
constexpr int mostKnocks = 8; ///< at a server that takes no more logins just now
constexpr std::chrono::duration<double, std::milli> firstPause(400);

}

/// An authenticated session and the way its bytes go.
struct SshLink
{
    SshConfig config;
    QByteArray hostKey;
    std::shared_ptr<void> carrier;
    std::unique_ptr<SshSession> session; ///< last: it ends before its way does
};

namespace {

using Linked = std::expected<std::shared_ptr<SshLink>, SshConnectFailure>;

Linked failed(const Error &error)
{
    return std::unexpected(SshConnectFailure{error});
}

/// A way at whose other end an SSH server has greeted. Where it takes no more logins just now, it
/// is asked again a few times, after pauses that differ between those who were turned away
/// together. `turn` and `patience` are for the login that follows; the wait for the turn is not
/// part of it.
Result<SshRoute> reach(const SshConfig &config, const std::shared_ptr<SshSession> &hop,
    const SshConnectOptions &options, const std::stop_token &stop,
    std::unique_ptr<ConnectGate::Turn> &turn, std::optional<Patience> &patience)
{
    const auto &gate = options.gate;
    for (int tries = 1;; ++tries) {
        if (gate && !hop) {
            turn = gate->wait(config.host + ':' + QByteArray::number(config.port), stop);
            if (!turn)
                return failure(ErrorKind::Cancelled, Ssh::tr("Connecting was cancelled."));
        }
        patience.emplace(stop, options.deadline);
        auto route = openRoute(config, hop, *patience);
        if (!route)
            return route;
        const auto greeting = awaitGreeting(route->socket.get(), config, *patience);
        if (!greeting)
            return std::unexpected(greeting.error());
        if (*greeting == Greeting::Ssh)
            return route;
        if (!config.proxyCommand.isEmpty() && !hop)
            return failure(ErrorKind::Network,
                Ssh::tr("The ProxyCommand for %1 ended before the server greeted. Run it by hand "
                        "to see what it says: %2")
                    .arg(config.shownHost(), QString::fromUtf8(config.proxyCommand)));
        if (tries == mostKnocks)
            return failure(ErrorKind::Network,
                Ssh::tr("%1 takes no more logins at the moment: too many are going on (MaxStartups "
                        "in its sshd_config), or it keeps this machine out for a while after "
                        "logins that failed (PerSourcePenalties). Try again in some minutes.")
                    .arg(config.shownHost()));
        if (turn)
            turn->wasDropped();
        turn.reset();
        const auto pause = firstPause * (1 + QRandomGenerator::global()->generateDouble());
        const Wakeup nothing;
        patience->waitFor(nothing.fd(), POLLIN,
            Patience::Clock::now() + std::chrono::duration_cast<std::chrono::milliseconds>(pause));
    }
}

Linked makeLink(const SshEndpoint &endpoint, const SshConnectOptions &options,
    const std::stop_token &stop, int hopsLeft);

Linked makeHop(const SshConfig &config, const SshEndpoint &endpoint,
    const SshConnectOptions &options, const std::stop_token &stop, int hopsLeft)
{
    if (hopsLeft == 0)
        return failed({ErrorKind::InvalidInput,
            Ssh::tr("There are too many jump hosts. A ProxyJump in ~/.ssh/config may lead back to "
                    "its own host.")});
    const auto hop = lastHop(config.proxyJump, endpoint.configFile);
    if (!hop)
        return failed(hop.error());
    SshConnectOptions onTheWay = options;
    onTheWay.isJumpHost = true;
    Linked link = makeLink(*hop, onTheWay, stop, hopsLeft - 1);
    if (!link && link.error().hostKey)
        link.error().hostKey->isJumpHost = true;
    if (!link && link.error().secret)
        link.error().secret->isJumpHost = true;
    return link;
}

Linked makeLink(const SshEndpoint &endpoint, const SshConnectOptions &options,
    const std::stop_token &stop, int hopsLeft)
{
    auto config = resolveEndpoint(endpoint, Patience(stop, options.deadline));
    if (!config)
        return failed(config.error());
    auto keys = openKeyFiles(*config, options);
    if (!keys)
        return std::unexpected(keys.error());
    std::shared_ptr<SshSession> hop;
    if (!config->proxyJump.isEmpty()) {
        const Linked link = makeHop(*config, endpoint, options, stop, hopsLeft);
        if (!link)
            return link;
        hop = {*link, (*link)->session.get()}; // it keeps the hop's own way open too
        for (const SshConfig::Unfollowed &one : std::as_const((*link)->config.unfollowed))
            if (!config->unfollowed.contains(one))
                config->unfollowed += one;
    }
    std::unique_ptr<ConnectGate::Turn> turn; // until the login is through
    std::optional<Patience> patience;
    auto route = reach(*config, hop, options, stop, turn, patience);
    if (!route)
        return failed(route.error());
    Result<SshHandle> session = shakeHands(std::move(route->socket), *config, *patience);
    if (!session)
        return failed(session.error());
    auto hostKey = checkHostKey(session->get(), *config, options.acceptedKey);
    if (!hostKey)
        return std::unexpected(std::move(hostKey).error());
    const auto done = authenticate(session->get(), *config, options, std::move(*keys), *patience);
    if (!done)
        return std::unexpected(done.error());
    const QString host = config->shownHost();
    return std::make_shared<SshLink>(std::move(*config), std::move(*hostKey),
        std::move(route->carrier),
        std::make_unique<SshSession>(std::move(*session), host, options.liveness));
}

}

std::expected<std::unique_ptr<SshTransport>, SshConnectFailure> SshTransport::connect(
    const SshEndpoint &endpoint, const SshConnectOptions &options, std::stop_token stop)
{
    Linked link = makeLink(endpoint, options, stop, mostHops);
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

QByteArray SshTransport::hostKey() const
{
    return m_link->hostKey;
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
