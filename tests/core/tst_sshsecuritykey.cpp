// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "agentfixture.h"
#include "sshdfixture.h"

#include "core/transport/remotecommand.h"
#include "core/transport/secretholder.h"

#include <QFile>
#include <QTest>

#include <future>
#include <mutex>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Connected = std::expected<std::unique_ptr<SshTransport>, SshConnectFailure>;
using Hints = QList<LoginHint>;

constexpr int patience = 30'000; // ms

/// A login under way, as a Job makes one.
class Login final
{
public:
    explicit Login(const SshEndpoint &endpoint, SshConnectOptions options = {})
    {
        options.hint = [this](LoginHint hint) {
            const std::lock_guard lock(m_mutex);
            m_hints += hint;
        };
        m_result = std::async(std::launch::async, [this, endpoint, options] {
            return SshTransport::connect(endpoint, options, m_stop.get_token());
        });
    }
    ~Login() { m_stop.request_stop(); }

    void cancel() { m_stop.request_stop(); }
    bool isOver() const { return m_result.wait_for(0s) == std::future_status::ready; }
    Connected result() { return m_result.get(); }
    Hints hints() const
    {
        const std::lock_guard lock(m_mutex);
        return m_hints;
    }

private:
    mutable std::mutex m_mutex;
    Hints m_hints;
    std::stop_source m_stop;
    std::future<Connected> m_result; ///< waits for the rest to end
};

}

/// A FIDO key in the user's agent: real ssh-agent and sshd, and a token that the test touches.
class TestSshSecurityKey : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void touch_data();
    void touch();
    void cancel();
    void touchThatNeverComes();
    void refused_data();
    void refused();
    void refusalLeavesOtherWays();
    void agentThatDies();
    void oneTouchAtATime();
    void busyAgent();

private:
    void answer(const QByteArray &word);
    bool isAsked() const { return QFile::exists(m_sshd->path(u"asked"_s)); }
    bool start();

    std::unique_ptr<SshdFixture> m_sshd;
    std::unique_ptr<AgentFixture> m_agent; ///< has the security key
    SshEndpoint m_endpoint; ///< names no file
};

void TestSshSecurityKey::initTestCase()
{
    qunsetenv("SSH_AUTH_SOCK");
    qputenv("SSH_ASKPASS", "false"); // the agent's own hint
    m_sshd = std::make_unique<SshdFixture>();
    qputenv("SPOOLSCOPE_TOKEN", QFile::encodeName(m_sshd->path({})));
    m_sshd->setPassword("correct horse");
    m_sshd->makeUserKey(u"ca"_s);
    const QString key = m_sshd->path(u"token"_s);
    outputOf(u"ssh-keygen"_s,
        {u"-q"_s, u"-t"_s, u"ed25519-sk"_s, u"-w"_s, QStringLiteral(SPOOLSCOPE_SECURITY_TOKEN),
            u"-N"_s, QString(), u"-f"_s, key});
    QVERIFY(m_sshd->readFile(u"token.pub"_s).startsWith("sk-ssh-ed25519@openssh.com "));
    QVERIFY(m_sshd->start());
    m_endpoint = m_sshd->endpoint();
    m_endpoint.user = u"root"_s;
    m_endpoint.identityFile.clear();
}

void TestSshSecurityKey::init()
{
    QFile::remove(m_sshd->path(u"asked"_s));
    QFile::remove(m_sshd->path(u"answer"_s));
    m_sshd->authorize(u"token"_s);
    m_agent = std::make_unique<AgentFixture>(
        m_sshd->path(u"agent"_s), QStringList{u"-P"_s, QStringLiteral(SPOOLSCOPE_SECURITY_TOKEN)});
    QVERIFY(m_agent->isReady());
    QVERIFY(m_agent->sshAdd(
        {u"-q"_s, u"-S"_s, QStringLiteral(SPOOLSCOPE_SECURITY_TOKEN), m_sshd->path(u"token"_s)}));
}

void TestSshSecurityKey::cleanup()
{
    m_agent.reset();
    QFile::remove(m_sshd->path(u"agent"_s));
}

/// Lets the token go on, now or when it is asked.
void TestSshSecurityKey::answer(const QByteArray &word)
{
    m_sshd->writeFile(u"answer.new"_s, word + '\n');
    QVERIFY(QFile::rename(m_sshd->path(u"answer.new"_s), m_sshd->path(u"answer"_s)));
}

void TestSshSecurityKey::touch_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("key of the agent") << QString();
    QTest::newRow("named by its file") << u"token"_s;
    QTest::newRow("named by its public key") << u"token.pub"_s;
}

void TestSshSecurityKey::touch()
{
    QFETCH(QString, file);
    SshEndpoint endpoint = m_endpoint;
    if (!file.isEmpty())
        endpoint.identityFile = m_sshd->path(file);
    Login login(endpoint);
    QTRY_VERIFY_WITH_TIMEOUT(isAsked(), patience);
    QTRY_COMPARE_WITH_TIMEOUT(login.hints(), Hints{LoginHint::TouchKey}, patience);
    // Nothing but the touch ends it.
    QTest::qWait(500);
    QVERIFY(!login.isOver());
    QCOMPARE(login.hints(), Hints{LoginHint::TouchKey});
    answer("touched");
    const auto transport = login.result();
    QVERIFY2(transport, transport ? "" : qPrintable(transport.error().error.message));
    QCOMPARE(run(**transport, {{"echo", "a"}}, {}).value().output, "a\n");
    QCOMPARE(login.hints(), (Hints{LoginHint::TouchKey, LoginHint::None}));
    QVERIFY(m_sshd->log().contains("Accepted publickey for root"));
}

void TestSshSecurityKey::cancel()
{
    Login login(m_endpoint);
    QTRY_COMPARE_WITH_TIMEOUT(login.hints(), Hints{LoginHint::TouchKey}, patience);
    login.cancel();
    QTRY_VERIFY_WITH_TIMEOUT(login.isOver(), patience); // of the 100 seconds for a person
    const auto cancelled = login.result();
    QVERIFY(!cancelled);
    QCOMPARE(cancelled.error().error.kind, ErrorKind::Cancelled);
    QCOMPARE(login.hints(), (Hints{LoginHint::TouchKey, LoginHint::None}));
    // The agent still waits for the touch. Once it has it, it serves the next login.
    QTRY_VERIFY_WITH_TIMEOUT(isAsked(), patience);
    answer("touched");
    Login next(m_endpoint);
    const auto transport = next.result();
    QVERIFY2(transport, transport ? "" : qPrintable(transport.error().error.message));
}

void TestSshSecurityKey::touchThatNeverComes()
{
    Login login(m_endpoint, {.personDeadline = 2s});
    QTRY_VERIFY_WITH_TIMEOUT(login.isOver(), patience);
    const auto expired = login.result();
    QVERIFY(!expired);
    QCOMPARE(expired.error().error.kind, ErrorKind::Auth); // so that it is not tried by itself
    const QString text = expired.error().error.message;
    QVERIFY2(text.contains("The security key was not touched in time"_L1), qPrintable(text));
    QVERIFY2(text.contains("root@127.0.0.1"_L1), qPrintable(text));
    QVERIFY2(text.contains("Connect again"_L1), qPrintable(text));
    QCOMPARE(login.hints(), (Hints{LoginHint::TouchKey, LoginHint::None}));
}

void TestSshSecurityKey::refused_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("options"); // of authorized_keys
    QTest::addColumn<QString>("tried");
    QTest::addColumn<QString>("advice");
    QTest::addColumn<QByteArray>("log"); // what sshd had against it
    QTest::newRow("by the agent") << QByteArray("refused") << QByteArray()
                                  << u"the agent refused to sign"_s << u"plugged in"_s
                                  << QByteArray();
    QTest::newRow("no user presence")
        << QByteArray("untouched") << QByteArray() << u"the security key signed without a touch"_s
        << u"no-touch-required"_s << QByteArray("user presence");
    QTest::newRow("no user verification")
        << QByteArray("touched") << QByteArray("verify-required ") << u"not its signature"_s
        << u"verify-required"_s << QByteArray("user verification");
}

void TestSshSecurityKey::refused()
{
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, options);
    QFETCH(QString, tried);
    QFETCH(QString, advice);
    QFETCH(QByteArray, log);
    m_sshd->writeFile(u"authorized_keys"_s, options + m_sshd->readFile(u"token.pub"_s));
    this->answer(answer);
    SshEndpoint endpoint = m_endpoint;
    endpoint.configFile = m_sshd->path(u"config"_s);
    m_sshd->writeFile(u"config"_s, "PasswordAuthentication no\n");
    Login login(endpoint);
    const auto failed = login.result();
    QVERIFY(!failed);
    QCOMPARE(failed.error().error.kind, ErrorKind::Auth);
    const QString text = failed.error().error.message;
    QVERIFY2(text.contains(tried), qPrintable(text));
    QVERIFY2(text.contains(advice), qPrintable(text));
    QVERIFY2(text.contains("root@127.0.0.1"_L1), qPrintable(text));
    QVERIFY2(!text.contains("Check the user name"_L1), qPrintable(text)); // the server knows both
    QCOMPARE(login.hints(), (Hints{LoginHint::TouchKey, LoginHint::None}));
    QTRY_VERIFY(m_sshd->log().contains(log));
}

/// A server that lets an untouched key in does, and a key that is refused is not the end.
void TestSshSecurityKey::refusalLeavesOtherWays()
{
    answer("untouched");
    m_sshd->writeFile(
        u"authorized_keys"_s, "no-touch-required " + m_sshd->readFile(u"token.pub"_s));
    QVERIFY(Login(m_endpoint).result());

    QVERIFY(QFile::remove(m_sshd->path(u"answer"_s)));
    answer("refused");
    QByteArray password("correct horse");
    password.detach();
    SshConnectOptions options{.secrets = std::make_shared<SecretHolder>()};
    options.secrets->put(
        {SecretKind::Password, "root@127.0.0.1:"_L1 + QString::number(m_sshd->port())},
        Secret::take(password));
    const auto transport = Login(m_endpoint, options).result();
    QVERIFY2(transport, transport ? "" : qPrintable(transport.error().error.message));
}

void TestSshSecurityKey::agentThatDies()
{
    SshEndpoint endpoint = m_endpoint;
    endpoint.configFile = m_sshd->path(u"config"_s);
    m_sshd->writeFile(u"config"_s, "PasswordAuthentication no\n");
    Login login(endpoint);
    QTRY_VERIFY_WITH_TIMEOUT(isAsked(), patience);
    m_agent->signal(SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(login.isOver(), patience); // of the 100 seconds for a person
    const auto failed = login.result();
    QVERIFY(!failed);
    QCOMPARE(failed.error().error.kind, ErrorKind::Auth);
    const QString text = failed.error().error.message;
    QVERIFY2(text.contains("the agent ended"_L1), qPrintable(text));
    QCOMPARE(login.hints(), (Hints{LoginHint::TouchKey, LoginHint::None}));
    answer("refused"); // ends the agent's helper
}

/// While the agent waits for a touch it answers nobody else; other logins wait for it.
void TestSshSecurityKey::oneTouchAtATime()
{
    Login first(m_endpoint);
    QTRY_COMPARE_WITH_TIMEOUT(first.hints(), Hints{LoginHint::TouchKey}, patience);
    QTRY_VERIFY_WITH_TIMEOUT(isAsked(), patience);
    Login second(m_endpoint);
    QTRY_COMPARE_WITH_TIMEOUT(second.hints(), Hints{LoginHint::AgentWaits}, patience);
    QTest::qWait(6000); // longer than a login with another key would wait
    QVERIFY(!second.isOver());
    answer("touched");
    QVERIFY(first.result());
    const auto transport = second.result();
    QVERIFY2(transport, transport ? "" : qPrintable(transport.error().error.message));
    QCOMPARE(second.hints(),
        (Hints{LoginHint::AgentWaits, LoginHint::None, LoginHint::TouchKey, LoginHint::None}));
}

void TestSshSecurityKey::busyAgent()
{
    SshEndpoint endpoint = m_endpoint;
    endpoint.configFile = m_sshd->path(u"config"_s);
    m_sshd->writeFile(u"config"_s, "PasswordAuthentication no\n");
    m_agent->signal(SIGSTOP);
    Login login(endpoint, {.personDeadline = 2s});
    const auto failed = login.result();
    QVERIFY(!failed);
    QCOMPARE(failed.error().error.kind, ErrorKind::Auth);
    const QString text = failed.error().error.message;
    QVERIFY2(text.contains("The SSH agent does not answer"_L1), qPrintable(text));
    QCOMPARE(login.hints(), (Hints{LoginHint::AgentWaits, LoginHint::None}));
}

QTEST_GUILESS_MAIN(TestSshSecurityKey)
#include "tst_sshsecuritykey.moc"
