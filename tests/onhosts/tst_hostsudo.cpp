// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostplan.h"
#include "labfixture.h"

#include "core/postfix/messagecontent.h"
#include "core/transport/remotecommand.h"
#include "core/transport/sudopasswords.h"
#include "scratchjournal.h"

#include <QTest>

#include <atomic>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

// Nowhere on the server but in its shadow file's hash may these ever be seen.
const QByteArray rightPassword = "c4n4ry-right \\\"'$x";
const QByteArray wrongPassword = "c4n4ry-wrong %H";

/// What one command asked of us and what became of it.
struct Asked
{
    std::atomic<int> times = 0;
    std::atomic<int> refused = 0;
};

std::shared_ptr<SudoPasswords> answering(const QByteArray &password, Asked &asked)
{
    return std::make_shared<SudoPasswords>(
        [password, &asked](std::stop_token) -> Result<Secret> {
            ++asked.times;
            QByteArray copy(password.constData(), password.size());
            return Secret::take(copy);
        },
        [&asked] { ++asked.refused; });
}

}

/// Becoming root by real sudo on a real mail host, in the ways administrators set it up.
class TestHostSudo : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_lab = LabFixture::start(1, 300);
        shell(u"printf %s \"viewer:$1\" | chpasswd"_s, {QString::fromUtf8(rightPassword)});
        shell(u"cp /etc/pam.d/sudo /etc/pam.d/sudo.before"_s);
    }

    void holds_data()
    {
        QTest::addColumn<QString>("rules"); ///< CMD stands for the exact command lines
        QTest::addColumn<bool>("knowsPassword");
        QTest::addColumn<int>("times"); ///< a password was asked for
        QTest::addColumn<bool>("isDone");
        QTest::addColumn<ErrorKind>("error");
        const auto fine = ErrorKind::Io; // not looked at
        const QString asks = u"viewer ALL=(root) CMD\n"_s;
        QTest::newRow("NOPASSWD") << u"viewer ALL=(root) NOPASSWD: CMD\n"_s << true << 0 << true
                                  << fine;
        QTest::newRow("no password by Defaults")
            << u"Defaults:viewer !authenticate\n"_s + asks << true << 0 << true << fine;
        QTest::newRow("PASSWD") << asks << true << 1 << true << fine;
        QTest::newRow("PASSWD for everything")
            << u"viewer ALL=(ALL:ALL) ALL\n"_s << true << 1 << true << fine;
        QTest::newRow("lecture") << u"Defaults lecture=always\n"_s + asks << true << 1 << true
                                 << fine;
        QTest::newRow("insults") << u"Defaults insults\n"_s + asks << true << 1 << true << fine;
        QTest::newRow("a terminal of sudo's own")
            << u"Defaults use_pty\n"_s + asks << true << 1 << true << fine;
        QTest::newRow("no terminal of sudo's own")
            << u"Defaults !use_pty\n"_s + asks << true << 1 << true << fine;
        QTest::newRow("nothing cached")
            << u"Defaults timestamp_timeout=0\n"_s + asks << true << 1 << true << fine;
        QTest::newRow("cached for everybody")
            << u"Defaults timestamp_type=global, timestamp_timeout=60\n"_s + asks << true << 1
            << true << fine;
        QTest::newRow("root's password")
            << u"Defaults:viewer runaspw\n"_s + asks << true << 1 << false << ErrorKind::Auth;
        QTest::newRow("wrong") << asks << false << 1 << false << ErrorKind::Auth;
        QTest::newRow("wrong, one try")
            << u"Defaults passwd_tries=1\n"_s + asks << false << 1 << false << ErrorKind::Auth;
        QTest::newRow("wrong, insults")
            << u"Defaults insults\n"_s + asks << false << 1 << false << ErrorKind::Auth;
        QTest::newRow("wrong, ten tries")
            << u"Defaults passwd_tries=10\n"_s + asks << false << 1 << false << ErrorKind::Auth;
        QTest::newRow("requiretty")
            << u"Defaults requiretty\n"_s + asks << true << 0 << false << ErrorKind::Permission;
        QTest::newRow("another command")
            << u"viewer ALL=(root) /usr/bin/id\n"_s << true << 1 << false << ErrorKind::Permission;
        QTest::newRow("not a sudoer")
            << u"operator ALL=(root) CMD\n"_s << true << 1 << false << ErrorKind::Permission;
    }

    void holds()
    {
        QFETCH(bool, knowsPassword);
        QFETCH(bool, isDone);
        writeRules();
        shell(u"printf '%s\\n' \"$1\" | su viewer -c 'sudo -S -p x -v' 2>/dev/null || :"_s,
            {QString::fromUtf8(rightPassword)}); // what may be cached, is
        Asked asked;
        connect(knowsPassword ? rightPassword : wrongPassword, asked);
        const auto before = m_lab->queueFiles(0);
        const qint64 failuresBefore = failures();

        const PartResult result = carryOut(Action::Hold, 3);
        const auto counts = result.counts();
        QTEST(asked.times.load(), "times");
        QCOMPARE(counts[size_t(isDone ? Verdict::Done : Verdict::Untouched)], 3);
        QCOMPARE(!result.error, isDone);
        QCOMPARE(asked.refused.load(), !isDone && asked.times > 0 && wasRefused(result) ? 1 : 0);
        if (isDone)
            return;
        QTEST(result.error->kind, "error");
        QVERIFY(result.error->message.endsWith(u'.'));
        QCOMPARE(m_lab->queueFiles(0), before);
        // One attempt is one line in the server's log, whatever passwd_tries says.
        QVERIFY2(failures() - failuresBefore <= 1, qPrintable(QString::number(failures())));
    }

    void deletesInBatches()
    {
        shell(u"rm -f /etc/sudoers.d/test"_s);
        writeRules(u"viewer ALL=(root) CMD\n"_s);
        Asked asked;
        connect(rightPassword, asked);
        const auto before = LabFixture::idsBelow(m_lab->queueFiles(0)).size();
        const PartResult result = carryOut(Action::Delete, 60, {.batchSize = 10});
        QVERIFY2(!result.error, result.error ? qPrintable(result.error->message) : "");
        QCOMPARE(result.counts()[size_t(Verdict::Done)], 60);
        QVERIFY(result.unexpected.isEmpty());
        QCOMPARE(asked.times.load(), 12);
        QCOMPARE(before - LabFixture::idsBelow(m_lab->queueFiles(0)).size(), 60u);
    }

    void readsMessages_data()
    {
        QTest::addColumn<QString>("rules");
        QTest::addColumn<bool>("knowsPassword");
        QTest::newRow("PASSWD") << u"viewer ALL=(root) CMD\n"_s << true;
        QTest::newRow("NOPASSWD") << u"viewer ALL=(root) NOPASSWD: CMD\n"_s << true;
        QTest::newRow("wrong") << u"viewer ALL=(root) CMD\n"_s << false;
    }

    void readsMessages()
    {
        QFETCH(bool, knowsPassword);
        writeRules();
        Asked asked;
        connect(knowsPassword ? rightPassword : wrongPassword, asked);
        look();
        const auto command = readMessageCommand(
            m_link.facts.instances[0], Privilege::SudoPassword, m_snapshot->id(0));
        const auto answer = run(*m_link.transport, command, {});
        QCOMPARE(answer.has_value(), knowsPassword);
        if (!knowsPassword) {
            QCOMPARE(answer.error().kind, ErrorKind::Auth);
            return;
        }
        const auto message = parseMessage(answer->output, answer->errors, answer->exitCode);
        QVERIFY2(message, message ? "" : message.error().detail.constData());
        QCOMPARE(answer->errors, ""_ba);
    }

    /// A PAM that takes longer than a command may otherwise be silent.
    void waitsForSlowPam()
    {
        writeRules(u"viewer ALL=(root) CMD\n"_s);
        shell(u"{ echo 'auth optional pam_exec.so quiet /bin/sleep 65'; "
              "cat /etc/pam.d/sudo.before; } >/etc/pam.d/sudo"_s);
        Asked asked;
        connect(rightPassword, asked);
        const PartResult result = carryOut(Action::Hold, 1);
        shell(u"cp /etc/pam.d/sudo.before /etc/pam.d/sudo"_s);
        QVERIFY2(!result.error, result.error ? qPrintable(result.error->message) : "");
        QCOMPARE(result.counts()[size_t(Verdict::Done)], 1);
    }

    /// Somebody else tried to make our prompt appear: a login that shows what it runs.
    void noEchoIsAPrompt()
    {
        writeRules(u"viewer ALL=(root) NOPASSWD: CMD\n"_s);
        shell(u"printf 'set -xv\\nexport SHELLOPTS\\n' >/home/viewer/.bashrc"_s);
        Asked asked;
        connect(rightPassword, asked);
        const PartResult result = carryOut(Action::Hold, 2);
        shell(u"rm /home/viewer/.bashrc"_s);
        QCOMPARE(asked.times.load(), 0);
        QCOMPARE(result.counts()[size_t(Verdict::Done)], 2);
    }

    void saysWhenNobodyCanBeAsked()
    {
        writeRules(u"viewer ALL=(root) CMD\n"_s);
        Asked asked;
        connect({}, asked);
        const PartResult result = carryOut(Action::Hold, 1);
        QVERIFY(result.error);
        QCOMPARE(result.error->kind, ErrorKind::Permission);
        QCOMPARE(result.counts()[size_t(Verdict::Untouched)], 1);
    }

    /// Wherever commands, logs, mail or crashes leave something.
    void cleanupTestCase()
    {
        if (!m_lab)
            return;
        const auto found = m_lab->exec(0,
            {u"sh"_s, u"-c"_s,
                u"grep -rlF c4n4ry /var /tmp /run /home /root /etc /dev/shm 2>/dev/null || :"_s});
        QVERIFY(found);
        QCOMPARE(*found, ""_ba);
        // The search itself works.
        QVERIFY(shell(u"grep -rlF 'incorrect password attempt' /var/log"_s).contains("auth.log"));
    }

private:
    QByteArray shell(const QString &script, const QStringList &arguments = {})
    {
        auto answer = m_lab->exec(0, QStringList{u"sh"_s, u"-ec"_s, script, u"sh"_s} + arguments);
        if (!answer)
            qFatal() << answer.error().message << answer.error().detail;
        return *answer;
    }

    void writeRules()
    {
        QFETCH(QString, rules);
        writeRules(rules);
    }

    /// Without the mail that sudo sends to root by itself, at a time of its own: the queue is
    /// looked at for what the action did.
    void writeRules(QString rules)
    {
        rules.prepend(u"Defaults !mail_no_user, !mail_badpass, !mail_no_perms\n"_s);
        QStringList commands;
        for (const Right right : everyRight) {
            const Instance primary{"-", "/etc/postfix"};
            if (isBySudo(right) && right != Right::ReadMessage)
                commands += QString::fromUtf8(commandFor(right, primary).join(' '));
        }
        commands += u"/usr/sbin/postcat ^-c /etc/postfix -q [0-9A-Za-z]+$"_s;
        shell(u"printf %s \"$1\" >/etc/sudoers.d/test; chmod 440 /etc/sudoers.d/test; visudo -cq"_s,
            {rules.replace(u"CMD"_s, commands.join(u", "_s))});
    }

    qint64 failures()
    {
        return shell(u"grep -c 'incorrect password attempt' /var/log/auth.log || :"_s)
            .trimmed()
            .toLongLong();
    }

    static bool wasRefused(const PartResult &result)
    {
        return result.error && result.error->kind == ErrorKind::Auth;
    }

    void connect(const QByteArray &password, Asked &asked)
    {
        m_server = m_lab->server(0, u"viewer"_s);
        m_server.privilege = PrivilegeMode::SudoWithPassword;
        SshConnectOptions options;
        if (!password.isEmpty())
            options.sudo = answering(password, asked);
        auto link = connectServer(m_server, options, {});
        if (!link)
            qFatal() << link.error().error.message << link.error().error.detail;
        m_link = std::move(*link);
    }

    void look() { m_snapshot = snapshotOf(m_server, m_link); }

    /// On deferred messages, with every right by a sudo that may ask.
    PartResult carryOut(Action action, size_t count, const ExecutionOptions &options = {})
    {
        look();
        InstanceRights rights;
        for (const Right right : everyRight)
            rights.set(right, Privilege::SudoPassword);
        const auto plan = planOf(action, m_snapshot,
            rowsIn(*m_snapshot, QueueName::Deferred, count), m_server, m_link, 0, rights);
        return perform(*plan, reconnectingSource(m_server, m_link.transport), options);
    }

    std::unique_ptr<LabFixture> m_lab;
    ServerDefinition m_server;
    ServerLink m_link;
    std::shared_ptr<QueueSnapshot> m_snapshot;
};

QTEST_GUILESS_MAIN(TestHostSudo)
#include "tst_hostsudo.moc"
