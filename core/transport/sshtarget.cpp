// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshtarget.h"

#include <QCoreApplication>
#include <QDir>
#include <QRegularExpression>
#include <QUrl>

#include <array>

#include <pwd.h>
#include <unistd.h>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Ssh
{
    Q_DECLARE_TR_FUNCTIONS(Ssh)
};

bool isAscii(QStringView text)
{
    return std::ranges::all_of(text, [](QChar c) { return c.unicode() < 128; });
}

QString localUser()
{
    std::array<char, 4096> buffer;
    passwd entry = {};
    passwd *found = nullptr;
    ::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found);
    return found != nullptr ? QString::fromLocal8Bit(found->pw_name) : QString();
}

QString expandHome(const QString &path)
{
    return path.startsWith("~/"_L1) ? QDir::homePath() + path.sliced(1) : path;
}

}

Result<SshTarget> resolveTarget(const SshEndpoint &endpoint)
{
    // A DNS name, an IPv4 or an IPv6 address with or without a zone.
    static const QRegularExpression hostForm(u"\\A[A-Za-z0-9_.:][A-Za-z0-9_.:%-]{0,254}\\z"_s);
    static const QRegularExpression userForm(
        u"\\A[A-Za-z0-9._@\\\\+][A-Za-z0-9._@\\\\+$-]{0,254}\\z"_s);

    QString host = endpoint.host;
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.sliced(1, host.size() - 2);
    if (!isAscii(host))
        host = QString::fromLatin1(QUrl::toAce(host));
    if (!hostForm.match(host).hasMatch())
        return failure(ErrorKind::InvalidInput,
            Ssh::tr("This is no host name or address. Correct the server's address."),
            endpoint.host.toUtf8());
    const QString user = endpoint.user.isEmpty() ? localUser() : endpoint.user;
    if (!userForm.match(user).hasMatch())
        return failure(ErrorKind::InvalidInput,
            Ssh::tr("This is no user name to log in with. Correct the server's user."),
            endpoint.user.toUtf8());
    if (endpoint.port == 0)
        return failure(ErrorKind::InvalidInput,
            Ssh::tr("Port 0 cannot be connected to. Correct the server's port."));

    const QString file
        = endpoint.knownHostsFile.isEmpty() ? u"~/.ssh/known_hosts"_s : endpoint.knownHostsFile;
    return SshTarget{host.toLatin1(), endpoint.port, user.toLatin1(),
        expandHome(endpoint.identityFile), {expandHome(file), u"/etc/ssh/ssh_known_hosts"_s}};
}

}
