// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/hostfacts.h"
#include "tests/core/captured.h"
#include "tests/core/stubhost.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::Literals;

namespace {

/// One letter a right: d direct, s by sudo, p by sudo with a password, - not at all.
QByteArray written(const InstanceRights &rights)
{
    QByteArray text;
    for (const auto &right :
        {rights.hold, rights.release, rights.deleteHeld, rights.requeueHeld, rights.readMessage})
        text += !right                          ? '-'
            : *right == Privilege::Sudo         ? 's'
            : *right == Privilege::SudoPassword ? 'p'
                                                : 'd';
    return text + (rights.countQueues ? 'd' : '-');
}

/// A host with Postfix as the probe sees it.
class ProbedHost final
{
public:
    ProbedHost()
    {
        QDir().mkpath(host.path(u"spool/deferred"_s));
        host.addProgram("id", R"(case $1 in -u) echo 1000;; -un) echo op;; esac)");
        setPostconf({{"multi_instance_directories", ""}});
        host.addProgram("sudo", "exit 1");
    }

    void setPostconf(const QList<std::pair<QByteArray, QByteArray>> &values)
    {
        QByteArray script = "for last in \"$@\"; do :; done; case $last in\n";
        for (const auto &[name, value] : values)
            script += name + ") echo \"" + value + "\";;\n";
        script += "mail_version) echo 3.10.13;; myhostname) echo mx1.example.com;;\n"
                  "config_directory) echo /etc/postfix;; mail_owner) echo postfix;;\n"
                  "multi_instance_enable) echo yes;; multi_instance_name) echo;;\n"
                  "queue_directory) echo \"$STUB/nospool\";; esac";
        host.addProgram("postconf", script);
    }
    /// sudo -n -l prints `all`; sudo -n -l -l prints `one` for what holds `command`, else refuses.
    void setSudo(const QByteArray &all, const QByteArray &command, const QByteArray &one)
    {
        host.addProgram("sudo",
            "case \"$*\" in\n'-n -l') echo '" + all + "';;\n'-n -l -l '*'" + command + "'*) echo '"
                + one + "';;\n*) exit 1;; esac");
    }
    Result<HostFacts> probe() const { return parseProbe(host.run(probeCommand()).out); }
    StubHost host;
};

}

class TestHostFacts : public QObject
{
    Q_OBJECT

private slots:
    void readsRealHosts_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("account");
        QTest::addColumn<QByteArray>("rights"); // of the primary instance
        QTest::newRow("root") << "root"_ba << "root"_ba << "dddddd"_ba;
        QTest::newRow("rules for some") << "operator"_ba << "op"_ba << "ss--s-"_ba;
        QTest::newRow("all with a password") << "password-only"_ba << "op2"_ba << "------"_ba;
        QTest::newRow("one with a password") << "mixed"_ba << "op4"_ba << "-s----"_ba;
        QTest::newRow("no password by Defaults") << "defaults"_ba << "op5"_ba << "s-----"_ba;
        QTest::newRow("mail owner") << "mailowner"_ba << "postfix"_ba << "----dd"_ba;
        QTest::newRow("no sudo there") << "nosudo"_ba << "op3"_ba << "------"_ba;
    }
    void readsRealHosts()
    {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, rights);
        const auto facts = parseProbe(captured("3.10/probe-" + file + ".txt"));
        QVERIFY(facts);
        QTEST(facts->account, "account");
        QCOMPARE(facts->hostName, "mx1.example.com"_ba);
        QCOMPARE(facts->mailVersion, "3.10.13"_ba);
        QVERIFY(facts->clock > 1'700'000'000);
        QCOMPARE(facts->instances, // and not postfix-off, which is disabled
            (QList<Instance>{{"-", "/etc/postfix"}, {"postfix-out", "/etc/postfix-out"}}));
        QCOMPARE(facts->rights.size(), 2);
        QCOMPARE(written(facts->rights[0]), rights);
        QVERIFY(facts->leftOut.isEmpty());
    }

    void knowsHostsWithoutPostfix()
    {
        const auto facts = parseProbe(captured("3.10/probe-nopostfix.txt"));
        QVERIFY(!facts);
        QCOMPARE(facts.error().kind, ErrorKind::NotFound);
    }

    void isSafeInEveryShell()
    {
        QVERIFY(std::ranges::all_of(probeCommand().arguments, isSafeWord));
        QVERIFY(quoteForShell(probeCommand().arguments));
    }

    void probesWithoutRights()
    {
        const ProbedHost host;
        const auto output = host.host.run(probeCommand());
        QCOMPARE(output.err, ""_ba);
        const auto facts = parseProbe(output.out);
        QVERIFY(facts);
        QCOMPARE(facts->account, "op"_ba);
        QCOMPARE(facts->instances, (QList<Instance>{{"-", "/etc/postfix"}}));
        QCOMPARE(written(facts->rights[0]), "------"_ba);
    }

    void readsWhenMailIsTriedAgain_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<bool>("isKnown");
        const auto all = "minimal_backoff_time = 10m\nmaximal_backoff_time = 2h\n"
                         "queue_run_delay = 60\nmaximal_queue_lifetime = 2\n"
                         "bounce_queue_lifetime = 12h"_ba;
        QTest::newRow("told") << all << true;
        QTest::newRow("one is missing") << all.first(all.lastIndexOf('\n')) << false;
        QTest::newRow("one is no time") << QByteArray(all).replace("2h", "$x y") << false;
        QTest::newRow("no answer") << ""_ba << false;
    }
    void readsWhenMailIsTriedAgain()
    {
        QFETCH(QByteArray, lines);
        QFETCH(bool, isKnown);
        ProbedHost host;
        host.setPostconf({{"multi_instance_directories", ""}, {"bounce_queue_lifetime", lines}});
        const auto facts = host.probe();
        QVERIFY(facts);
        QCOMPARE(facts->retries.size(), 1);
        QCOMPARE(facts->retries[0].has_value(), isKnown);
        if (isKnown)
            QCOMPARE(*facts->retries[0], (RetrySettings{600, 7200, 60, 2 * 86'400, 12 * 3600}));
    }

    void readsWhatInstancesAreCalledInTheLog()
    {
        ProbedHost host;
        QCOMPARE(host.probe()->syslogNames, QByteArrayList{"postfix"}); // it did not say
        host.setPostconf({{"multi_instance_directories", ""}, {"syslog_name", "mx-out"}});
        QCOMPARE(host.probe()->syslogNames, QByteArrayList{"mx-out"});
    }

    void probesRoot()
    {
        ProbedHost host;
        host.host.addProgram("id", R"(case $1 in -u) echo 0;; -un) echo toor;; esac)");
        host.host.addProgram("sudo", R"(touch "$STUB/asked")");
        host.setPostconf({{"queue_directory", "$STUB/spool"}, {"multi_instance_directories", ""}});
        const auto facts = host.probe();
        QVERIFY(facts);
        QCOMPARE(written(facts->rights[0]), "dddddd"_ba);
        QVERIFY(!QFile::exists(host.host.path(u"asked"_s))); // root needs no sudo
    }

    void asksSudo_data()
    {
        QTest::addColumn<QByteArray>("all");
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<QByteArray>("one");
        QTest::addColumn<QByteArray>("rights");
        const QByteArray entry = "Sudoers entry:\n    RunAsUsers: root\n";
        const QByteArray hold = "/usr/sbin/postsuper -c /etc/postfix -h -"_ba;
        const QByteArray rule = "    (root) /usr/sbin/postsuper -c /etc/postfix -h -"_ba;
        QTest::newRow("without password") << rule << hold << entry + "    Options: !authenticate\n"
                                          << "s-----"_ba;
        QTest::newRow("with password") << rule << hold << entry + "    Options: authenticate\n"
                                       << "p-----"_ba;
        QTest::newRow("no word on passwords") << rule << hold << entry << "p-----"_ba;
        QTest::newRow("Defaults ask for none")
            << "Matching Defaults entries: env_reset, !authenticate\n" + rule << hold << entry
            << "s-----"_ba;
        QTest::newRow("sudo before 1.9.13 prints the command")
            << rule << hold << hold << "s-----"_ba;
        QTest::newRow("release") << rule << "/usr/sbin/postsuper -c /etc/postfix -H -"_ba << ""_ba
                                 << "-s----"_ba;
        QTest::newRow("delete") << rule << "/usr/sbin/postsuper -c /etc/postfix -d - hold"_ba
                                << ""_ba << "--s---"_ba;
        QTest::newRow("requeue") << rule << "/usr/sbin/postsuper -c /etc/postfix -r - hold"_ba
                                 << ""_ba << "---s--"_ba;
        QTest::newRow("read") << "    (root) /usr/sbin/postcat *"_ba
                              << "/usr/sbin/postcat -c /etc/postfix -q 0000000000"_ba << ""_ba
                              << "----s-"_ba;
        QTest::newRow("everything") << "    (ALL : ALL) NOPASSWD: ALL"_ba << "/usr/sbin/"_ba
                                    << ""_ba << "sssss-"_ba;
        QTest::newRow("a directory of programs")
            << "    (root) NOPASSWD: /usr/sbin/"_ba << "/usr/sbin/"_ba << ""_ba << "sssss-"_ba;
        QTest::newRow("a regular expression") << "    (root) NOPASSWD: ^/usr/s?bin/post.*$"_ba
                                              << "/usr/sbin/"_ba << ""_ba << "sssss-"_ba;
        QTest::newRow("other programs only, so nothing is asked")
            << "    (root) NOPASSWD: /usr/bin/apt-get"_ba << "/usr/sbin/"_ba << ""_ba
            << "------"_ba;
    }
    void asksSudo()
    {
        QFETCH(QByteArray, all);
        QFETCH(QByteArray, command);
        QFETCH(QByteArray, one);
        ProbedHost host;
        host.setSudo(all, command, one);
        const auto facts = host.probe();
        QVERIFY(facts);
        QTEST(written(facts->rights[0]), "rights");
    }

    void asksOnceWhereSudoWantsAPassword()
    {
        ProbedHost host; // each question may mail the administrator
        host.host.addProgram("sudo",
            R"(echo "$*" >>"$STUB/asked"; echo 'sudo: a password is required' >&2; exit 1)");
        const auto facts = host.probe();
        QVERIFY(facts);
        QCOMPARE(facts->sudo, SudoAnswer::NeedsPassword);
        QCOMPARE(written(facts->rights[0]), "ppppp-"_ba); // any of them may be allowed with it
        QFile asked(host.host.path(u"asked"_s));
        QVERIFY(asked.open(QFile::ReadOnly));
        QCOMPARE(asked.readAll(), "-n -l\n"_ba);
    }

    void knowsWhySudoDoesNotHelp_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<SudoAnswer>("answer");
        QTest::newRow("requiretty")
            << "sudo: sorry, you must have a tty to run sudo"_ba << SudoAnswer::NeedsTerminal;
        QTest::newRow("not a sudoer")
            << "Sorry, user op may not run sudo on mx1."_ba << SudoAnswer::Refused;
    }
    void knowsWhySudoDoesNotHelp()
    {
        QFETCH(QByteArray, words);
        ProbedHost host;
        host.host.addProgram("sudo", "echo '" + words + "' >&2; exit 1");
        const auto facts = host.probe();
        QVERIFY(facts);
        QTEST(facts->sudo, "answer");
        QCOMPARE(written(facts->rights[0]), "------"_ba);
    }

    void readsAccessLists_data()
    {
        QTest::addColumn<QByteArray>("list");
        QTest::addColumn<bool>("may");
        QTest::newRow("everybody") << "static:anyone"_ba << true;
        QTest::newRow("nobody") << ""_ba << false;
        QTest::newRow("root only") << "root"_ba << false;
        QTest::newRow("named") << "root, op"_ba << true;
        QTest::newRow("named by blanks") << "root op joe"_ba << true;
        QTest::newRow("denied first") << "!op, static:all"_ba << false;
        QTest::newRow("denied too late") << "static:all !op"_ba << true;
        QTest::newRow("a table decides on the server") << "!joe hash:/etc/postfix/users"_ba << true;
    }
    void readsAccessLists()
    {
        QFETCH(QByteArray, list);
        ProbedHost host;
        host.setPostconf({{"multi_instance_directories", ""}, {"authorized_mailq_users", list},
            {"authorized_flush_users", "root"}});
        const auto facts = host.probe();
        QVERIFY(facts);
        QTEST(facts->rights[0].list.has_value(), "may");
        QVERIFY(!facts->rights[0].flush);
    }

    void findsLogs()
    {
        ProbedHost host;
        const QByteArray log = host.host.path(u"postfix.log"_s).toUtf8();
        host.setPostconf({{"multi_instance_directories", "/etc/a"}, {"maillog_file", log}});
        auto facts = host.probe();
        QVERIFY(facts);
        QVERIFY(!std::ranges::contains(facts->logs, log, &LogFile::path));
        QFile file(QString::fromUtf8(log));
        QVERIFY(file.open(QFile::WriteOnly));
        facts = host.probe();
        // Two instances share it.
        QCOMPARE(std::ranges::count(facts->logs, log, &LogFile::path), 1);
        const auto found = std::ranges::find(facts->logs, log, &LogFile::path);
        QVERIFY(found->isReadable);
        QCOMPARE(found->modified, QFileInfo(file).lastModified().toSecsSinceEpoch());
    }

    void findsInstances_data()
    {
        QTest::addColumn<QByteArray>("directories");
        QTest::addColumn<QByteArray>("enabled");
        QTest::addColumn<QByteArrayList>("expected");
        QTest::addColumn<QByteArrayList>("leftOut");
        QTest::newRow("one") << ""_ba << "no"_ba << QByteArrayList{"/etc/postfix"}
                             << QByteArrayList();
        QTest::newRow("blanks and commas")
            << "/etc/a, /etc/b"_ba << "yes"_ba << QByteArrayList{"/etc/postfix", "/etc/a", "/etc/b"}
            << QByteArrayList();
        QTest::newRow("all disabled")
            << "/etc/a"_ba << "no"_ba << QByteArrayList{"/etc/postfix"} << QByteArrayList();
        QTest::newRow("unusable ones")
            << "/etc/* /etc/a;id -x /etc/b"_ba << "yes"_ba
            << QByteArrayList{"/etc/postfix", "/etc/b"}
            << QByteArrayList{"- yes /etc/*", "- yes /etc/a;id", "- yes -x"};
    }
    void findsInstances()
    {
        QFETCH(QByteArray, directories);
        QFETCH(QByteArray, enabled);
        ProbedHost host;
        host.setPostconf(
            {{"multi_instance_directories", directories}, {"multi_instance_enable", enabled}});
        const auto facts = host.probe();
        QVERIFY(facts);
        QByteArrayList found;
        for (const Instance &instance : facts->instances)
            found.append(instance.configDirectory);
        QTEST(found, "expected");
        QTEST(facts->leftOut, "leftOut");
        QCOMPARE(facts->rights.size(), facts->instances.size());
    }

    void saysWhenConfigurationIsUnreadable()
    {
        ProbedHost host;
        host.host.addProgram("postconf", "echo 'postconf: fatal: open main.cf' >&2; exit 1");
        const auto facts = host.probe();
        QVERIFY(!facts);
        QCOMPARE(facts.error().kind, ErrorKind::Permission);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("output");
        const QByteArray good = captured("3.10/probe-root.txt");
        QTest::newRow("nothing") << ""_ba;
        QTest::newRow("noise") << "Welcome\n"_ba + good;
        QTest::newRow("something behind") << good + "more\n";
        QTest::newRow("another format") << QByteArray(good).replace("probe 1", "probe 2");
        QTest::newRow("unknown word") << QByteArray(good).replace("host ", "hots ");
        QTest::newRow("unknown right") << QByteArray(good).replace("right hold", "right fold");
        QTest::newRow("unknown privilege") << QByteArray(good).replace("hold direct", "hold doas");
        QTest::newRow("clock of words") << QByteArray(good).replace("clock ", "clock x");
        QTest::newRow("clock stands at 0") << "probe 1\naccount a\nclock 0\nend\n"_ba;
        QTest::newRow("right of no instance") << "probe 1\nright hold direct\nend\n"_ba;
        QTest::newRow("no instance")
            << "probe 1\naccount a\nclock 1\nversion 3.10\nhost x\nend\n"_ba;
        QTest::newRow("only unusable instances")
            << "probe 1\naccount a\nclock 1\nversion 3.10\ninstance - yes x\nright hold sudo\nend\n"_ba;
    }
    void refuses()
    {
        QFETCH(QByteArray, output);
        const auto facts = parseProbe(output);
        QVERIFY(!facts);
        QCOMPARE(facts.error().kind, ErrorKind::Parse);
    }

    void refusesWhenCut()
    {
        const QByteArray good = captured("3.10/probe-root.txt");
        for (qsizetype size = 0; size < good.size() - 1; ++size)
            QVERIFY(!parseProbe(QByteArrayView(good).first(size)));
    }
};

QTEST_GUILESS_MAIN(TestHostFacts)
#include "tst_hostfacts.moc"
