// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "agentfixture.h"
#include "sshlogins.h"

#include "core/transport/remotecommand.h"

#include <QFile>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// Passwords, passphrases and certificates, on a real sshd.
class TestSshLogin : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void password();
    void wrongPassword();
    void passwordIsNotSentWhereSshWouldNot();
    void preferredOrder();
    void keyThenPassword();

    void passphrase();
    void wrongPassphraseNeedsNoServer();
    void passphraseOnlyForAKeyThatIsTaken();
    void passphraseOfOldFormat();

    void certificates_data();
    void certificates();
    void certificateThroughAgent();
    void certificateOfAnotherKeyIsLeftAlone();

    void jumpHostIsNamed();

private:
    qsizetype logins(const SshdFixture &sshd) const { return sshd.log().count("Connection from"); }

    std::unique_ptr<SshdFixture> m_sshd; ///< keys and one password
    SshEndpoint m_endpoint;
};

void TestSshLogin::initTestCase()
{
    qunsetenv("SSH_AUTH_SOCK");
    m_sshd = std::make_unique<SshdFixture>();
    m_sshd->setPassword("correct horse");
    m_sshd->makeUserKey(u"ca"_s);
    QVERIFY(m_sshd->start());
    m_endpoint = m_sshd->endpoint();
    m_endpoint.user = u"root"_s;
}

void TestSshLogin::init()
{
    m_sshd->authorize(u"user_key"_s);
}

// --- password ---

void TestSshLogin::password()
{
    const auto asked = connectTo(withoutKeys(m_endpoint));
    QVERIFY(!asked);
    QCOMPARE(asked.error().error.kind, ErrorKind::Auth);
    QCOMPARE(asked.error().secret,
        (SecretRequest{passwordKey(*m_sshd), u"root@127.0.0.1"_s, false, false}));

    const auto holder = holding(passwordKey(*m_sshd), "correct horse");
    const auto transport = connectTo(withoutKeys(m_endpoint), {.secrets = holder});
    QVERIFY(transport);
    QCOMPARE(run(**transport, {{"echo", "a"}}, {}).value().output, "a\n");
    QVERIFY(holder->has(passwordKey(*m_sshd))); // a lost link comes back without a question
    QVERIFY(connectTo(withoutKeys(m_endpoint), {.secrets = holder}));
}

void TestSshLogin::wrongPassword()
{
    const auto holder = holding(passwordKey(*m_sshd), "battery staple");
    const qsizetype failed = m_sshd->log().count("Failed password");
    const auto refused = connectTo(withoutKeys(m_endpoint), {.secrets = holder});
    QVERIFY(!refused);
    QCOMPARE(refused.error().error.kind, ErrorKind::Auth);
    QVERIFY(refused.error().secret);
    QVERIFY(refused.error().secret->wasRefused);
    QVERIFY(!holder->has(passwordKey(*m_sshd)));
    QTRY_COMPARE(m_sshd->log().count("Failed password"), failed + 1); // and sent only once
    QVERIFY(!refused.error().error.message.contains("battery"_L1));
    QVERIFY(!refused.error().error.detail.contains("battery"));
}

void TestSshLogin::passwordIsNotSentWhereSshWouldNot()
{
    const QByteArrayList configs{
        "PasswordAuthentication no\n", "PreferredAuthentications publickey\n", "BatchMode yes\n"};
    for (const QByteArray &config : configs) {
        m_sshd->writeFile(u"config"_s, config);
        SshEndpoint endpoint = withoutKeys(m_endpoint);
        endpoint.configFile = m_sshd->path(u"config"_s);
        const auto refused
            = connectTo(endpoint, {.secrets = holding(passwordKey(*m_sshd), "correct horse")});
        QVERIFY2(!refused, config.constData());
        QVERIFY(!refused.error().secret);
    }
}

void TestSshLogin::preferredOrder()
{
    m_sshd->writeFile(u"config"_s, "PreferredAuthentications password,publickey\n");
    SshEndpoint endpoint = m_endpoint; // with the right key
    endpoint.configFile = m_sshd->path(u"config"_s);
    const auto asked = connectTo(endpoint);
    QVERIFY(!asked);
    QVERIFY(asked.error().secret);
}

void TestSshLogin::keyThenPassword()
{
    SshdFixture sshd({"AuthenticationMethods publickey,password"});
    sshd.setPassword("correct horse");
    QVERIFY(sshd.start());
    SshEndpoint endpoint = sshd.endpoint();
    endpoint.user = u"root"_s;
    const auto asked = connectTo(endpoint);
    QVERIFY(!asked);
    QVERIFY(asked.error().secret);
    QVERIFY(connectTo(endpoint, {.secrets = holding(passwordKey(sshd), "correct horse")}));
}

// --- key files with a passphrase ---

void TestSshLogin::passphrase()
{
    m_sshd->makeUserKey(u"locked"_s, u"open sesame"_s);
    m_sshd->authorize(u"locked"_s);
    SshEndpoint endpoint = m_endpoint;
    endpoint.identityFile = m_sshd->path(u"locked"_s);
    QVERIFY(QFile::remove(m_sshd->path(u"locked.pub"_s))); // the file itself tells the public half
    const auto asked = connectTo(endpoint);
    QVERIFY(!asked);
    const SecretKey key{SecretKind::Passphrase, endpoint.identityFile};
    QCOMPARE(asked.error().secret, (SecretRequest{key, u"root@127.0.0.1"_s, false, false}));

    const auto holder = holding(key, "open sesame");
    QVERIFY(connectTo(endpoint, {.secrets = holder}));
    QVERIFY(holder->has(key));
}

void TestSshLogin::wrongPassphraseNeedsNoServer()
{
    m_sshd->makeUserKey(u"locked2"_s, u"open sesame"_s);
    m_sshd->authorize(u"locked2"_s);
    SshEndpoint endpoint = m_endpoint;
    endpoint.identityFile = m_sshd->path(u"locked2"_s);
    const SecretKey key{SecretKind::Passphrase, endpoint.identityFile};
    const auto holder = holding(key, "open barley");
    const qsizetype before = logins(*m_sshd);
    const auto refused = connectTo(endpoint, {.secrets = holder});
    QVERIFY(!refused);
    QCOMPARE(refused.error().secret, (SecretRequest{key, u"root@127.0.0.1"_s, true, false}));
    QVERIFY(!holder->has(key));
    QCOMPARE(logins(*m_sshd), before);
}

void TestSshLogin::passphraseOnlyForAKeyThatIsTaken()
{
    m_sshd->makeUserKey(u"locked3"_s, u"open sesame"_s);
    SshEndpoint endpoint = m_endpoint;
    endpoint.identityFile = m_sshd->path(u"locked3"_s);
    const auto refused = connectTo(endpoint);
    QVERIFY(!refused);
    QVERIFY(refused.error().secret);
    QCOMPARE(refused.error().secret->key, passwordKey(*m_sshd)); // what would help
}

void TestSshLogin::passphraseOfOldFormat()
{
    outputOf(u"ssh-keygen"_s,
        {u"-q"_s, u"-t"_s, u"rsa"_s, u"-m"_s, u"PEM"_s, u"-N"_s, u"open sesame"_s, u"-f"_s,
            m_sshd->path(u"old"_s)});
    m_sshd->authorize(u"old"_s);
    SshEndpoint endpoint = m_endpoint;
    endpoint.identityFile = m_sshd->path(u"old"_s);
    const auto asked = connectTo(endpoint);
    QVERIFY(!asked);
    const SecretKey key{SecretKind::Passphrase, endpoint.identityFile};
    QVERIFY(asked.error().secret);
    QCOMPARE(asked.error().secret->key, key);
    QVERIFY(connectTo(endpoint, {.secrets = holding(key, "open sesame")}));
}

// --- certificates ---

void TestSshLogin::certificates_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<bool>("isBeside");
    for (const QString &type : {u"ed25519"_s, u"ecdsa"_s, u"rsa"_s}) {
        QTest::addRow("%s beside", qPrintable(type)) << type << true;
        QTest::addRow("%s named", qPrintable(type)) << type << false;
    }
}

void TestSshLogin::certificates()
{
    QFETCH(QString, type);
    QFETCH(bool, isBeside);
    SshdFixture sshd({"TrustedUserCAKeys " + m_sshd->path(u"ca.pub"_s).toUtf8()});
    QVERIFY(sshd.start());
    sshd.writeFile(u"authorized_keys"_s, {});
    const QString key = sshd.path(u"signed"_s);
    outputOf(u"ssh-keygen"_s, {u"-q"_s, u"-t"_s, type, u"-N"_s, QString(), u"-f"_s, key});
    SshEndpoint endpoint = sshd.endpoint();
    endpoint.user = u"root"_s;
    endpoint.identityFile = key;
    QVERIFY(!connectTo(endpoint));

    outputOf(u"ssh-keygen"_s,
        {u"-q"_s, u"-s"_s, m_sshd->path(u"ca"_s), u"-I"_s, u"admin"_s, u"-n"_s, u"root"_s,
            key + ".pub"_L1});
    if (!isBeside) {
        QVERIFY(QFile::rename(key + "-cert.pub"_L1, sshd.path(u"elsewhere.pub"_s)));
        QVERIFY(!connectTo(endpoint));
        sshd.writeFile(
            u"config"_s, "CertificateFile " + sshd.path(u"elsewhere.pub"_s).toUtf8() + '\n');
        endpoint.configFile = sshd.path(u"config"_s);
    }
    const auto transport = connectTo(endpoint);
    QVERIFY2(transport, transport ? "" : qPrintable(transport.error().error.message));
    QCOMPARE(run(**transport, {{"echo", "a"}}, {}).value().output, "a\n");
}

void TestSshLogin::certificateThroughAgent()
{
    SshdFixture sshd({"TrustedUserCAKeys " + m_sshd->path(u"ca.pub"_s).toUtf8()});
    QVERIFY(sshd.start());
    sshd.writeFile(u"authorized_keys"_s, {});
    sshd.makeUserKey(u"signed"_s);
    AgentFixture agent(sshd.path(u"agent"_s));
    QVERIFY(agent.isReady());
    // The agent gets the key alone; the certificate is on file.
    QVERIFY(agent.add(sshd.path(u"signed"_s)));
    outputOf(u"ssh-keygen"_s,
        {u"-q"_s, u"-s"_s, m_sshd->path(u"ca"_s), u"-I"_s, u"admin"_s, u"-n"_s, u"root"_s,
            sshd.path(u"signed.pub"_s)});
    outputOf(u"ssh-keygen"_s,
        {u"-q"_s, u"-p"_s, u"-P"_s, QString(), u"-N"_s, u"open sesame"_s, u"-f"_s,
            sshd.path(u"signed"_s)});
    SshEndpoint endpoint = sshd.endpoint();
    endpoint.user = u"root"_s;
    endpoint.identityFile = sshd.path(u"signed"_s);
    QVERIFY(connectTo(endpoint));

    // And a certificate that only the agent has, as ssh-add adds one that is beside the key.
    sshd.makeUserKey(u"both"_s);
    outputOf(u"ssh-keygen"_s,
        {u"-q"_s, u"-s"_s, m_sshd->path(u"ca"_s), u"-I"_s, u"admin"_s, u"-n"_s, u"root"_s,
            sshd.path(u"both.pub"_s)});
    QVERIFY(agent.sshAdd({u"-q"_s, u"-D"_s}));
    QVERIFY(agent.add(sshd.path(u"both"_s)));
    endpoint.identityFile.clear();
    QVERIFY(connectTo(endpoint));
}

void TestSshLogin::certificateOfAnotherKeyIsLeftAlone()
{
    m_sshd->makeUserKey(u"stranger"_s);
    outputOf(u"ssh-keygen"_s,
        {u"-q"_s, u"-s"_s, m_sshd->path(u"ca"_s), u"-I"_s, u"admin"_s, u"-n"_s, u"root"_s,
            m_sshd->path(u"stranger.pub"_s)});
    m_sshd->writeFile(
        u"config"_s, "CertificateFile " + m_sshd->path(u"stranger-cert.pub"_s).toUtf8() + '\n');
    SshEndpoint endpoint = m_endpoint;
    endpoint.configFile = m_sshd->path(u"config"_s);
    QVERIFY(connectTo(endpoint));
}

// --- on the way ---

void TestSshLogin::jumpHostIsNamed()
{
    SshdFixture bastion;
    bastion.setPassword("bastion horse");
    QVERIFY(bastion.start());
    SshEndpoint endpoint = m_endpoint;
    endpoint.configFile = m_sshd->path(u"config"_s);
    m_sshd->writeFile(u"config"_s,
        "Host bastion\n  HostName 127.0.0.1\n  Port " + QByteArray::number(bastion.port())
            + "\n  User root\n  IdentityFile none\n  UserKnownHostsFile "
            + bastion.path(u"known_hosts"_s).toUtf8() + '\n');
    endpoint.proxyJump = u"bastion"_s;
    const auto asked = connectTo(endpoint);
    QVERIFY(!asked);
    QVERIFY2(asked.error().secret, qPrintable(asked.error().error.message));
    QCOMPARE(asked.error().secret,
        (SecretRequest{passwordKey(bastion), u"root@127.0.0.1"_s, false, true}));
    QVERIFY(connectTo(endpoint, {.secrets = holding(passwordKey(bastion), "bastion horse")}));
}

QTEST_GUILESS_MAIN(TestSshLogin)
#include "tst_sshlogin.moc"
