// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sshlogins.h"

#include "core/transport/patience.h"
#include "core/transport/remotecommand.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <thread>

#include <poll.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QByteArray passwordService = "auth required pam_unix.so\naccount required pam_permit.so\n";

SshEndpoint rootWithoutKeys(const SshdFixture &sshd)
{
    SshEndpoint endpoint = sshd.endpoint();
    endpoint.user = u"root"_s;
    endpoint.identityFile.clear();
    return endpoint;
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

/// Questions of a real sshd with PAM (keyboard-interactive).
class TestSshPam : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { qunsetenv("SSH_AUTH_SOCK"); }

    void oneTimeCode();
    void pamPasswordIsHeld();
    void wrongAnswers();
    void nobodyAnswers();
    void stopEndsQuestion();
};

void TestSshPam::oneTimeCode()
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
    const SshEndpoint endpoint = rootWithoutKeys(sshd);
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

void TestSshPam::pamPasswordIsHeld()
{
    SshdFixture sshd({"PasswordAuthentication no"});
    sshd.setPassword("correct horse");
    sshd.usePam(passwordService + "session required pam_permit.so\n");
    QVERIFY(sshd.start());
    const SshEndpoint endpoint = rootWithoutKeys(sshd);
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

void TestSshPam::wrongAnswers()
{
    SshdFixture sshd({"PasswordAuthentication no"});
    sshd.setPassword("correct horse");
    sshd.usePam(passwordService);
    QVERIFY(sshd.start());
    const SshEndpoint endpoint = rootWithoutKeys(sshd);
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

void TestSshPam::nobodyAnswers()
{
    SshdFixture sshd({"PasswordAuthentication no"});
    sshd.setPassword("correct horse");
    sshd.usePam(passwordService);
    QVERIFY(sshd.start());
    const SshEndpoint endpoint = rootWithoutKeys(sshd);
    const auto refused
        = connectTo(endpoint, {.asker = std::make_shared<Absent>(), .personDeadline = 500ms});
    QVERIFY(!refused);
    QCOMPARE(refused.error().error.kind, ErrorKind::Auth); // so that it is not tried by itself
    QVERIFY(refused.error().error.message.contains("not answered"_L1));
}

void TestSshPam::stopEndsQuestion()
{
    SshdFixture sshd({"PasswordAuthentication no"});
    sshd.setPassword("correct horse");
    sshd.usePam(passwordService);
    QVERIFY(sshd.start());
    const SshEndpoint endpoint = rootWithoutKeys(sshd);
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

QTEST_GUILESS_MAIN(TestSshPam)
#include "tst_sshpam.moc"
