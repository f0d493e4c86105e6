// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshroute.h"

#include "core/transport/forwardpump.h"
#include "core/transport/patience.h"
#include "core/transport/proxyprocess.h"
#include "core/transport/sshconfig.h"
#include "core/transport/sshsession.h"
#include "core/transport/tcpconnect.h"

#include <QCoreApplication>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Ssh
{
    Q_DECLARE_TR_FUNCTIONS(Ssh)
};

Result<SshRoute> throughHop(
    const SshConfig &config, std::shared_ptr<SshSession> hop, const Patience &patience)
{
    auto port = hop->forward(config.host, config.port);
    if (const auto started = port->waitStarted(patience.stopToken()); !started) {
        port->abandon();
        return std::unexpected(started.error());
    }
    auto pump = ForwardPump::start(std::move(hop), std::move(port));
    if (!pump)
        return std::unexpected(pump.error());
    return SshRoute{std::move(pump->first), std::move(pump->second)};
}

}

Result<SshRoute> openRoute(
    const SshConfig &config, std::shared_ptr<SshSession> hop, const Patience &patience)
{
    if (hop)
        return throughHop(config, std::move(hop), patience);
    if (!config.proxyCommand.isEmpty()) {
        auto process = ProxyProcess::start(config.proxyCommand);
        if (!process)
            return std::unexpected(process.error());
        return SshRoute{std::move(process->first), std::move(process->second)};
    }
    auto socket = connectTcp(config.host, config.port, patience);
    if (!socket)
        return std::unexpected(socket.error());
    return SshRoute{nullptr, std::move(*socket)};
}

Result<SshEndpoint> lastHop(const QByteArray &proxyJump, const QString &configFile)
{
    const qsizetype comma = proxyJump.lastIndexOf(',');
    QString text = QString::fromUtf8(proxyJump.sliced(comma + 1)).trimmed();
    if (text.startsWith("ssh://"_L1))
        text = text.sliced(6);
    SshEndpoint hop;
    hop.configFile = configFile;
    if (comma >= 0)
        hop.proxyJump = QString::fromUtf8(proxyJump.first(comma));
    if (const qsizetype at = text.lastIndexOf(u'@'); at >= 0) {
        hop.user = text.first(at);
        text = text.sliced(at + 1);
    }
    const qsizetype bracket = text.startsWith(u'[') ? text.indexOf(u']') : 0;
    const qsizetype colon = bracket < 0 ? -1 : text.indexOf(u':', bracket);
    if (colon >= 0) {
        bool isNumber = false;
        hop.port = text.sliced(colon + 1).toUShort(&isNumber);
        text = text.first(colon);
        if (!isNumber || *hop.port == 0)
            return failure(ErrorKind::InvalidInput,
                Ssh::tr("The port of a jump host is no number. Correct ProxyJump."), proxyJump);
    }
    hop.host = text;
    return hop;
}

}
