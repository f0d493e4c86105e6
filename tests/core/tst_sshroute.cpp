// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sshdfixture.h"

#include "core/transport/remotecommand.h"
#include "core/transport/sshconfig.h"

#include <QFile>
#include <QTest>

#include <array>
#include <csignal>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Connected = std::expected<std::unique_ptr<SshTransport>, SshConnectFailure>;

constexpr size_t hosts = 4; ///< three to jump over and one to reach

}

/// Ways to a server that are no plain TCP connection, over real servers.
class TestSshRoute : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void jumpsOver_data();
    void jumpsOver();
    void carriesMuchBothWays();
    void asksAboutEachHop();
    void refusesAChangedHop();
    void noticesALostHop();
    void saysWhatTheHopCannotReach();
    void doesNotGoRoundInCircles();
    void runsAProxyCommand();
    void endsTheProxyCommand();
    void saysThatTheProxyCommandFailed();

private:
    Connected connectTo(const SshConnectOptions &options = {}) const
    {
        return SshTransport::connect(m_endpoint, options, {});
    }
    /// One file for all, as in life: host h0 to h3 with their ports, one key, one known_hosts.
    void writeConfig(const QByteArray &forTarget);

    std::array<std::unique_ptr<SshdFixture>, hosts> m_sshd;
    QByteArray m_knownHosts;
    SshEndpoint m_endpoint;
};

void TestSshRoute::initTestCase()
{
    for (auto &sshd : m_sshd) {
        sshd = std::make_unique<SshdFixture>();
        QVERIFY(sshd->start());
        m_knownHosts += sshd->readFile(u"known_hosts"_s);
    }
    const QByteArray key = m_sshd[0]->readFile(u"authorized_keys"_s);
    for (const auto &sshd : m_sshd)
        sshd->writeFile(u"authorized_keys"_s, key);
}

void TestSshRoute::init()
{
    m_sshd[0]->writeKnownHosts(m_knownHosts);
    m_endpoint = {.host = u"h3"_s, .configFile = m_sshd[0]->path(u"ssh_config"_s)};
    writeConfig({});
}

void TestSshRoute::writeConfig(const QByteArray &forTarget)
{
    QByteArray text = "Host h3\n" + forTarget;
    for (size_t i = 0; i < hosts; ++i)
        text += "Host h" + QByteArray::number(i) + "\n HostName 127.0.0.1\n Port "
            + QByteArray::number(m_sshd[i]->port()) + '\n';
    text += "Host *\n IdentityFile " + m_sshd[0]->path(u"user_key"_s).toUtf8()
        + "\n IdentitiesOnly yes\n UserKnownHostsFile " + m_sshd[0]->path(u"known_hosts"_s).toUtf8()
        + '\n';
    m_sshd[0]->writeFile(u"ssh_config"_s, text);
}

void TestSshRoute::jumpsOver_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("none") << ""_ba;
    QTest::newRow("one") << " ProxyJump h0\n"_ba;
    QTest::newRow("two") << " ProxyJump h0,h1\n"_ba;
    QTest::newRow("three") << " ProxyJump h0,h1,h2\n"_ba;
}

void TestSshRoute::jumpsOver()
{
    QFETCH(QByteArray, line);
    writeConfig(line);
    const auto transport = connectTo();
    QVERIFY2(transport, qPrintable(transport ? QString() : transport.error().error.message));
    QCOMPARE(run(**transport, {{"echo", "there"}}, {}).value().output, "there\n");
    // What the last server sees is the hop, not us.
    const qsizetype hops = line.isEmpty() ? 0 : line.count(',') + 1;
    for (size_t i = 0; i + 1 < hosts; ++i)
        QCOMPARE(m_sshd[i]->processes().isEmpty(), qsizetype(i) >= hops);
}

void TestSshRoute::carriesMuchBothWays()
{
    writeConfig(" ProxyJump h0,h1\n");
    const auto transport = connectTo();
    QVERIFY(transport);
    QByteArray bytes(20'000'000, Qt::Uninitialized);
    for (qsizetype i = 0; i < bytes.size(); ++i)
        bytes[i] = char(i * 31 >> 3);
    const auto back = run(**transport, {{"cat"}, bytes}, {});
    QVERIFY2(back, qPrintable(back ? QString() : back.error().message));
    QVERIFY(back->output == bytes);
}

void TestSshRoute::asksAboutEachHop()
{
    writeConfig(" ProxyJump h0,h1\n");
    m_sshd[0]->writeKnownHosts({});
    SshConnectOptions options;
    for (const size_t asked : {size_t(0), size_t(1), size_t(3)}) {
        const auto transport = connectTo(options);
        QVERIFY(!transport);
        const auto &offer = transport.error().hostKey;
        QVERIFY2(offer, qPrintable(transport.error().error.message));
        QCOMPARE(offer->verdict, HostKeyVerdict::Unknown);
        QCOMPARE(offer->port, m_sshd[asked]->port());
        QCOMPARE(offer->isJumpHost, asked < 3);
        // An acceptance for one host does not serve for another.
        options.acceptedKey = AcceptedHostKey{offer->name, offer->fingerprint};
    }
    QVERIFY(connectTo(options));
    QCOMPARE(m_sshd[0]->readFile(u"known_hosts"_s).count('\n'), 3);
}

void TestSshRoute::refusesAChangedHop()
{
    writeConfig(" ProxyJump h0,h1\n");
    QByteArrayList lines = m_knownHosts.trimmed().split('\n');
    // The middle hop under its own name, with the key of another host.
    lines[1] = lines[1].first(lines[1].indexOf(' ')) + lines[2].sliced(lines[2].indexOf(' '));
    m_sshd[0]->writeKnownHosts(lines.join('\n') + '\n');
    const auto transport = connectTo();
    QVERIFY(!transport);
    QCOMPARE(transport.error().error.kind, ErrorKind::HostKey);
    QCOMPARE(transport.error().hostKey->verdict, HostKeyVerdict::Changed);
    QCOMPARE(transport.error().hostKey->port, m_sshd[1]->port());
}

void TestSshRoute::noticesALostHop()
{
    writeConfig(" ProxyJump h0,h1\n");
    const auto transport = connectTo();
    QVERIFY(transport);
    auto process = (*transport)->start("cat", {});
    QVERIFY(process);
    m_sshd[1]->signalSessions(SIGKILL);
    const auto bytes = (*process)->read({}, 20s);
    QVERIFY(!bytes); // a lost link is never an end
    QCOMPARE(bytes.error().kind, ErrorKind::Network);
    QTRY_VERIFY(!(*transport)->isAlive());
    // Nothing of it is left on the servers.
    QTRY_VERIFY(m_sshd[3]->processes().isEmpty());
}

void TestSshRoute::saysWhatTheHopCannotReach()
{
    writeConfig(" ProxyJump h0\n Port " + QByteArray::number(freePort()) + '\n');
    const auto transport = connectTo();
    QVERIFY(!transport);
    QCOMPARE(transport.error().error.kind, ErrorKind::Network);
    QVERIFY(transport.error().error.message.contains("jump host"_L1));
}

void TestSshRoute::doesNotGoRoundInCircles()
{
    m_sshd[0]->writeFile(u"ssh_config"_s, "Host a\n ProxyJump b\nHost b\n ProxyJump a\n");
    m_endpoint.host = u"a"_s;
    const auto transport = connectTo();
    QVERIFY(!transport);
    QCOMPARE(transport.error().error.kind, ErrorKind::InvalidInput);
    QVERIFY(transport.error().error.message.contains("too many jump hosts"_L1));
}

void TestSshRoute::runsAProxyCommand()
{
    writeConfig(" ProxyCommand ssh -F " + m_endpoint.configFile.toUtf8() + " -W [%h]:%p h0\n");
    const auto transport = connectTo();
    QVERIFY2(transport, qPrintable(transport ? QString() : transport.error().error.message));
    QCOMPARE(run(**transport, {{"echo", "there"}}, {}).value().output, "there\n");
}

void TestSshRoute::endsTheProxyCommand()
{
    const QString pidFile = m_sshd[0]->path(u"proxy.pid"_s);
    m_sshd[0]->writeFile(u"proxy"_s,
        "#!/bin/sh\necho $$ >" + pidFile.toUtf8() + "\nexec ssh -F "
            + m_endpoint.configFile.toUtf8() + " -W \"[$1]:$2\" h0\n",
        true);
    writeConfig(" ProxyCommand " + m_sshd[0]->path(u"proxy"_s).toUtf8() + " %h %p\n");
    pid_t pid = 0;
    {
        const auto transport = connectTo();
        QVERIFY(transport);
        pid = m_sshd[0]->readFile(u"proxy.pid"_s).trimmed().toInt();
        QVERIFY(pid > 0 && ::kill(pid, 0) == 0);
    }
    QVERIFY(::kill(pid, 0) != 0); // not even as a zombie
}

void TestSshRoute::saysThatTheProxyCommandFailed()
{
    writeConfig(" ProxyCommand false\n");
    const auto transport = connectTo({.deadline = 10s});
    QVERIFY(!transport);
    QCOMPARE(transport.error().error.kind, ErrorKind::Network);
}

QTEST_GUILESS_MAIN(TestSshRoute)
#include "tst_sshroute.moc"
