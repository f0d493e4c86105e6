// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/patience.h"
#include "core/transport/sshhosts.h"
#include "core/transport/sshresolve.h"
#include "core/transport/sshroute.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const SshConfigTokens tokens{
    "mx", "jo", "1000", u"/home/jo"_s, "desk.example.com", u"/run/agent"_s};

/// The answer of ssh with the least it always says.
QByteArray answer(const QByteArray &more)
{
    return "host mx\nuser root\nhostname mx1.example.com\nport 22\n" + more;
}

SshConfig parsed(const QByteArray &more)
{
    const auto config = parseSshConfig(answer(more), tokens);
    if (!config)
        qFatal() << config.error().message;
    return *config;
}

}

class TestSshConfig : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatSshSays()
    {
        const SshConfig config = parsed("identityfile ~/.ssh/key_%r_%h\n"
                                        "identityfile /tmp/with space\n"
                                        "certificatefile ~/.ssh/cert-%u.pub\n"
                                        "identitiesonly yes\n"
                                        "identityagent $NO_SUCH_VARIABLE\n"
                                        "hostkeyalias the-alias\n"
                                        "userknownhostsfile /home/jo/.ssh/kh /tmp/kh two\n"
                                        "globalknownhostsfile /etc/a /etc/b\n"
                                        "passwordauthentication no\n"
                                        "proxyjump a@j1:22,j2\n");
        QCOMPARE(config.host, "mx1.example.com");
        QCOMPARE(config.port, 22);
        QCOMPARE(config.user, "root");
        QCOMPARE(config.identityFiles,
            (QStringList{u"/home/jo/.ssh/key_root_mx1.example.com"_s, u"/tmp/with space"_s}));
        QCOMPARE(config.certificateFiles, QStringList{u"/home/jo/.ssh/cert-jo.pub"_s});
        QVERIFY(config.identitiesOnly);
        QVERIFY(config.agentSocket.isEmpty());
        QCOMPARE(config.hostKeyAlias, "the-alias");
        QCOMPARE(config.knownHostsName(), "the-alias");
        QCOMPARE(
            config.userKnownHostsFiles, (QStringList{u"/home/jo/.ssh/kh"_s, u"/tmp/kh two"_s}));
        QCOMPARE(config.globalKnownHostsFiles, (QStringList{u"/etc/a"_s, u"/etc/b"_s}));
        QVERIFY(!config.password && config.publicKey && config.keyboardInteractive);
        QCOMPARE(config.proxyJump, "a@j1:22,j2");
        QVERIFY(config.unfollowed.isEmpty());
    }

    void expandsTokens_data()
    {
        QTest::addColumn<QByteArray>("written");
        QTest::addColumn<QByteArray>("meant");
        QTest::newRow("host and port") << "nc %h %p"_ba << "nc mx1.example.com 22"_ba;
        QTest::newRow("as given") << "connect %n as %r"_ba << "connect mx as root"_ba;
        QTest::newRow("local") << "%l %L %u %i %d"_ba
                               << "desk.example.com desk jo 1000 /home/jo"_ba;
        QTest::newRow("percent") << "a%%h"_ba << "a%h"_ba;
        QTest::newRow("at the end") << "a%"_ba << "a%"_ba;
        QTest::newRow("key name") << "%k"_ba << "mx"_ba;
        // printf desk.example.commx1.example.com22root | sha1sum
        QTest::newRow("hash") << "%C"_ba << "940e0fd6373974452a678444f7211d5afecf1478"_ba;
    }
    void expandsTokens()
    {
        QFETCH(QByteArray, written);
        QTEST(parsed("proxycommand " + written + '\n').proxyCommand, "meant");
    }

    void namesWhatItDoesNotFollow_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<bool>("isTold");
        QTest::newRow("keys in DNS") << "verifyhostkeydns true"_ba << true;
        QTest::newRow("no keys in DNS") << "verifyhostkeydns false"_ba << false;
        QTest::newRow("lax") << "stricthostkeychecking false"_ba << true;
        QTest::newRow("accept new") << "stricthostkeychecking accept-new"_ba << true;
        QTest::newRow("ask") << "stricthostkeychecking ask"_ba << false;
        QTest::newRow("Kerberos") << "gssapiauthentication yes"_ba << true;
    }
    void namesWhatItDoesNotFollow()
    {
        QFETCH(QByteArray, line);
        QFETCH(bool, isTold);
        const SshConfig config = parsed(line + '\n');
        QCOMPARE(config.unfollowed.size(), isTold ? 1 : 0);
        if (isTold) {
            QVERIFY(line.startsWith(config.unfollowed.first().directive + ' '));
            QVERIFY(config.unfollowed.first().consequence.endsWith(u'.'));
        }
    }

    void readsRevokedKeysAndAlgorithms()
    {
        QCOMPARE(parsed("revokedhostkeys none\n").revokedHostKeysFile, QString());
        QCOMPARE(parsed("revokedhostkeys ~/revoked\n").revokedHostKeysFile, u"/home/jo/revoked"_s);
        QCOMPARE(parsed("hostkeyalgorithms ssh-ed25519-cert-v01@openssh.com,ssh-ed25519,"
                        "rsa-sha2-512\n")
                     .hostKeyAlgorithms,
            (QByteArrayList{"ssh-ed25519", "rsa-sha2-512"}));
        QVERIFY(parsed("").hostKeyAlgorithms.isEmpty());
    }

    /// As order_hostkeyalgs() of ssh has it.
    void ordersHostKeyAlgorithms()
    {
        const QTemporaryDir directory;
        const QString file = directory.filePath(u"known_hosts"_s);
        const QByteArray rsa = "mx ssh-rsa AAAAB3NzaC1yc2E=\n";
        const auto ordered = [&](const QByteArray &algorithms, const QByteArray &onFile) {
            write(file, onFile);
            SshConfig config = parsed("hostkeyalgorithms " + algorithms + '\n');
            config.host = "mx";
            config.userKnownHostsFiles = {file};
            return config.preferredHostKeyAlgorithms().join(',');
        };
        const QByteArray plain = "ssh-ed25519,rsa-sha2-512";
        const QByteArray all = "ssh-ed25519-cert-v01@openssh.com," + plain;
        QCOMPARE(ordered(all, {}), plain);
        QCOMPARE(ordered(all, rsa), "rsa-sha2-512,ssh-ed25519");
        QCOMPARE(ordered(all, rsa + "mx ssh-ed25519 AAAAC3NzaC1lZDI1NTE5\n"), plain);
        const QByteArray authority = "@cert-authority mx ssh-ed25519 AAAAC3NzaC1lZDI1NTE5\n";
        QCOMPARE(ordered(all, rsa + authority), plain);
        QCOMPARE(ordered(plain, rsa + authority), "rsa-sha2-512,ssh-ed25519");
    }

    void strictMeansNotAsking()
    {
        QCOMPARE(int(parsed("stricthostkeychecking true\n").unknownHosts),
            int(SshConfig::UnknownHosts::Refuse));
        for (const char *lax : {"false", "off", "accept-new", "ask"})
            QCOMPARE(int(parsed(QByteArray("stricthostkeychecking ") + lax + '\n').unknownHosts),
                int(SshConfig::UnknownHosts::Ask));
    }

    void refusesAnswersWithoutADestination()
    {
        QVERIFY(!parseSshConfig("", tokens));
        QVERIFY(!parseSshConfig("user a\nhostname b\nport 0\n", tokens));
        QVERIFY(!parseSshConfig("user a\nhostname b\nport x\n", tokens));
    }

    void takesJumpHostsApart_data()
    {
        QTest::addColumn<QByteArray>("list");
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::addColumn<QString>("rest");
        QTest::newRow("host") << "j1"_ba << u""_s << u"j1"_s << 0 << u""_s;
        QTest::newRow("all") << "a@j1:2222"_ba << u"a"_s << u"j1"_s << 2222 << u""_s;
        QTest::newRow("URI") << "ssh://a@j1:2222"_ba << u"a"_s << u"j1"_s << 2222 << u""_s;
        QTest::newRow("IPv6") << "[::1]:22"_ba << u""_s << u"[::1]"_s << 22 << u""_s;
        QTest::newRow("chain") << "a,b@c,d:9"_ba << u""_s << u"d"_s << 9 << u"a,b@c"_s;
    }
    void takesJumpHostsApart()
    {
        QFETCH(QByteArray, list);
        const auto hop = lastHop(list, u"/f"_s);
        QVERIFY(hop);
        QTEST(hop->user, "user");
        QTEST(hop->host, "host");
        QTEST(int(hop->port.value_or(0)), "port");
        QTEST(hop->proxyJump, "rest");
        QCOMPARE(hop->configFile, u"/f"_s);
        QVERIFY(!lastHop("a:0", {}));
        QVERIFY(!lastHop("a:ssh", {}));
    }

    /// Host, Match, Include, patterns and tokens: what ssh makes of a file is what we connect to.
    void resolvesTheUsersFiles()
    {
        const QTemporaryDir directory;
        const QString file = directory.filePath(u"config"_s);
        write(file,
            "Include " + directory.filePath(u"more"_s).toUtf8()
                + "\n"
                  "Host mx?\n HostName %h.example.com\n User postmaster\n Port 2222\n"
                  "Match host *.example.com user postmaster\n HostKeyAlias fleet\n"
                  "Host *\n IdentityFile ~/.ssh/%r\n");
        write(directory.filePath(u"more"_s), "Host mx2\n ProxyJump bastion\n");
        const Patience patience({}, 10s);
        SshEndpoint endpoint{.host = u"mx1"_s, .configFile = file};
        auto config = resolveEndpoint(endpoint, patience);
        QVERIFY2(config, config ? "" : config.error().detail.constData());
        QCOMPARE(config->host, "mx1.example.com");
        QCOMPARE(config->port, 2222);
        QCOMPARE(config->user, "postmaster");
        QCOMPARE(config->hostKeyAlias, "fleet");
        QVERIFY(config->identityFiles.first().endsWith("/.ssh/postmaster"_L1));
        QVERIFY(config->proxyJump.isEmpty());

        // What the server's own entry says comes before the files.
        endpoint = {u"mx2"_s, 99, u"eve"_s, u"/tmp/my key 100%"_s, u"/tmp/known hosts"_s, file};
        config = resolveEndpoint(endpoint, patience);
        QVERIFY2(config, config ? "" : config.error().detail.constData());
        QCOMPARE(config->port, 99);
        QCOMPARE(config->user, "eve");
        QCOMPARE(config->proxyJump, "bastion");
        QCOMPARE(config->identityFiles.first(), u"/tmp/my key 100%"_s);
        QCOMPARE(config->userKnownHostsFiles, QStringList{u"/tmp/known hosts"_s});
    }

    void refusesWhatCouldBeTakenForSomethingElse_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("user");
        QTest::newRow("option") << u"-oProxyCommand=x"_s << u""_s;
        QTest::newRow("command") << u"a;reboot"_s << u""_s;
        QTest::newRow("substitution") << u"$(id)"_s << u""_s;
        QTest::newRow("empty") << u""_s << u""_s;
        QTest::newRow("empty part of a name") << u".example"_s << u""_s;
        QTest::newRow("invisible character") << u"mx1\u200bx.example"_s << u""_s;
        QTest::newRow("long part of a name") << QString(64, u'a') << u""_s;
        QTest::newRow("user is an option") << u"mx1"_s << u"-oX"_s;
        QTest::newRow("user is a command") << u"mx1"_s << u"a;b"_s;
    }
    void refusesWhatCouldBeTakenForSomethingElse()
    {
        QFETCH(QString, host);
        QFETCH(QString, user);
        const auto config
            = resolveEndpoint({.host = host, .user = user, .configFile = u"none"_s}, {{}, 10s});
        QVERIFY(!config);
        QCOMPARE(int(config.error().kind), int(ErrorKind::InvalidInput));
    }

    void refusesWhatTheFilesSayToo()
    {
        const QTemporaryDir directory;
        const QString file = directory.filePath(u"config"_s);
        write(file, "Host mx1\n HostName \"a;b\"\n");
        QVERIFY(!resolveEndpoint({.host = u"mx1"_s, .configFile = file}, {{}, 10s}));
        write(file, "NoSuchDirective 1\n");
        const auto config = resolveEndpoint({.host = u"mx1"_s, .configFile = file}, {{}, 10s});
        QVERIFY(!config);
        QVERIFY(config.error().detail.contains("NoSuchDirective"_ba.toLower())
            || config.error().detail.contains("NoSuchDirective"));
    }

    void doesNotWaitForAHangingMatch()
    {
        const QTemporaryDir directory;
        const QString file = directory.filePath(u"config"_s);
        write(file, "Match exec \"sleep 600\"\n Port 2222\n");
        const auto config = resolveEndpoint({.host = u"mx1"_s, .configFile = file}, {{}, 300ms});
        QVERIFY(!config);
        QCOMPARE(int(config.error().kind), int(ErrorKind::Timeout));
    }

    void findsHostNames_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QStringList>("hosts");
        QTest::addColumn<QStringList>("includes");
        const QStringList none;
        QTest::newRow("one") << "Host mx1\n HostName 192.0.2.1\n"_ba << QStringList{u"mx1"_s}
                             << none;
        QTest::newRow("several") << "host mx1 mx2 mx1"_ba << QStringList{u"mx1"_s, u"mx2"_s}
                                 << none;
        QTest::newRow("patterns") << "Host * mx? !mx9 mx1 -oX"_ba << QStringList{u"mx1"_s} << none;
        QTest::newRow("equals") << "Host=mx1\nHOST = mx2"_ba << QStringList{u"mx1"_s, u"mx2"_s}
                                << none;
        QTest::newRow("quotes") << "Host \"mx 1\" mx2"_ba << QStringList{u"mx 1"_s, u"mx2"_s}
                                << none;
        QTest::newRow("comments") << "# Host mx1\nHost mx2 # mx3\n"_ba << QStringList{u"mx2"_s}
                                  << none;
        QTest::newRow("CRLF") << "Host mx1\r\nHost mx2\r\n"_ba << QStringList{u"mx1"_s, u"mx2"_s}
                              << none;
        QTest::newRow("match") << "Match host mx1\nHostName mx2"_ba << none << none;
        QTest::newRow("include") << "Include a ~/b \"c d\""_ba << none
                                 << QStringList{u"a"_s, u"~/b"_s, u"c d"_s};
        QTest::newRow("nothing") << "Host\nHost=\n\0\xff"_ba << none << none;
    }
    void findsHostNames()
    {
        QFETCH(QByteArray, text);
        const SshHostNames names = parseSshHostNames(text);
        QTEST(names.hosts, "hosts");
        QTEST(names.includes, "includes");
    }

    void followsIncludes()
    {
        const QTemporaryDir directory;
        const QString file = directory.filePath(u"config"_s);
        write(file,
            "Host a\nInclude " + directory.filePath(u"d*"_s).toUtf8() + " /dev/zero\nHost b\n");
        write(directory.filePath(u"d1"_s), "Host c a\nInclude " + file.toUtf8() + '\n'); // a circle
        write(directory.filePath(u"d2"_s), "Host d\n");
        QCOMPARE(sshHostNames(file), (QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
        QCOMPARE(sshHostNames(directory.filePath(u"none"_s)), QStringList());
    }

private:
    static void write(const QString &name, const QByteArray &text)
    {
        QFile file(name);
        if (!file.open(QFile::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write %s", qPrintable(name));
    }
};

QTEST_GUILESS_MAIN(TestSshConfig)
#include "tst_sshconfig.moc"
