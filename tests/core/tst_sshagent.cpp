// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "agentfixture.h"
#include "sshlogins.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <mutex>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Keys in a real ssh-agent, on a real sshd.
class TestSshAgent : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void agentKeys_data();
    void agentKeys();
    void identitiesOnly();
    void publicKeyFileNamesAgentKey();
    void lockedAgent();
    void stoppedAgent();
    void agentThatStopsBeforeSigning();

private:
    std::unique_ptr<SshdFixture> m_sshd; ///< keys and one password
    SshEndpoint m_endpoint;
};

void TestSshAgent::initTestCase()
{
    qunsetenv("SSH_AUTH_SOCK");
    m_sshd = std::make_unique<SshdFixture>();
    m_sshd->setPassword("correct horse");
    QVERIFY(m_sshd->start());
    m_endpoint = m_sshd->endpoint();
    m_endpoint.user = u"root"_s;
}

void TestSshAgent::init()
{
    m_sshd->authorize(u"user_key"_s);
}

void TestSshAgent::agentKeys_data()
{
    QTest::addColumn<int>("strangers");
    QTest::addColumn<int>("tries"); // MaxAuthTries
    QTest::addColumn<bool>("isNamed"); // by IdentityFile; its file has a passphrase
    QTest::addColumn<bool>("isReached");
    QTest::newRow("none, unnamed") << 0 << 6 << false << true;
    QTest::newRow("3, unnamed") << 3 << 6 << false << true;
    QTest::newRow("7, unnamed") << 7 << 6 << false << false; // as with ssh
    QTest::newRow("7, named") << 7 << 6 << true << true;
    QTest::newRow("50, named") << 50 << 6 << true << true;
    QTest::newRow("50, named, 2 tries") << 50 << 2 << true << true;
    QTest::newRow("50, named, 1 try") << 50 << 1 << true << true;
    QTest::newRow("1, unnamed, 2 tries") << 1 << 2 << false << true;
    QTest::newRow("1, unnamed, 1 try") << 1 << 1 << false << false;
}

void TestSshAgent::agentKeys()
{
    QFETCH(int, strangers);
    QFETCH(int, tries);
    QFETCH(bool, isNamed);
    QFETCH(bool, isReached);
    SshdFixture sshd({"MaxAuthTries " + QByteArray::number(tries)});
    QVERIFY(sshd.start());
    AgentFixture agent(sshd.path(u"agent"_s));
    QVERIFY(agent.isReady());
    for (int i = 0; i < strangers; ++i) {
        const QString name = "stranger"_L1 + QString::number(i);
        sshd.makeUserKey(name);
        QVERIFY(agent.add(sshd.path(name)));
    }
    sshd.makeUserKey(u"right"_s);
    sshd.authorize(u"right"_s);
    QVERIFY(agent.add(sshd.path(u"right"_s)));
    outputOf(u"ssh-keygen"_s,
        {u"-q"_s, u"-p"_s, u"-P"_s, QString(), u"-N"_s, u"open sesame"_s, u"-f"_s,
            sshd.path(u"right"_s)});
    SshEndpoint endpoint = sshd.endpoint();
    endpoint.identityFile = isNamed ? sshd.path(u"right"_s) : QString();
    QElapsedTimer clock;
    clock.start();
    const auto transport = connectTo(endpoint);
    QCOMPARE(transport.has_value(), isReached);
    QVERIFY(clock.elapsed() < 20'000);
    if (!isReached) {
        QCOMPARE(transport.error().error.kind, ErrorKind::Auth);
        QVERIFY(transport.error().error.message.contains("too many keys"_L1));
    }
}

void TestSshAgent::identitiesOnly()
{
    AgentFixture agent(m_sshd->path(u"agent-only"_s));
    QVERIFY(agent.isReady());
    QVERIFY(agent.add(m_sshd->path(u"user_key"_s)));
    m_sshd->makeUserKey(u"wrong"_s);
    m_sshd->writeFile(u"config"_s, "IdentitiesOnly yes\nPasswordAuthentication no\n");
    SshEndpoint endpoint = m_endpoint;
    endpoint.identityFile = m_sshd->path(u"wrong"_s);
    QVERIFY(connectTo(endpoint)); // by the agent's key
    endpoint.configFile = m_sshd->path(u"config"_s);
    QVERIFY(!connectTo(endpoint));
}

void TestSshAgent::publicKeyFileNamesAgentKey()
{
    AgentFixture agent(m_sshd->path(u"agent-pub"_s));
    QVERIFY(agent.isReady());
    m_sshd->makeUserKey(u"away"_s);
    m_sshd->authorize(u"away"_s);
    QVERIFY(agent.add(m_sshd->path(u"away"_s)));
    QVERIFY(QFile::remove(m_sshd->path(u"away"_s)));
    m_sshd->writeFile(u"config"_s, "IdentitiesOnly yes\nPasswordAuthentication no\n");
    SshEndpoint endpoint = m_endpoint;
    endpoint.configFile = m_sshd->path(u"config"_s);
    endpoint.identityFile = m_sshd->path(u"away.pub"_s);
    QVERIFY(connectTo(endpoint));
    QVERIFY(agent.sshAdd({u"-q"_s, u"-D"_s}));
    const auto refused = connectTo(endpoint);
    QVERIFY(!refused);
    QVERIFY(refused.error().error.message.contains("the agent does not have this key"_L1));
}

void TestSshAgent::lockedAgent()
{
    AgentFixture agent(m_sshd->path(u"agent-locked"_s));
    QVERIFY(agent.isReady());
    QVERIFY(agent.add(m_sshd->path(u"user_key"_s)));
    // ssh-add -x asks on a terminal or by a program.
    m_sshd->writeFile(u"askpass"_s, "#!/bin/sh\necho lock\n", true);
    qputenv("SSH_ASKPASS", QFile::encodeName(m_sshd->path(u"askpass"_s)));
    qputenv("SSH_ASKPASS_REQUIRE", "force");
    QVERIFY(agent.sshAdd({u"-x"_s}));
    m_sshd->writeFile(u"config"_s, "PasswordAuthentication no\n");
    SshEndpoint endpoint = withoutKeys(m_endpoint);
    endpoint.configFile = m_sshd->path(u"config"_s);
    const auto refused = connectTo(endpoint);
    QVERIFY(!refused);
    QCOMPARE(refused.error().error.kind, ErrorKind::Auth);
    QVERIFY(agent.sshAdd({u"-X"_s}));
    QVERIFY(connectTo(endpoint));
    qunsetenv("SSH_ASKPASS");
    qunsetenv("SSH_ASKPASS_REQUIRE");
}

/// A file that needs no agent is used although the agent hangs.
void TestSshAgent::stoppedAgent()
{
    AgentFixture agent(m_sshd->path(u"agent-stopped"_s));
    QVERIFY(agent.isReady());
    agent.signal(SIGSTOP);
    QVERIFY(connectTo(m_endpoint));
}

void TestSshAgent::agentThatStopsBeforeSigning()
{
    // ssh-add -c: the agent runs a program that asks a person, and waits.
    m_sshd->writeFile(u"slow-askpass"_s, "#!/bin/sh\nexec sleep 60\n", true);
    qputenv("SSH_ASKPASS", QFile::encodeName(m_sshd->path(u"slow-askpass"_s)));
    qputenv("SSH_ASKPASS_REQUIRE", "force");
    AgentFixture agent(m_sshd->path(u"agent-confirm"_s));
    qunsetenv("SSH_ASKPASS");
    qunsetenv("SSH_ASKPASS_REQUIRE");
    QVERIFY(agent.isReady());
    QVERIFY(agent.sshAdd({u"-q"_s, u"-c"_s, m_sshd->path(u"user_key"_s)}));
    std::mutex mutex;
    QList<LoginHint> hints;
    SshConnectOptions options{.personDeadline = 4s};
    options.hint = [&](LoginHint hint) {
        const std::lock_guard lock(mutex);
        hints += hint;
    };
    QElapsedTimer clock;
    clock.start();
    const auto refused = connectTo(withoutKeys(m_endpoint), options);
    QVERIFY(!refused);
    QCOMPARE(refused.error().error.kind, ErrorKind::Auth); // so that it is not tried by itself
    QVERIFY(refused.error().error.message.contains("agent did not sign"_L1));
    QVERIFY(clock.elapsed() < 20'000);
    const std::lock_guard lock(mutex);
    QCOMPARE(hints, (QList{LoginHint::AgentWaits, LoginHint::None}));
}

QTEST_GUILESS_MAIN(TestSshAgent)
#include "tst_sshagent.moc"
