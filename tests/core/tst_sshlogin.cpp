// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "agentfixture.h"
#include "sshdfixture.h"

#include "core/transport/patience.h"
#include "core/transport/remotecommand.h"
#include "core/transport/secretholder.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <mutex>
#include <thread>

#include <poll.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Connected = std::expected<std::unique_ptr<SshTransport>, SshConnectFailure>;

Connected connectTo(const SshEndpoint &endpoint, const SshConnectOptions &options = {})
{
    return SshTransport::connect(endpoint, options, {});
}

Secret secret(QByteArray bytes)
{
    bytes.detach();
    return Secret::take(bytes);
}

/// Answers like a person who knows what to say to each prompt; nothing where it finds none.
class Person final : public SecretAsker
{
public:
    using Answer = std::function<QByteArray(const ServerQuestion::Prompt &)>;
    explicit Person(Answer answer) : m_answer(std::move(answer)) { }

    std::optional<std::vector<Secret>> ask(
        const ServerQuestion &question, const Patience &) override
    {
        questions += question;
        std::vector<Secret> answers;
        for (const auto &prompt : question.prompts)
            answers.push_back(secret(m_answer(prompt)));
        return answers;
    }

    QList<ServerQuestion> questions; ///< read after the connection was made

private:
    Answer m_answer;
};

/// Does not answer before its time is up.
class Absent final : public SecretAsker
{
public:
    std::optional<std::vector<Secret>> ask(
        const ServerQuestion &, const Patience &patience) override
    {
        const Wakeup nothing;
        patience.waitFor(nothing.fd(), POLLIN);
        return {};
    }
};

}

/// Ways to log in, on a real sshd.
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

    void agentKeys_data();
    void agentKeys();
    void identitiesOnly();
    void publicKeyFileNamesAgentKey();
    void lockedAgent();
    void stoppedAgent();
    void agentThatStopsBeforeSigning();

    void oneTimeCode();
    void pamPasswordIsHeld();
    void wrongAnswers();
    void nobodyAnswers();
    void stopEndsQuestion();

    void jumpHostIsNamed();

private:
    SshEndpoint withoutKeys() const;
    std::shared_ptr<SecretHolder> holding(const SecretKey &key, const QByteArray &bytes) const;
    SecretKey passwordKey(const SshdFixture &sshd) const;
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

SshEndpoint TestSshLogin::withoutKeys() const
{
    SshEndpoint endpoint = m_endpoint;
    endpoint.identityFile.clear();
    return endpoint;
}

std::shared_ptr<SecretHolder> TestSshLogin::holding(
    const SecretKey &key, const QByteArray &bytes) const
{
    auto holder = std::make_shared<SecretHolder>();
    holder->put(key, secret(bytes));
    return holder;
}

SecretKey TestSshLogin::passwordKey(const SshdFixture &sshd) const
{
    return {SecretKind::Password, "root@127.0.0.1:"_L1 + QString::number(sshd.port())};
}

// --- password ---

void TestSshLogin::password()
{
    const auto asked = connectTo(withoutKeys());
    QVERIFY(!asked);
    QCOMPARE(asked.error().error.kind, ErrorKind::Auth);
    QCOMPARE(asked.error().secret,
        (SecretRequest{passwordKey(*m_sshd), u"root@127.0.0.1"_s, false, false}));

    const auto holder = holding(passwordKey(*m_sshd), "correct horse");
    const auto transport = connectTo(withoutKeys(), {.secrets = holder});
    QVERIFY(transport);
    QCOMPARE(run(**transport, {{"echo", "a"}}, {}).value().output, "a\n");
    QVERIFY(holder->has(passwordKey(*m_sshd))); // a lost link comes back without a question
    QVERIFY(connectTo(withoutKeys(), {.secrets = holder}));
}

void TestSshLogin::wrongPassword()
{
    const auto holder = holding(passwordKey(*m_sshd), "battery staple");
    const qsizetype failed = m_sshd->log().count("Failed password");
    const auto refused = connectTo(withoutKeys(), {.secrets = holder});
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
        SshEndpoint endpoint = withoutKeys();
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

// --- the agent ---

void TestSshLogin::agentKeys_data()
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

void TestSshLogin::agentKeys()
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

void TestSshLogin::identitiesOnly()
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

void TestSshLogin::publicKeyFileNamesAgentKey()
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

void TestSshLogin::lockedAgent()
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
    SshEndpoint endpoint = withoutKeys();
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
void TestSshLogin::stoppedAgent()
{
    AgentFixture agent(m_sshd->path(u"agent-stopped"_s));
    QVERIFY(agent.isReady());
    agent.signal(SIGSTOP);
    QVERIFY(connectTo(m_endpoint));
}

void TestSshLogin::agentThatStopsBeforeSigning()
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
    const auto refused = connectTo(withoutKeys(), options);
    QVERIFY(!refused);
    QCOMPARE(refused.error().error.kind, ErrorKind::Auth); // so that it is not tried by itself
    QVERIFY(refused.error().error.message.contains("agent did not sign"_L1));
    QVERIFY(clock.elapsed() < 20'000);
    const std::lock_guard lock(mutex);
    QCOMPARE(hints, (QList{LoginHint::AgentWaits, LoginHint::None}));
}

// --- keyboard-interactive ---

void TestSshLogin::oneTimeCode()
{
    SshdFixture sshd;
    sshd.setPassword("correct horse");
    const QByteArray seed = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    sshd.writeFile(u"totp"_s, seed + "\n\" TOTP_AUTH\n");
    QFile::setPermissions(sshd.path(u"totp"_s), QFile::ReadOwner | QFile::WriteOwner);
    sshd.usePam("auth required pam_unix.so\nauth required pam_google_authenticator.so user=root "
                "no_strict_owner secret="
        + sshd.path(u"totp"_s).toUtf8()
        + "\naccount required pam_permit.so\nsession required pam_permit.so\n");
    QVERIFY(sshd.start());
    SshEndpoint endpoint = sshd.endpoint();
    endpoint.user = u"root"_s;
    endpoint.identityFile.clear();
    const auto person = std::make_shared<Person>([&](const ServerQuestion::Prompt &prompt) {
        return prompt.text.contains("code"_L1)
            ? outputOf(u"oathtool"_s, {u"--totp"_s, u"-b"_s, QString::fromLatin1(seed)}).trimmed()
            : QByteArray("correct horse");
    });
    SshConnectOptions options{.secrets = std::make_shared<SecretHolder>()};
    options.asker = person;
    const auto transport = connectTo(endpoint, options);
    QVERIFY2(transport,
        transport ? ""
                  : qPrintable(transport.error().error.message + QString::fromUtf8(sshd.log())));
    QCOMPARE(run(**transport, {{"echo", "a"}}, {}).value().output, "a\n");
    QCOMPARE(person->questions.size(), 2);
    QCOMPARE(person->questions[0].prompts[0].text, u"Password:"_s);
    QVERIFY(!person->questions[0].prompts[0].isEchoed);
    QVERIFY(person->questions[1].prompts[0].text.contains("Verification code"_L1));
    QCOMPARE(person->questions[1].round, 2);
    QCOMPARE(person->questions[1].account, u"root@127.0.0.1"_s);
    // Of all that was asked, only the password is kept.
    QVERIFY(options.secrets->has(passwordKey(sshd)));
}

void TestSshLogin::pamPasswordIsHeld()
{
    SshdFixture sshd({"PasswordAuthentication no"});
    sshd.setPassword("correct horse");
    sshd.usePam("auth required pam_unix.so\naccount required pam_permit.so\n"
                "session required pam_permit.so\n");
    QVERIFY(sshd.start());
    SshEndpoint endpoint = sshd.endpoint();
    endpoint.user = u"root"_s;
    endpoint.identityFile.clear();
    const auto person
        = std::make_shared<Person>([](const auto &) { return QByteArray("correct horse"); });
    SshConnectOptions options{.secrets = std::make_shared<SecretHolder>()};
    options.asker = person;
    QVERIFY(connectTo(endpoint, options));
    QVERIFY(connectTo(endpoint, options));
    QCOMPARE(person->questions.size(), 1); // for two logins

    // Where nobody is there, it is not tried at all.
    const auto refused = connectTo(endpoint);
    QVERIFY(!refused);
    QVERIFY(!refused.error().secret);
    QVERIFY(refused.error().error.message.contains("nobody was there"_L1));

    sshd.stop();
    sshd.setPassword("changed");
    QVERIFY(sshd.start());
    const auto stale = connectTo(endpoint, options);
    QVERIFY(!stale);
    QVERIFY(!options.secrets->has(passwordKey(sshd)));
    QCOMPARE(person->questions.size(), 1); // not asked in the same breath either
}

void TestSshLogin::wrongAnswers()
{
    SshdFixture sshd({"PasswordAuthentication no"});
    sshd.setPassword("correct horse");
    sshd.usePam("auth required pam_unix.so\naccount required pam_permit.so\n");
    QVERIFY(sshd.start());
    SshEndpoint endpoint = sshd.endpoint();
    endpoint.user = u"root"_s;
    endpoint.identityFile.clear();
    const auto person = std::make_shared<Person>([](const auto &) { return QByteArray("wrong"); });
    SshConnectOptions options{.secrets = std::make_shared<SecretHolder>()};
    options.asker = person;
    const auto refused = connectTo(endpoint, options);
    QVERIFY(!refused);
    QCOMPARE(refused.error().error.kind, ErrorKind::Auth);
    QVERIFY(!refused.error().secret);
    QCOMPARE(person->questions.size(), 1);
    QVERIFY(!options.secrets->has(passwordKey(sshd)));
}

void TestSshLogin::nobodyAnswers()
{
    SshdFixture sshd({"PasswordAuthentication no"});
    sshd.setPassword("correct horse");
    sshd.usePam("auth required pam_unix.so\naccount required pam_permit.so\n");
    QVERIFY(sshd.start());
    SshEndpoint endpoint = sshd.endpoint();
    endpoint.user = u"root"_s;
    endpoint.identityFile.clear();
    const auto refused
        = connectTo(endpoint, {.asker = std::make_shared<Absent>(), .personDeadline = 500ms});
    QVERIFY(!refused);
    QCOMPARE(refused.error().error.kind, ErrorKind::Auth); // so that it is not tried by itself
    QVERIFY(refused.error().error.message.contains("not answered"_L1));
}

void TestSshLogin::stopEndsQuestion()
{
    SshdFixture sshd({"PasswordAuthentication no"});
    sshd.setPassword("correct horse");
    sshd.usePam("auth required pam_unix.so\naccount required pam_permit.so\n");
    QVERIFY(sshd.start());
    SshEndpoint endpoint = sshd.endpoint();
    endpoint.user = u"root"_s;
    endpoint.identityFile.clear();
    std::stop_source source;
    const std::jthread canceller([&] {
        std::this_thread::sleep_for(1s);
        source.request_stop();
    });
    QElapsedTimer clock;
    clock.start();
    const auto stopped = SshTransport::connect(
        endpoint, {.asker = std::make_shared<Absent>()}, source.get_token());
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().error.kind, ErrorKind::Cancelled);
    QVERIFY(clock.elapsed() < 20'000); // of 100 seconds
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
