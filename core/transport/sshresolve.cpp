// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshresolve.h"

#include "core/base/textsafety.h"
#include "core/transport/hostname.h"
#include "core/transport/localaccount.h"
#include "core/transport/patience.h"
#include "core/transport/sshtransport.h"

#include <QCoreApplication>
#include <QProcess>
#include <QRegularExpression>
#include <QUrl>

#include <array>

#include <signal.h>
#include <unistd.h>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Ssh
{
    Q_DECLARE_TR_FUNCTIONS(Ssh)
};

constexpr int step = 50; ///< ms between two looks at a stop request

bool isAscii(QStringView text)
{
    return std::ranges::all_of(text, [](QChar c) { return c.unicode() < 128; });
}

/// A name, an alias, an IPv4 or an IPv6 address with or without a zone.
bool mayBeHost(const QString &host)
{
    static const QRegularExpression form(u"\\A[A-Za-z0-9_.:][A-Za-z0-9_.:%-]{0,254}\\z"_s);
    return form.match(host).hasMatch();
}

bool isUser(const QString &user)
{
    static const QRegularExpression form(
        u"\\A[A-Za-z0-9._@\\\\+][A-Za-z0-9._@\\\\+$-]{0,254}\\z"_s);
    return form.match(user).hasMatch();
}

std::unexpected<Error> noHost(const QString &host)
{
    return failure(ErrorKind::InvalidInput,
        Ssh::tr("This is no host name or address. Correct the server's address."), host.toUtf8());
}

std::unexpected<Error> noUser(const QString &user)
{
    return failure(ErrorKind::InvalidInput,
        Ssh::tr("This is no user name to log in with. Correct the server's user."), user.toUtf8());
}

/// The endpoint with a host as ssh takes it.
Result<SshEndpoint> checked(SshEndpoint endpoint)
{
    const QString given = endpoint.host;
    if (given.startsWith(u'[') && given.endsWith(u']'))
        endpoint.host = given.sliced(1, given.size() - 2);
    // IDNA drops invisible characters; a name that is not what one sees is not taken.
    if (text::plain(endpoint.host) != endpoint.host)
        return noHost(given);
    if (!isAscii(endpoint.host))
        endpoint.host = QString::fromLatin1(QUrl::toAce(endpoint.host));
    if (!mayBeHost(endpoint.host))
        return noHost(given);
    if (!endpoint.user.isEmpty() && !isUser(endpoint.user))
        return noUser(endpoint.user);
    if (endpoint.port == 0)
        return failure(ErrorKind::InvalidInput,
            Ssh::tr("Port 0 cannot be connected to. Correct the server's port."));
    for (const QString &file : {endpoint.identityFile, endpoint.knownHostsFile})
        if (file.contains(u'"') || file.contains(u'\n'))
            return failure(ErrorKind::InvalidInput,
                Ssh::tr("The name of a key or known_hosts file has a quote or a line break, which "
                        "ssh does not take. Rename the file."),
                file.toUtf8());
    return endpoint;
}

SshConfigTokens tokensFor(const SshEndpoint &endpoint)
{
    const LocalAccount account = localAccount();
    std::array<char, 256> host = {};
    ::gethostname(host.data(), host.size() - 1);
    return {endpoint.host.toLatin1(), account.name, account.id, account.home, host.data(),
        qEnvironmentVariable("SSH_AUTH_SOCK")};
}

Result<QByteArray> askSsh(const QStringList &arguments, const Patience &patience)
{
    QProcess ssh;
    // A group of its own, so that ending ssh ends what a "Match exec" has started.
    ssh.setUnixProcessParameters(QProcess::UnixProcessFlag::CreateNewSession);
    ssh.start(u"ssh"_s, arguments);
    ssh.closeWriteChannel();
    if (!ssh.waitForStarted())
        return failure(ErrorKind::NotFound,
            Ssh::tr("The program ssh was not found; it says how a server is reached. Install "
                    "OpenSSH's client."));
    // A "Match exec" in the user's file may take any time.
    while (!ssh.waitForFinished(step) && ssh.state() != QProcess::NotRunning) {
        if (!patience.isCancelled() && !patience.isExpired())
            continue;
        ::kill(-static_cast<pid_t>(ssh.processId()), SIGKILL);
        ssh.waitForFinished();
        if (patience.isCancelled())
            return failure(ErrorKind::Cancelled, Ssh::tr("Connecting was cancelled."));
        return failure(ErrorKind::Timeout,
            Ssh::tr("ssh did not read its configuration in time. A \"Match exec\" in ~/.ssh/config "
                    "may hang."));
    }
    if (ssh.exitStatus() != QProcess::NormalExit || ssh.exitCode() != 0)
        return failure(ErrorKind::InvalidInput,
            Ssh::tr("ssh does not accept its configuration for this server. Correct ~/.ssh/config "
                    "as the details say."),
            ssh.readAllStandardError().left(4096));
    return ssh.readAllStandardOutput();
}

}

Result<SshConfig> resolveEndpoint(const SshEndpoint &endpoint, const Patience &patience)
{
    const auto given = checked(endpoint);
    if (!given)
        return std::unexpected(given.error());
    const auto answer = askSsh(sshConfigArguments(*given), patience);
    if (!answer)
        return std::unexpected(answer.error());
    auto config = parseSshConfig(*answer, tokensFor(*given));
    if (!config)
        return config;
    // The files may name what we would not take from the user either, and an alias that they do not
    // know need not be a name.
    const QString host = QString::fromUtf8(config->host);
    if (!mayBeHost(host) || (!host.contains(u':') && !isHostName(host)))
        return noHost(host);
    if (!isUser(QString::fromUtf8(config->user)))
        return noUser(QString::fromUtf8(config->user));
    return config;
}

}
