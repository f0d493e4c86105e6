// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "agentfixture.h"
#include "sshlogins.h"

#include "core/transport/remotecommand.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <thread>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Which key is offered to a server, from a file, by default or by the agent; on a real sshd.
class TestSshUserKeys : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { m_sshd->authorize(u"user_key"_s); }

    void wrongKey();
    void missingKey();
    void passphrase();
    void defaultKey();
    void agentKey();
    void passphraseKeyInAgent();
    void tooManyAgentKeys();
    void hungAgent();
    void writesNoPublicKey();

private:
    std::unique_ptr<SshdFixture> m_sshd;
    SshEndpoint m_endpoint;
};

void TestSshUserKeys::initTestCase()
{
    qunsetenv("SSH_AUTH_SOCK");
    m_sshd = std::make_unique<SshdFixture>();
    QVERIFY(m_sshd->start());
    // No keys and no files of the person who runs the tests.
    qputenv("HOME", QFile::encodeName(m_sshd->path(u"home"_s)));
    m_endpoint = m_sshd->endpoint();
}

void TestSshUserKeys::wrongKey()
{
    m_sshd->makeUserKey(u"wrong_key"_s);
    SshEndpoint endpoint = m_endpoint;
    endpoint.user = u"root"_s;
    endpoint.identityFile = m_sshd->path(u"wrong_key"_s);
    const auto transport = connectTo(endpoint);
    QVERIFY(!transport);
    const Error &error = transport.error().error;
    QCOMPARE(error.kind, ErrorKind::Auth);
    QVERIFY(error.message.contains("root@127.0.0.1"_L1));
    QVERIFY(error.message.contains(endpoint.identityFile));
    QVERIFY(error.message.contains("publickey"_L1));
}

void TestSshUserKeys::missingKey()
{
    SshEndpoint endpoint = m_endpoint;
    endpoint.identityFile = m_sshd->path(u"no_such_key"_s);
    const auto transport = connectTo(endpoint);
    QVERIFY(!transport);
    QCOMPARE(transport.error().error.kind, ErrorKind::Auth);
    QVERIFY(transport.error().error.message.contains("not usable"_L1));
}

void TestSshUserKeys::passphrase()
{
    m_sshd->makeUserKey(u"secret_key"_s, u"sesame"_s);
    m_sshd->authorize(u"secret_key"_s);
    SshEndpoint endpoint = m_endpoint;
    endpoint.identityFile = m_sshd->path(u"secret_key"_s);
    const auto transport = connectTo(endpoint);
    QVERIFY(!transport);
    QCOMPARE(transport.error().error.kind, ErrorKind::Auth);
    QVERIFY(transport.error().error.message.contains("the passphrase of the key"_L1));
    QVERIFY(transport.error().secret);
    QCOMPARE(transport.error().secret->key.subject, endpoint.identityFile);
}

void TestSshUserKeys::defaultKey()
{
    QVERIFY(QDir().mkpath(m_sshd->path(u"home/.ssh"_s)));
    m_sshd->makeUserKey(u"home/.ssh/id_ed25519"_s);
    m_sshd->authorize(u"home/.ssh/id_ed25519"_s);
    // ssh takes the home directory from the account, so HOME cannot lead it here.
    m_sshd->writeFile(
        u"ssh_config"_s, "IdentityFile " + m_sshd->path(u"home/.ssh/id_ed25519"_s).toUtf8() + '\n');
    SshEndpoint endpoint = m_endpoint;
    endpoint.identityFile.clear();
    endpoint.configFile = m_sshd->path(u"ssh_config"_s);
    QVERIFY(connectTo(endpoint));
    QVERIFY(QFile::remove(m_sshd->path(u"home/.ssh/id_ed25519"_s)));
    QVERIFY(!connectTo(endpoint));
}

void TestSshUserKeys::agentKey()
{
    AgentFixture agent(m_sshd->path(u"agent"_s));
    QVERIFY(agent.isReady());
    QVERIFY(agent.add(m_sshd->path(u"user_key"_s)));
    SshEndpoint endpoint = m_endpoint;
    endpoint.identityFile.clear();
    const auto transport = connectTo(endpoint);
    QVERIFY(transport);
    QCOMPARE(run(**transport, {{"echo", "a"}}, {}).value().output, "a\n");
}

void TestSshUserKeys::passphraseKeyInAgent()
{
    // ssh-add asks for the passphrase, so the agent gets the key before it has one.
    AgentFixture agent(m_sshd->path(u"agent2"_s));
    QVERIFY(agent.isReady());
    for (int i = 0; i < 8; ++i) {
        const QString name = "other_"_L1 + QString::number(i);
        m_sshd->makeUserKey(name);
        QVERIFY(agent.add(m_sshd->path(name)));
    }
    m_sshd->makeUserKey(u"locked_key"_s);
    m_sshd->authorize(u"locked_key"_s);
    QVERIFY(agent.add(m_sshd->path(u"locked_key"_s)));
    outputOf(u"ssh-keygen"_s,
        {u"-q"_s, u"-p"_s, u"-P"_s, QString(), u"-N"_s, u"sesame"_s, u"-f"_s,
            m_sshd->path(u"locked_key"_s)});
    SshEndpoint endpoint = m_endpoint;
    endpoint.identityFile = m_sshd->path(u"locked_key"_s);
    // Only this key is offered, or the eight others would use up the server's patience.
    QVERIFY(connectTo(endpoint));
}

void TestSshUserKeys::tooManyAgentKeys()
{
    AgentFixture agent(m_sshd->path(u"agent3"_s));
    QVERIFY(agent.isReady());
    for (int i = 0; i < 8; ++i)
        QVERIFY(agent.add(m_sshd->path("other_"_L1 + QString::number(i))));
    SshEndpoint endpoint = m_endpoint;
    endpoint.identityFile.clear();
    const auto transport = connectTo(endpoint);
    QVERIFY(!transport);
    QCOMPARE(transport.error().error.kind, ErrorKind::Auth);
    QVERIFY(transport.error().error.message.contains("too many keys"_L1));
    // A named file comes before the agent.
    QVERIFY(connectTo(m_endpoint));
}

void TestSshUserKeys::hungAgent()
{
    AgentFixture agent(m_sshd->path(u"agent4"_s));
    QVERIFY(agent.isReady());
    agent.signal(SIGSTOP);
    SshEndpoint endpoint = m_endpoint;
    endpoint.identityFile.clear();
    QElapsedTimer clock;
    clock.start();
    // It may wait for a person, so their time counts.
    const auto late = connectTo(endpoint, {.personDeadline = 1000ms});
    QVERIFY(!late);
    QCOMPARE(late.error().error.kind, ErrorKind::Auth);
    QVERIFY(late.error().error.message.contains("The SSH agent does not answer"_L1));
    QVERIFY(clock.elapsed() < 5000);

    std::stop_source source;
    std::jthread canceller([&] {
        std::this_thread::sleep_for(500ms);
        clock.start();
        source.request_stop();
    });
    const auto cancelled = SshTransport::connect(endpoint, {}, source.get_token());
    QVERIFY(!cancelled);
    QCOMPARE(cancelled.error().error.kind, ErrorKind::Cancelled);
    QVERIFY(clock.elapsed() < 1000);
}

void TestSshUserKeys::writesNoPublicKey()
{
    QVERIFY(QFile::remove(m_sshd->path(u"user_key.pub"_s)));
    QVERIFY(connectTo(m_endpoint));
    QVERIFY(!QFile::exists(m_sshd->path(u"user_key.pub"_s)));
}

QTEST_GUILESS_MAIN(TestSshUserKeys)
#include "tst_sshuserkeys.moc"
