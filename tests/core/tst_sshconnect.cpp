// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sshlogins.h"

#include "core/servers/serverdefinition.h"
#include "core/transport/knownhosts.h"
#include "core/transport/remotecommand.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <thread>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// From a name to a session: addresses and host keys.
class TestSshConnect : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void invalidNames_data();
    void invalidNames();
    void refused();
    void unknownName();
    void silentServer();
    void cancelled();
    void noCommonAlgorithm();
    void localhostByName();
    void overIpv6();

    void unknownHostKey();
    void acceptsOnlyTheShownKey();
    void changedHostKey();
    void otherTypeOfHostKey();
    void prefersTheTypeOnFile();
    void revokedHostKey();
    void revokedByAFile_data();
    void revokedByAFile();
    void certAuthority();
    void checksTheAddressToo_data();
    void checksTheAddressToo();
    void malformedLine();
    void ignoresSshConfig();

private:
    void restartWithHostKey(const QString &type);

    std::unique_ptr<SshdFixture> m_sshd;
    SshEndpoint m_endpoint;
};

void TestSshConnect::initTestCase()
{
    qunsetenv("SSH_AUTH_SOCK");
    m_sshd = std::make_unique<SshdFixture>();
    QVERIFY(m_sshd->start());
    // No keys and no files of the person who runs the tests.
    qputenv("HOME", QFile::encodeName(m_sshd->path(u"home"_s)));
    m_endpoint = m_sshd->endpoint();
}

void TestSshConnect::init()
{
    m_sshd->writeKnownHosts(m_sshd->hostName() + ' ' + m_sshd->hostKeyLine() + '\n');
    m_sshd->authorize(u"user_key"_s);
}

void TestSshConnect::restartWithHostKey(const QString &type)
{
    const QByteArray known = m_sshd->readFile(u"known_hosts"_s);
    m_sshd->stop();
    m_sshd->makeHostKey(type);
    QVERIFY(m_sshd->start());
    QCOMPARE(m_sshd->port(), m_endpoint.port);
    m_sshd->writeKnownHosts(known);
}

void TestSshConnect::invalidNames_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("user");
    QTest::newRow("no host") << u""_s << u"root"_s;
    QTest::newRow("option as host") << u"-oProxyCommand=id"_s << u"root"_s;
    QTest::newRow("command in host") << u"a;id"_s << u"root"_s;
    QTest::newRow("user in host") << u"root@mx"_s << u"root"_s;
    QTest::newRow("line break in host") << u"mx\n"_s << u"root"_s;
    QTest::newRow("option as user") << u"mx"_s << u"-oProxyCommand=id"_s;
    QTest::newRow("command in user") << u"mx"_s << u"$(id)"_s;
    QTest::newRow("blank in user") << u"mx"_s << u"a b"_s;
}

void TestSshConnect::invalidNames()
{
    QFETCH(QString, host);
    QFETCH(QString, user);
    const auto transport = connectTo({host, 22, user});
    QVERIFY(!transport);
    QCOMPARE(transport.error().error.kind, ErrorKind::InvalidInput);
}

void TestSshConnect::refused()
{
    const auto transport = connectTo({u"127.0.0.1"_s, freePort()});
    QVERIFY(!transport);
    QCOMPARE(transport.error().error.kind, ErrorKind::Network);
    QVERIFY(transport.error().error.message.contains("refused"_L1));
}

void TestSshConnect::unknownName()
{
    const auto transport = connectTo({u"spoolscope.invalid"_s, 22});
    QVERIFY(!transport);
    const ErrorKind kind = transport.error().error.kind;
    QVERIFY(kind == ErrorKind::Network || kind == ErrorKind::Timeout);
    QVERIFY(transport.error().error.message.contains("spoolscope.invalid"_L1));
}

void TestSshConnect::silentServer()
{
    const SilentServer server;
    QElapsedTimer clock;
    clock.start();
    const auto transport = connectTo({u"127.0.0.1"_s, server.port()}, {.deadline = 500ms});
    QVERIFY(!transport);
    QCOMPARE(transport.error().error.kind, ErrorKind::Timeout);
    QVERIFY(clock.elapsed() >= 490);
    QVERIFY(clock.elapsed() < 3000);
}

void TestSshConnect::cancelled()
{
    const SilentServer server;
    std::stop_source source;
    QElapsedTimer clock;
    std::jthread canceller([&] {
        std::this_thread::sleep_for(200ms);
        clock.start();
        source.request_stop();
    });
    const auto transport
        = SshTransport::connect({u"127.0.0.1"_s, server.port()}, {}, source.get_token());
    QVERIFY(!transport);
    QCOMPARE(transport.error().error.kind, ErrorKind::Cancelled);
    QVERIFY(clock.elapsed() < 1000);
}

void TestSshConnect::noCommonAlgorithm()
{
    SshdFixture sshd({"KexAlgorithms diffie-hellman-group1-sha1"});
    QVERIFY(sshd.start());
    const auto transport = connectTo(sshd.endpoint());
    QVERIFY(!transport);
    QCOMPARE(transport.error().error.kind, ErrorKind::Network);
    QVERIFY(!transport.error().error.detail.isEmpty());
}

void TestSshConnect::localhostByName()
{
    m_sshd->writeKnownHosts(
        "[localhost]:" + QByteArray::number(m_sshd->port()) + ' ' + m_sshd->hostKeyLine() + '\n');
    SshEndpoint endpoint = m_endpoint;
    endpoint.host = u"LOCALHOST"_s; // and by way of ::1, where nobody listens
    QVERIFY(connectTo(endpoint));
}

void TestSshConnect::overIpv6()
{
    SshdFixture sshd({"ListenAddress ::1"});
    QVERIFY(sshd.start());
    const QString address = u"ssh://root@[::1]:%1"_s.arg(sshd.port());
    const auto server = parseServerAddress(address);
    QVERIFY(server);
    SshEndpoint endpoint = sshd.endpoint();
    endpoint.host = server->endpoint.host;
    endpoint.port = server->endpoint.port;
    endpoint.user = server->endpoint.user;
    sshd.writeKnownHosts(
        "[::1]:" + QByteArray::number(sshd.port()) + ' ' + sshd.hostKeyLine() + '\n');
    const auto transport = connectTo(endpoint);
    QVERIFY2(transport, qPrintable(transport ? QString() : transport.error().error.message));
    QCOMPARE(
        run(**transport, {{"sh", "-c", "echo ${SSH_CONNECTION%% *}"}}, {}).value().output, "::1\n");
}

void TestSshConnect::unknownHostKey()
{
    m_sshd->writeKnownHosts({});
    const auto transport = connectTo(m_endpoint);
    QVERIFY(!transport);
    QCOMPARE(transport.error().error.kind, ErrorKind::HostKey);
    const auto offer = transport.error().hostKey;
    QVERIFY(offer);
    QCOMPARE(offer->verdict, HostKeyVerdict::Unknown);
    QCOMPARE(offer->host, u"127.0.0.1"_s);
    QCOMPARE(offer->port, m_endpoint.port);
    QCOMPARE(offer->type, "ssh-ed25519");
    QCOMPARE(offer->knownHostsFile, m_endpoint.knownHostsFile);
    const QByteArray listed
        = outputOf(u"ssh-keygen"_s, {u"-lf"_s, m_sshd->path(u"host_key.pub"_s)});
    QCOMPARE(offer->fingerprint, listed.split(' ').value(1));
    QVERIFY(transport.error().error.message.contains(QString::fromLatin1(offer->fingerprint)));
    QVERIFY(m_sshd->readFile(u"known_hosts"_s).isEmpty());

    const auto accepted
        = connectTo(m_endpoint, {.acceptedKey = AcceptedHostKey{offer->name, offer->fingerprint}});
    QVERIFY(accepted);
    QCOMPARE(m_sshd->readFile(u"known_hosts"_s),
        m_sshd->hostName() + ' ' + m_sshd->hostKeyLine() + '\n');
    QVERIFY(connectTo(m_endpoint));
}

void TestSshConnect::acceptsOnlyTheShownKey()
{
    m_sshd->writeKnownHosts({});
    const QByteArray name = knownhosts::entryName("127.0.0.1", m_sshd->port());
    const auto transport
        = connectTo(m_endpoint, {.acceptedKey = AcceptedHostKey{name, "SHA256:another"}});
    QVERIFY(!transport);
    QCOMPARE(transport.error().hostKey->verdict, HostKeyVerdict::Unknown);
    QVERIFY(m_sshd->readFile(u"known_hosts"_s).isEmpty());
}

void TestSshConnect::changedHostKey()
{
    const QByteArray known = m_sshd->readFile(u"known_hosts"_s);
    restartWithHostKey(u"ed25519"_s);
    const auto transport = connectTo(m_endpoint);
    QVERIFY(!transport);
    const auto &[error, offer, secret] = transport.error();
    QVERIFY(!secret);
    QCOMPARE(error.kind, ErrorKind::HostKey);
    QCOMPARE(offer->verdict, HostKeyVerdict::Changed);
    // Both keys are named.
    QCOMPARE(error.message.count("SHA256:"_L1), 2);
    QVERIFY(error.message.contains(QString::fromLatin1(offer->fingerprint)));
    // There is no way to accept it here.
    QVERIFY(
        !connectTo(m_endpoint, {.acceptedKey = AcceptedHostKey{offer->name, offer->fingerprint}}));
    QCOMPARE(m_sshd->readFile(u"known_hosts"_s), known);
}

void TestSshConnect::otherTypeOfHostKey()
{
    const QByteArray known = m_sshd->readFile(u"known_hosts"_s);
    restartWithHostKey(u"ecdsa"_s);
    const auto transport = connectTo(m_endpoint);
    QVERIFY(!transport);
    const auto &[error, offer, secret] = transport.error();
    QVERIFY(!secret);
    QCOMPARE(error.kind, ErrorKind::HostKey);
    QCOMPARE(offer->verdict, HostKeyVerdict::OtherType);
    QCOMPARE(offer->type, "ecdsa-sha2-nistp256");
    QVERIFY(error.message.contains("ssh-ed25519"_L1));
    QVERIFY(
        !connectTo(m_endpoint, {.acceptedKey = AcceptedHostKey{offer->name, offer->fingerprint}}));
    QCOMPARE(m_sshd->readFile(u"known_hosts"_s), known);
    restartWithHostKey(u"ed25519"_s);
}

void TestSshConnect::prefersTheTypeOnFile()
{
    SshdFixture sshd({"HostKey " + m_sshd->path(u"rsa"_s).toUtf8()});
    outputOf(u"ssh-keygen"_s,
        {u"-q"_s, u"-t"_s, u"rsa"_s, u"-N"_s, QString(), u"-f"_s, m_sshd->path(u"rsa"_s)});
    QVERIFY(sshd.start());
    sshd.writeKnownHosts(sshd.hostName() + ' ' + m_sshd->readFile(u"rsa.pub"_s));
    QVERIFY(connectTo(sshd.endpoint()));
}

void TestSshConnect::revokedByAFile_data()
{
    QTest::addColumn<QByteArray>("kind");
    QTest::addColumn<HostKeyVerdict>("verdict");
    QTest::newRow("a list with the key") << "list"_ba << HostKeyVerdict::Revoked;
    QTest::newRow("a list with another key") << "other list"_ba << HostKeyVerdict::Known;
    QTest::newRow("a KRL with the key") << "krl"_ba << HostKeyVerdict::Revoked;
    QTest::newRow("a KRL with another key") << "other krl"_ba << HostKeyVerdict::Known;
    QTest::newRow("garbage") << "garbage"_ba << HostKeyVerdict::Unusable;
    QTest::newRow("a broken KRL") << "broken krl"_ba << HostKeyVerdict::Unusable;
    QTest::newRow("no such file") << "missing"_ba << HostKeyVerdict::Unusable;
}

/// RevokedHostKeys of ssh_config counts even for a key that is on file.
void TestSshConnect::revokedByAFile()
{
    QFETCH(QByteArray, kind);
    QFETCH(HostKeyVerdict, verdict);
    const QByteArray key = kind.startsWith("other") ? m_sshd->readFile(u"user_key.pub"_s)
                                                    : m_sshd->hostKeyLine() + '\n';
    m_sshd->writeFile(u"listed.pub"_s, key);
    const QString revoked = m_sshd->path(u"revoked"_s);
    QFile::remove(revoked);
    if (kind.endsWith("list"))
        m_sshd->writeFile(u"revoked"_s, "# a list\n" + key);
    else if (kind.endsWith("krl"))
        outputOf(
            u"ssh-keygen"_s, {u"-q"_s, u"-k"_s, u"-f"_s, revoked, m_sshd->path(u"listed.pub"_s)});
    else if (kind == "garbage")
        m_sshd->writeFile(u"revoked"_s, "this is no key\n");
    if (kind == "broken krl")
        m_sshd->writeFile(u"revoked"_s, m_sshd->readFile(u"revoked"_s).first(20));
    m_sshd->writeFile(u"config"_s, "RevokedHostKeys " + revoked.toUtf8() + '\n');
    SshEndpoint endpoint = m_sshd->endpoint();
    endpoint.configFile = m_sshd->path(u"config"_s);
    const auto transport = SshTransport::connect(endpoint, {}, {});
    QCOMPARE(transport.has_value(), verdict == HostKeyVerdict::Known);
    if (!transport) {
        QCOMPARE(transport.error().error.kind, ErrorKind::HostKey);
        QCOMPARE(transport.error().hostKey->verdict, verdict);
        QVERIFY2(transport.error().error.message.contains(revoked),
            qPrintable(transport.error().error.message));
    }
}

void TestSshConnect::revokedHostKey()
{
    const QByteArray known = m_sshd->readFile(u"known_hosts"_s);
    m_sshd->writeKnownHosts(known + "@revoked * " + m_sshd->hostKeyLine() + '\n');
    const auto transport = connectTo(m_endpoint);
    QVERIFY(!transport);
    QCOMPARE(transport.error().error.kind, ErrorKind::HostKey);
    QCOMPARE(transport.error().hostKey->verdict, HostKeyVerdict::Revoked);
    // Nothing is on file for the port; the host without it is the same one.
    m_sshd->writeKnownHosts("@revoked 127.0.0.1 " + m_sshd->hostKeyLine() + '\n');
    const auto withoutPort = connectTo(m_endpoint);
    QVERIFY(!withoutPort);
    QCOMPARE(withoutPort.error().hostKey->verdict, HostKeyVerdict::Revoked);
}

/// ssh would take the host's certificate; here the key itself has to be accepted.
void TestSshConnect::certAuthority()
{
    SshdFixture sshd({"HostCertificate " + m_sshd->path(u"cert/host_key-cert.pub"_s).toUtf8()});
    QVERIFY(QDir().mkpath(m_sshd->path(u"cert"_s)));
    m_sshd->makeUserKey(u"authority"_s);
    m_sshd->writeFile(u"cert/host_key.pub"_s, sshd.readFile(u"host_key.pub"_s));
    outputOf(u"ssh-keygen"_s,
        {u"-q"_s, u"-s"_s, m_sshd->path(u"authority"_s), u"-I"_s, u"host"_s, u"-h"_s, u"-n"_s,
            u"127.0.0.1"_s, m_sshd->path(u"cert/host_key.pub"_s)});
    QVERIFY(sshd.start());
    sshd.writeKnownHosts("@cert-authority [127.0.0.1]:* " + m_sshd->readFile(u"authority.pub"_s));
    const auto transport = connectTo(sshd.endpoint());
    QVERIFY(!transport);
    QCOMPARE(transport.error().error.kind, ErrorKind::HostKey);
    QCOMPARE(transport.error().hostKey->verdict, HostKeyVerdict::Unknown);
    QVERIFY(transport.error().hostKey->hasAuthority);
    QVERIFY(transport.error().error.message.contains("@cert-authority"_L1));

    // ssh refuses the certificate of a revoked authority; here it cannot be seen, so nobody is
    // asked.
    sshd.writeKnownHosts("@revoked [127.0.0.1]:* " + m_sshd->readFile(u"authority.pub"_s));
    const auto revoked = connectTo(sshd.endpoint());
    QVERIFY(!revoked);
    QCOMPARE(revoked.error().hostKey->verdict, HostKeyVerdict::Unusable);
    QVERIFY(revoked.error().error.message.contains("@revoked"_L1));
}

void TestSshConnect::malformedLine()
{
    const QByteArray known = m_sshd->readFile(u"known_hosts"_s);
    m_sshd->writeKnownHosts("# one\n" + m_sshd->hostName() + " ssh-ed25519 rubbish\n" + known);
    const auto transport = connectTo(m_endpoint);
    QVERIFY(!transport);
    QCOMPARE(transport.error().hostKey->verdict, HostKeyVerdict::Unusable);
    QVERIFY(transport.error().error.message.contains("Line 2 of "_L1 + m_endpoint.knownHostsFile));
}

void TestSshConnect::checksTheAddressToo_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<HostKeyVerdict>("verdict");
    const QByteArray other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5Z29vZA==\n";
    QTest::newRow("no line") << ""_ba << HostKeyVerdict::Known;
    QTest::newRow("another key") << other << HostKeyVerdict::Changed;
    QTest::newRow("malformed") << "ssh-ed25519 rubbish\n"_ba << HostKeyVerdict::Unusable;
}

/// CheckHostIP: nothing that is on file for the address may speak against the key.
void TestSshConnect::checksTheAddressToo()
{
    QFETCH(QByteArray, line);
    QFETCH(HostKeyVerdict, verdict);
    const QByteArray port = QByteArray::number(m_sshd->port());
    m_sshd->writeKnownHosts("[localhost]:" + port + ' ' + m_sshd->hostKeyLine() + '\n'
        + (line.isEmpty() ? line : "[127.0.0.1]:" + port + ' ' + line));
    m_sshd->writeFile(u"ssh_config"_s, "CheckHostIP yes\n");
    SshEndpoint endpoint = m_endpoint;
    endpoint.host = u"localhost"_s;
    endpoint.configFile = m_sshd->path(u"ssh_config"_s);
    const auto transport = connectTo(endpoint);
    QCOMPARE(transport.has_value(), verdict == HostKeyVerdict::Known);
    if (!transport)
        QCOMPARE(transport.error().hostKey->verdict, verdict);
}

void TestSshConnect::ignoresSshConfig()
{
    QVERIFY(QDir().mkpath(m_sshd->path(u"home/.ssh"_s)));
    m_sshd->writeFile(u"home/.ssh/config"_s,
        "Host *\n  StrictHostKeyChecking no\n  HostName 192.0.2.1\n  ProxyCommand false\n");
    m_sshd->writeKnownHosts({});
    const auto transport = connectTo(m_endpoint);
    QVERIFY(!transport);
    QCOMPARE(transport.error().hostKey->verdict, HostKeyVerdict::Unknown);
}

QTEST_GUILESS_MAIN(TestSshConnect)
#include "tst_sshconnect.moc"
