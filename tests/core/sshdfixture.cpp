// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sshdfixture.h"

#include "core/transport/remotecommand.h"

#include <QDir>
#include <QFile>
#include <QMap>
#include <QTest>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

sockaddr_in loopback(quint16 port)
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int listenOn(quint16 &port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    auto *bound = reinterpret_cast<sockaddr *>(&address);
    if (::bind(fd, bound, length) != 0 || ::listen(fd, 16) != 0
        || ::getsockname(fd, bound, &length) != 0)
        qFatal("no port to listen on");
    port = ntohs(address.sin_port);
    return fd;
}

bool isListening(quint16 port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    const bool ok
        = ::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    ::close(fd);
    return ok;
}

/// 0 when the process is gone, which may happen between the opening and the reading of the file.
qint64 parentOf(const QString &pid)
{
    QFile file("/proc/"_L1 + pid + "/stat"_L1);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray stat = file.readAll();
    const qsizetype name = stat.lastIndexOf(')');
    return name < 0 ? 0 : stat.mid(name + 2).split(' ').value(1).toLongLong();
}

}

SshdFixture::SshdFixture(const QByteArrayList &extraConfig) : m_extraConfig(extraConfig)
{
    makeHostKey();
    makeUserKey(u"user_key"_s);
    authorize(u"user_key"_s);
    // Root needs the directory for sshd's privilege separation.
    QDir().mkpath(u"/run/sshd"_s);
}

SshdFixture::~SshdFixture()
{
    stop();
}

bool SshdFixture::start()
{
    stop();
    // Another program may take the port between our look and sshd's.
    for (int attempt = 0; attempt < 5 && !m_isReady; ++attempt) {
        if (m_port == 0 || attempt > 0)
            m_port = freePort();
        QByteArrayList config{"Port " + QByteArray::number(m_port), "ListenAddress 127.0.0.1",
            "HostKey " + path(u"host_key"_s).toUtf8(), "PidFile none",
            "AuthorizedKeysFile " + path(u"authorized_keys"_s).toUtf8(), "StrictModes no",
            m_usesPam ? "UsePAM yes" : "UsePAM no",
            m_hasPassword ? "PasswordAuthentication yes" : "PasswordAuthentication no",
            m_usesPam ? "KbdInteractiveAuthentication yes" : "KbdInteractiveAuthentication no",
            "PermitRootLogin yes", "LogLevel VERBOSE", "MaxStartups 100",
            // Our wrong keys are no attack.
            "PerSourcePenalties no"};
        writeFile(u"sshd_config"_s, (m_extraConfig + config).join('\n') + '\n');
        m_sshd.setStandardErrorFile(path(u"sshd.log"_s));
        QStringList words = command();
        const QString program = words.takeFirst();
        m_sshd.start(program, words);
        m_isReady = m_sshd.waitForStarted()
            && QTest::qWaitFor([this] { return !isRunning() || isListening(m_port); }, 10'000)
            && isRunning();
        if (!m_isReady)
            qWarning() << log();
    }
    writeKnownHosts(hostName() + ' ' + hostKeyLine() + '\n');
    return m_isReady;
}

/// sshd with account files of its own, where it has any. The shell becomes sshd, so that it keeps
/// its process number.
QStringList SshdFixture::command()
{
    QString script;
    const auto mount = [&](const QString &name, const QString &place) {
        script += "mount --bind '%1' %2 && "_L1.arg(path(name), place);
    };
    for (const auto &[name, place] : m_places.asKeyValueRange())
        mount(name, place);
    script += "exec /usr/sbin/sshd -D -e -f '%1'"_L1.arg(path(u"sshd_config"_s));
    return {u"unshare"_s, u"--mount"_s, u"--"_s, u"sh"_s, u"-c"_s, script};
}

void SshdFixture::setPassword(const QByteArray &password, const QByteArray &account)
{
    QProcess openssl; // by its input: the list of processes is public
    openssl.start(u"openssl"_s, {u"passwd"_s, u"-6"_s, u"-stdin"_s});
    openssl.write(password + '\n');
    openssl.closeWriteChannel();
    if (!openssl.waitForFinished() || openssl.exitCode() != 0)
        qFatal("openssl cannot hash a password");
    const QByteArray hash = openssl.readAllStandardOutput().trimmed();
    writeFile(u"shadow"_s, account + ':' + hash + ":20000:0:99999:7:::\nsshd:!:20000::::::\n");
    QFile::setPermissions(path(u"shadow"_s), QFile::ReadOwner | QFile::WriteOwner);
    putInPlace(u"shadow"_s, u"/etc/shadow"_s);
    m_hasPassword = true;
}

void SshdFixture::usePam(const QByteArray &service)
{
    writeFile(u"pam"_s, service);
    putInPlace(u"pam"_s, u"/etc/pam.d/sshd"_s);
    m_usesPam = true;
}

void SshdFixture::stop()
{
    if (!isRunning())
        return;
    const QList<qint64> all = processes();
    m_sshd.kill();
    for (const qint64 pid : all)
        ::kill(static_cast<pid_t>(pid), SIGKILL);
    m_sshd.waitForFinished();
    m_isReady = false;
}

SshEndpoint SshdFixture::endpoint() const
{
    return {u"127.0.0.1"_s, m_port, {}, path(u"user_key"_s), path(u"known_hosts"_s), u"none"_s};
}

std::unique_ptr<SshTransport> SshdFixture::connected() const
{
    auto transport = SshTransport::connect(endpoint(), {}, {});
    if (!transport) {
        qWarning() << transport.error().error.message << transport.error().error.detail;
        return nullptr;
    }
    // sshd forks once more after the login; only then signalSessions() finds all there is.
    if (!run(**transport, {{"true"}}, {}))
        return nullptr;
    return std::move(*transport);
}

QByteArray SshdFixture::log() const
{
    return readFile(u"sshd.log"_s);
}

void SshdFixture::makeHostKey(const QString &type)
{
    QFile::remove(path(u"host_key"_s));
    QFile::remove(path(u"host_key.pub"_s));
    outputOf(u"ssh-keygen"_s,
        {u"-q"_s, u"-t"_s, type, u"-N"_s, QString(), u"-f"_s, path(u"host_key"_s)});
}

QByteArray SshdFixture::hostKeyLine() const
{
    return readFile(u"host_key.pub"_s).split(' ').first(2).join(' ');
}

QByteArray SshdFixture::hostName() const
{
    return "[127.0.0.1]:" + QByteArray::number(m_port);
}

void SshdFixture::makeUserKey(const QString &name, const QString &passphrase)
{
    outputOf(u"ssh-keygen"_s,
        {u"-q"_s, u"-t"_s, u"ed25519"_s, u"-N"_s, passphrase, u"-f"_s, path(name)});
}

void SshdFixture::authorize(const QString &keyName)
{
    writeFile(u"authorized_keys"_s, readFile(keyName + ".pub"_L1));
}

void SshdFixture::writeKnownHosts(const QByteArray &text)
{
    writeFile(u"known_hosts"_s, text);
}

void SshdFixture::writeFile(const QString &name, const QByteArray &content, bool isProgram)
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(content) < 0)
        qFatal("cannot write %s", qPrintable(name));
    if (isProgram)
        file.setPermissions(file.permissions() | QFile::ExeOwner | QFile::ExeUser);
}

QByteArray SshdFixture::readFile(const QString &name) const
{
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QList<qint64> SshdFixture::processes() const
{
    QMultiMap<qint64, qint64> children;
    for (const QString &entry : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
        if (const qint64 pid = entry.toLongLong())
            children.insert(parentOf(entry), pid);
    }
    QList<qint64> found{m_sshd.processId()};
    for (qsizetype i = 0; i < found.size(); ++i)
        found += children.values(found[i]);
    return found.sliced(1);
}

void SshdFixture::signalSessions(int signal)
{
    for (const qint64 pid : processes()) {
        QFile name("/proc/"_L1 + QString::number(pid) + "/comm"_L1);
        if (name.open(QIODevice::ReadOnly) && name.readAll().startsWith("sshd"))
            ::kill(static_cast<pid_t>(pid), signal);
    }
}

QByteArray outputOf(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    process.closeWriteChannel();
    if (!process.waitForFinished() || process.exitCode() != 0) {
        qWarning() << program << arguments << process.errorString()
                   << process.readAllStandardError();
        return {};
    }
    return process.readAllStandardOutput();
}

SilentServer::SilentServer() : m_socket(listenOn(m_port))
{
}

SilentServer::~SilentServer()
{
    ::close(m_socket);
}

quint16 freePort()
{
    quint16 port = 0;
    ::close(listenOn(port));
    return port;
}

}
