// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sshdfixture.h"

#include <QElapsedTimer>
#include <QTest>

#include <vector>

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

/// spoolscopectl as it runs in a terminal window.
class Window final
{
public:
    explicit Window(const QStringList &arguments)
    {
        QByteArrayList words{SPOOLSCOPECTL};
        for (const QString &argument : arguments)
            words += argument.toUtf8();
        std::vector<char *> argv;
        for (QByteArray &word : words)
            argv.push_back(word.data());
        argv.push_back(nullptr);
        m_pid = ::forkpty(&m_fd, nullptr, nullptr, nullptr);
        if (m_pid == 0) {
            ::execv(argv[0], argv.data());
            ::_exit(127);
        }
    }
    ~Window()
    {
        ::kill(m_pid, SIGKILL);
        if (!m_hasEnded)
            ::waitpid(m_pid, nullptr, 0);
        ::close(m_fd);
    }

    bool waitFor(const QByteArray &text, int times = 1)
    {
        QElapsedTimer clock;
        clock.start();
        while (shown.count(text) < times && clock.elapsed() < 30'000)
            read();
        return shown.count(text) >= times;
    }
    void type(const QByteArray &text)
    {
        QCOMPARE(::write(m_fd, text.constData(), size_t(text.size())), text.size());
    }
    bool echoes() const
    {
        termios settings = {};
        return ::tcgetattr(m_fd, &settings) == 0 && (settings.c_lflag & ECHO) != 0;
    }
    int exitCode()
    {
        int status = -1;
        QElapsedTimer clock;
        clock.start();
        while (::waitpid(m_pid, &status, WNOHANG) == 0 && clock.elapsed() < 60'000)
            read();
        m_hasEnded = true;
        read();
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    QByteArray shown;

private:
    void read()
    {
        pollfd ready{m_fd, POLLIN, 0};
        char bytes[4096];
        if (::poll(&ready, 1, 50) > 0) {
            const ssize_t got = ::read(m_fd, bytes, sizeof bytes);
            if (got > 0)
                shown.append(bytes, got);
        }
    }

    int m_fd = -1;
    pid_t m_pid = -1;
    bool m_hasEnded = false;
};

}

/// Passwords in a real terminal, for a real sshd.
class TestTerminal : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        qunsetenv("SSH_AUTH_SOCK");
        m_sshd.setPassword("correct horse");
        QVERIFY(m_sshd.start());
        m_probe = {u"probe"_s, "ssh://root@127.0.0.1:%1"_L1.arg(QString::number(m_sshd.port())),
            u"--known-hosts"_s, m_sshd.path(u"known_hosts"_s), u"--ssh-config"_s, u"none"_s};
    }

    void asksWithoutEcho()
    {
        Window window(m_probe);
        QVERIFY2(window.waitFor("Password of root@127.0.0.1: "), window.shown.constData());
        QTRY_VERIFY(!window.echoes());
        window.type("wrong\n");
        QVERIFY2(window.waitFor("was not let in with this password"), window.shown.constData());
        QVERIFY(window.waitFor("Password of root@127.0.0.1: ", 2));
        window.type("correct horse\n");
        window.exitCode(); // there may be no Postfix here
        QVERIFY(m_sshd.log().contains("Accepted password"));
        QVERIFY(!window.shown.contains("correct horse"));
        QVERIFY(window.echoes());
    }

    void stopsAfterThreeTries()
    {
        const qsizetype before = m_sshd.log().count("Failed password");
        Window window(m_probe);
        for (int i = 0; i < 3; ++i) {
            QVERIFY2(window.waitFor("Password of root@127.0.0.1: "), window.shown.constData());
            window.shown.clear();
            window.type("wrong\n");
        }
        QCOMPARE(window.exitCode(), 3);
        QCOMPARE(m_sshd.log().count("Failed password"), before + 3);
    }

    void interruptionRestoresTheTerminal()
    {
        Window window(m_probe);
        QVERIFY2(window.waitFor("Password of root@127.0.0.1: "), window.shown.constData());
        QTRY_VERIFY(!window.echoes());
        window.type("half\x03"); // Ctrl+C
        QCOMPARE(window.exitCode(), 3);
        QVERIFY(window.echoes());
    }

    void batchNeverAsks()
    {
        Window window(m_probe + QStringList{u"--batch"_s});
        QCOMPARE(window.exitCode(), 3);
        QVERIFY(!window.shown.contains("Password of"));
        QVERIFY2(window.shown.contains("a password is needed"), window.shown.constData());
    }

    void withoutTerminalNobodyIsAsked()
    {
        QProcess ctl;
        ctl.setUnixProcessParameters(QProcess::UnixProcessFlag::CreateNewSession);
        ctl.start(QStringLiteral(SPOOLSCOPECTL), m_probe);
        QVERIFY(ctl.waitForFinished(60'000));
        QCOMPARE(ctl.exitCode(), 3);
        QVERIFY(ctl.readAllStandardError().contains("a password is needed"));
    }

    void serversQuestionIsFramed()
    {
        SshdFixture sshd({"PasswordAuthentication no"});
        sshd.setPassword("correct horse");
        sshd.usePam("auth required pam_unix.so\naccount required pam_permit.so\n"
                    "session required pam_permit.so\n");
        QVERIFY(sshd.start());
        Window window({u"probe"_s, "ssh://root@127.0.0.1:%1"_L1.arg(QString::number(sshd.port())),
            u"--known-hosts"_s, sshd.path(u"known_hosts"_s), u"--ssh-config"_s, u"none"_s});
        QVERIFY2(window.waitFor("(root@127.0.0.1) Password: "), window.shown.constData());
        QVERIFY(window.shown.contains("Message from root@127.0.0.1:"));
        QTRY_VERIFY(!window.echoes());
        window.type("correct horse\n");
        window.exitCode();
        QVERIFY(sshd.log().contains("Accepted keyboard-interactive"));
        QVERIFY(!window.shown.contains("correct horse"));
    }

private:
    SshdFixture m_sshd;
    QStringList m_probe;
};

QTEST_GUILESS_MAIN(TestTerminal)
#include "tst_terminal.moc"
