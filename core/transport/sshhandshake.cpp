// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshhandshake.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <array>
#include <ranges>

#include <fcntl.h>
#include <sys/socket.h>

#ifdef __aarch64__
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Ssh
{
    Q_DECLARE_TR_FUNCTIONS(Ssh)
};

bool hasAesInstructions()
{
#if defined(__x86_64__) || defined(__i386__)
    return __builtin_cpu_supports("aes");
#elif defined(__aarch64__)
    return (::getauxval(AT_HWCAP) & HWCAP_AES) != 0;
#else
    return false;
#endif
}

/// libssh expands '%' in paths.
QByteArray pathOption(const QString &path)
{
    return QFile::encodeName(path).replace('%', "%%");
}

bool setOptions(ssh_session session, int fd, const SshConfig &target)
{
    // What ssh_config holds, such as StrictHostKeyChecking or ProxyCommand, must not change what
    // was asked for here, so the file is not read at all.
    const bool processConfig = false;
    const int strict = 1;
    const unsigned int port = target.port;
    const long timeout = 20; // seconds; every call is non-blocking, this is a second net
    bool ok = true;
    const auto set = [&](ssh_options_e option, const void *value) {
        ok = ssh_options_set(session, option, value) == SSH_OK && ok;
    };
    set(SSH_OPTIONS_PROCESS_CONFIG, &processConfig);
    set(SSH_OPTIONS_HOST, target.host.constData());
    set(SSH_OPTIONS_USER, target.user.constData());
    set(SSH_OPTIONS_PORT, &port);
    set(SSH_OPTIONS_FD, &fd);
    set(SSH_OPTIONS_TIMEOUT, &timeout);
    set(SSH_OPTIONS_STRICTHOSTKEYCHECK, &strict);
    // The verdict and the order of key types are ours; libssh would read the first file only.
    set(SSH_OPTIONS_KNOWNHOSTS, "/dev/null");
    set(SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null");
    if (!target.hostKeyAlgorithms.isEmpty())
        set(SSH_OPTIONS_HOSTKEYS, target.preferredHostKeyAlgorithms().join(',').constData());
    // libssh puts each in front of the ones before.
    for (const QString &file : target.identityFiles | std::views::reverse)
        set(SSH_OPTIONS_ADD_IDENTITY, pathOption(file).constData());
    if (hasAesInstructions()) {
        // Several times as fast as ChaCha20 on these processors.
        const char *ciphers = "aes128-gcm@openssh.com,aes256-gcm@openssh.com,"
                              "chacha20-poly1305@openssh.com,aes256-ctr,aes192-ctr,aes128-ctr";
        set(SSH_OPTIONS_CIPHERS_C_S, ciphers);
        set(SSH_OPTIONS_CIPHERS_S_C, ciphers);
    }
    ssh_set_blocking(session, 0);
    return ok;
}

}

Error interrupted(Patience::Ended how, const SshConfig &target)
{
    if (how == Patience::Ended::Cancelled)
        return {ErrorKind::Cancelled, Ssh::tr("Connecting was cancelled.")};
    return {ErrorKind::Timeout,
        Ssh::tr("%1 took the connection on port %2 but did not finish the login in time. Check "
                "that an SSH server listens there and how busy it is.")
            .arg(target.shownHost(), QString::number(target.port))};
}

Result<Greeting> awaitGreeting(int socket, const SshConfig &target, const Patience &patience)
{
    if (const auto ended = patience.waitFor(socket, POLLIN); ended != Patience::Ended::Ready)
        return std::unexpected(interrupted(ended, target));
    std::array<char, 256> bytes = {};
    const ssize_t got = ::recv(socket, bytes.data(), bytes.size(), MSG_PEEK | MSG_DONTWAIT);
    const QByteArrayView greeting(bytes.data(), std::max<ssize_t>(got, 0));
    // The words of sshd up to 9.8 and since, which do not tell why; older ones just close.
    if (greeting.isEmpty() || greeting.startsWith("Exceeded MaxStartups")
        || greeting.startsWith("Not allowed at this time"))
        return Greeting::Dropped;
    for (const char *other : {"HTTP/", "220 ", "+OK", "* OK"}) {
        if (greeting.startsWith(other))
            return failure(ErrorKind::Network,
                Ssh::tr("What listens on port %2 of %1 is no SSH server. Check the port.")
                    .arg(target.shownHost(), QString::number(target.port)),
                greeting.toByteArray());
    }
    return Greeting::Ssh;
}

Result<SshHandle> shakeHands(UniqueFd socket, const SshConfig &target, const Patience &patience)
{
    SshHandle session(ssh_new());
    if (!session || !setOptions(session.get(), socket.get(), target))
        return failure(ErrorKind::InvalidInput,
            Ssh::tr("The connection to %1 could not be set up. Check the server's settings.")
                .arg(target.shownHost()),
            session ? ssh_get_error(session.get()) : "");
    socket.release(); // the session closes it
    const auto connected = repeat(session.get(), target, patience, SSH_AGAIN,
        [&session] { return ssh_connect(session.get()); });
    if (!connected)
        return std::unexpected(connected.error());
    if (*connected != SSH_OK)
        return failure(ErrorKind::Network,
            Ssh::tr("%1 and this program could not agree on a secure connection. Check that an SSH "
                    "server listens on port %2 and that it is not older than ten years.")
                .arg(target.shownHost(), QString::number(target.port)),
            ssh_get_error(session.get()));
    // libssh makes the socket blocking. It asks poll() before each read and write, but a write of
    // more than the socket's buffer takes would hold the session's thread until the server reads.
    const int flags = ::fcntl(ssh_get_fd(session.get()), F_GETFL);
    ::fcntl(ssh_get_fd(session.get()), F_SETFL, flags | O_NONBLOCK);
    return session;
}

}
