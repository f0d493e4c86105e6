// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/serverstore.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace spoolscope;
using namespace Qt::Literals;

namespace {

ServerDefinition server(const QString &id, const QString &address)
{
    ServerDefinition definition = *parseServerAddress(address);
    definition.id = id;
    return definition;
}

QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

QByteArray read(const QString &name)
{
    QFile file(name);
    return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &name, const QByteArray &bytes)
{
    QFile file(name);
    if (!file.open(QFile::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(name));
}

}

class TestServerStore : public QObject
{
    Q_OBJECT

private slots:
    void parsesAddresses_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::addColumn<QString>("written");
        const auto row = [](const QString &address, const QString &user, const QString &host,
                             int port, const QString &written = {}) {
            QTest::addRow("%s", qPrintable(address))
                << address << user << host << port << (written.isNull() ? address : written);
        };
        row(u"ssh://mx1.example.com"_s, u""_s, u"mx1.example.com"_s, 0);
        row(u"ssh://root@mx1.example.com:2222"_s, u"root"_s, u"mx1.example.com"_s, 2222);
        row(u"ssh://root@mx1:22"_s, u"root"_s, u"mx1"_s, 22);
        row(u"ssh://joe.doe_x-y@corp@mx1"_s, u"joe.doe_x-y@corp"_s, u"mx1"_s, 0);
        row(u"ssh://192.0.2.1"_s, u""_s, u"192.0.2.1"_s, 0);
        row(u"ssh://[2001:db8::1]"_s, u""_s, u"2001:db8::1"_s, 0);
        row(u"ssh://a@[::ffff:192.0.2.1]:65535"_s, u"a"_s, u"::ffff:192.0.2.1"_s, 65535);
        row(u"ssh://xn--e1afmkfd.xn--p1ai."_s, u""_s, u"xn--e1afmkfd.xn--p1ai."_s, 0);
        row(u"ssh://my_host-1"_s, u""_s, u"my_host-1"_s, 0);
        row(u"ssh://mx1:00022"_s, u""_s, u"mx1"_s, 22, u"ssh://mx1:22"_s);
    }
    void parsesAddresses()
    {
        QFETCH(QString, address);
        QFETCH(int, port);
        QFETCH(QString, host);
        const auto server = parseServerAddress(address);
        QVERIFY2(server, qPrintable(server ? u""_s : server.error().message));
        QTEST(server->endpoint.user, "user");
        QCOMPARE(server->endpoint.host, host);
        QCOMPARE(int(server->endpoint.port.value_or(0)), port);
        QTEST(server->address(), "written");
        QCOMPARE(server->id, server->address());
        QCOMPARE(server->name, host);
        QVERIFY(!server->isLocal);
        QVERIFY(*parseServerAddress(server->address()) == *server);
    }

    void parsesLocal()
    {
        const auto server = parseServerAddress(u"local:"_s);
        QVERIFY(server);
        QVERIFY(server->isLocal);
        QCOMPARE(server->address(), u"local:"_s);
        QCOMPARE(server->id, u"local:"_s);
    }

    void refusesAddresses_data()
    {
        QTest::addColumn<QString>("address");
        const QStringList addresses{u""_s, u"mx1"_s, u"root@mx1"_s, u"ssh:mx1"_s, u"ssh:/mx1"_s,
            u"SSH://mx1"_s, u"http://mx1"_s, u" ssh://mx1"_s, u"ssh://mx1 "_s, u"ssh://"_s,
            u"ssh://@mx1"_s, u"ssh://root@"_s, u"ssh://:22"_s, u"local"_s, u"local:x"_s,
            u"ssh://-oProxyCommand=id"_s, u"ssh://-oProxyCommand=id@mx1"_s, u"ssh://-l@mx1"_s,
            u"ssh://mx1/"_s, u"ssh://mx1/path"_s, u"ssh://mx1?x=1"_s, u"ssh://mx1#x"_s,
            u"ssh://mx%31"_s, u"ssh://ro%6ft@mx1"_s, u"ssh://root:secret@mx1"_s, u"ssh://mx1:0"_s,
            u"ssh://mx1:65536"_s, u"ssh://mx1:"_s, u"ssh://mx1:-1"_s, u"ssh://mx1:22x"_s,
            u"ssh://mx1:+22"_s, u"ssh://mx1:999999999999"_s, u"ssh://mx1:22:22"_s,
            u"ssh://2001:db8::1"_s, u"ssh://[2001:db8::1"_s, u"ssh://[2001:db8::1]x"_s,
            u"ssh://[fe80::1%eth0]"_s, u"ssh://[mx1]"_s, u"ssh://[]"_s, u"ssh://[::g]"_s,
            u"ssh://1.2.3"_s, u"ssh://256.1.1.1"_s, u"ssh://1.2.3.4.5"_s, u"ssh://mx1;id"_s,
            u"ssh://$(id)@mx1"_s, u"ssh://`id`"_s, u"ssh://a|b"_s, u"ssh://a\nb"_s, u"ssh://a\0b"_s,
            u"ssh://mx1\n"_s, u"ssh://ro ot@mx1"_s, u"ssh://..mx1"_s, u"ssh://mx1..com"_s,
            u"ssh://.mx1"_s, u"ssh://a.-b"_s, u"ssh://a-.b"_s, u"ssh://."_s,
            u"ssh://mх1"_s /* Cyrillic */, u"ssh://mx\u200b1"_s, u"ssh://user\\x@mx1"_s,
            u"ssh://"_s + QString(64, u'a'), u"ssh://"_s + QString(200, u'a') + u".b"_s,
            u"ssh://"_s + u"aaaaaaa."_s.repeated(40), u"ssh://"_s + QString(300, u'u') + u"@mx1"_s};
        for (qsizetype i = 0; i < addresses.size(); ++i)
            QTest::addRow("%d %s", int(i), addresses[i].left(40).toUtf8().constData())
                << addresses[i];
    }
    void refusesAddresses()
    {
        QFETCH(QString, address);
        const auto server = parseServerAddress(address);
        QVERIFY(!server);
        QCOMPARE(server.error().kind, ErrorKind::InvalidInput);
        QVERIFY(server.error().message.endsWith(u'.'));
    }

    void checksEndpoints()
    {
        SshEndpoint endpoint;
        QVERIFY(!checkEndpoint(endpoint));
        endpoint.host = u"mx1"_s;
        QVERIFY(checkEndpoint(endpoint));
        endpoint.identityFile = u"/home/jo/my key"_s;
        QVERIFY(checkEndpoint(endpoint));
        endpoint.identityFile = u"/home/jo\n"_s;
        QVERIFY(!checkEndpoint(endpoint));
        endpoint.identityFile.clear();
        endpoint.port = 0;
        QVERIFY(!checkEndpoint(endpoint));
    }

    void startsEmpty()
    {
        const QTemporaryDir folder;
        const ServerStore store(folder.filePath(u"none/servers.json"_s));
        const auto servers = store.load();
        QVERIFY(servers);
        QVERIFY(servers->isEmpty());
        QVERIFY(ServerStore::defaultFile().endsWith(u"/spoolscope/servers.json"_s));
    }

    void keepsServers()
    {
        const QTemporaryDir folder;
        const QString name = folder.filePath(u"new/spoolscope/servers.json"_s);
        const ServerStore store(name);
        QList<ServerDefinition> servers{server(u"1"_s, u"ssh://root@mx1.example.com:2222"_s),
            server(u"2"_s, u"ssh://[2001:db8::1]"_s), server(u"3"_s, u"local:"_s)};
        servers[0].name = u"<b>mx1</b> %1"_s;
        servers[0].endpoint.identityFile = u"/home/jo/.ssh/id_ed25519"_s;
        servers[0].endpoint.knownHostsFile = u"/home/jo/known hosts"_s;
        servers[0].endpoint.configFile = u"/home/jo/ssh config"_s;
        servers[0].endpoint.proxyJump = u"jo@bastion:2222,inner"_s;
        servers[0].group = u"eu / <b>\u202e"_s;
        servers[0].colour = u"teal"_s;
        servers[0].role = ServerRole::Production;
        servers[0].isReadOnly = true;
        servers[0].privilege = PrivilegeMode::SudoWithPassword;
        servers[1].role = ServerRole::Test;
        servers[1].privilege = PrivilegeMode::Direct;
        servers[2].privilege = PrivilegeMode::Sudo;
        servers[2].colour = u"ultraviolet"_s; // of a later version: kept
        const mode_t before = umask(0);
        QVERIFY(store.save(servers));
        umask(before);
        QVERIFY(store.load().value() == servers);

        struct stat status = {};
        QCOMPARE(stat(qPrintable(name), &status), 0);
        QCOMPARE(status.st_mode & 07777u, 0600u);
        QCOMPARE(stat(qPrintable(folder.filePath(u"new/spoolscope"_s)), &status), 0);
        QCOMPARE(status.st_mode & 07777u, 0700u);

        std::swap(servers[0], servers[2]);
        servers.removeAt(1);
        QFile::setPermissions(name, QFile::Permissions(0x6644)); // someone opened it to all
        QVERIFY(store.save(servers));
        QVERIFY(store.load().value() == servers);
        QCOMPARE(stat(qPrintable(name), &status), 0);
        QCOMPARE(status.st_mode & 07777u, 0600u);
        QCOMPARE(QDir(QFileInfo(name).path()).entryList(QDir::Files).size(), 1);
    }

    /// Files of versions before there were roles: as free as they were, and written as such.
    void readsOlderFiles()
    {
        const QTemporaryDir folder;
        const QString name = folder.filePath(u"servers.json"_s);
        write(name,
            json("{'version': 1, 'servers': [{'id': '1', 'name': 'a', 'address': 'ssh://a'}]}"));
        const ServerStore store(name);
        const auto servers = store.load();
        QVERIFY(servers);
        const ServerDefinition &old = servers->first();
        QCOMPARE(old.role, ServerRole::Normal);
        QVERIFY(!old.isReadOnly);
        QCOMPARE(old.privilege, PrivilegeMode::Automatic);
        QVERIFY(old.group.isEmpty() && old.colour.isEmpty());
        QVERIFY(store.save(*servers));
        QVERIFY(store.load().value() == *servers);
        const QJsonObject written = QJsonDocument::fromJson(read(name))["servers"_L1][0].toObject();
        QVERIFY(!written.contains("role"_L1) && !written.contains("privilege"_L1));
        QCOMPARE(written.value("readOnly"_L1), QJsonValue(false));
    }

    void knowsWhatConnectsAlike()
    {
        const ServerDefinition one = server(u"1"_s, u"ssh://a"_s);
        ServerDefinition other = one;
        other.name = u"b"_s;
        other.role = ServerRole::Production;
        other.isReadOnly = true;
        other.group = other.colour = u"red"_s;
        QVERIFY(one.connectsLike(other));
        other.privilege = PrivilegeMode::Direct;
        QVERIFY(!one.connectsLike(other));
        other = one;
        other.endpoint.user = u"root"_s;
        QVERIFY(!one.connectsLike(other));
    }

    void wordsRoundTrip()
    {
        for (const auto role : {ServerRole::Normal, ServerRole::Production, ServerRole::Test})
            QCOMPARE(serverRoleFrom(nameOf(role)), role);
        for (const auto mode : {PrivilegeMode::Automatic, PrivilegeMode::Direct,
                 PrivilegeMode::Sudo, PrivilegeMode::SudoWithPassword})
            QCOMPARE(privilegeModeFrom(nameOf(mode)), mode);
        QVERIFY(!serverRoleFrom(u"Production"_s) && !privilegeModeFrom(u""_s));
    }

    void cleansNames_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("name");
        QTest::newRow("plain") << u"mx1 (eu) · <b> &x %1"_s << u"mx1 (eu) · <b> &x %1"_s;
        QTest::newRow("Hebrew") << u"שרת"_s << u"שרת"_s;
        QTest::newRow("hidden") << u"\u202emx\u200b1\ufeff"_s << u"mx1"_s;
        QTest::newRow("controls") << u"a\x1b[31m\0b"_s << u"a[31mb"_s;
        QTest::newRow("lines") << u" a\n\tb\r\nc "_s << u"a b c"_s;
        QTest::newRow("long") << QString(1000, u'm') << QString(100, u'm');
        QTest::newRow("long, a pair at the end")
            << QString(99, u'm') + u"\U0001f4e7"_s << QString(99, u'm');
        QTest::newRow("marks") << u'a' + QString(50, u'\u0301') << u'a' + QString(8, u'\u0301');
    }
    void cleansNames()
    {
        QFETCH(QString, written);
        QTEST(cleanServerName(written), "name");
        QCOMPARE(cleanServerName(cleanServerName(written)), cleanServerName(written));
    }

    void keepsUnknownMembers()
    {
        const QTemporaryDir folder;
        const QString name = folder.filePath(u"servers.json"_s);
        write(name,
            json(
                "{'version': 1, 'note': 'mine', 'servers': [ {'id': '1', 'name': 'a', 'address': "
                "'ssh://a', 'owner': 'postmaster'}, {'id': '2', 'name': 'b', 'address': 'ssh://b', "
                "'owner': 'nobody'}]}"));
        const ServerStore store(name);
        auto servers = store.load();
        QVERIFY(servers);
        servers->removeAt(1);
        (*servers)[0].name = u"c"_s;
        QVERIFY(store.save(*servers));
        const QJsonObject root = QJsonDocument::fromJson(read(name)).object();
        QCOMPARE(root.value("note"_L1).toString(), u"mine"_s);
        const QJsonObject first = root.value("servers"_L1)[0].toObject();
        QCOMPARE(first.value("owner"_L1).toString(), u"postmaster"_s);
        QCOMPARE(first.value("name"_L1).toString(), u"c"_s);
    }

    void neverOverwritesWhatItCannotRead_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty file") << ""_ba;
        QTest::newRow("cut") << json("{'version': 1, 'servers': [{'id': '1'");
        QTest::newRow("no JSON") << "[servers]\nmx1=ssh://mx1\n"_ba;
        QTest::newRow("binary") << QByteArray(1000, '\0');
        QTest::newRow("array") << "[]"_ba;
        QTest::newRow("no version") << json("{'servers': []}");
        QTest::newRow("version as text") << json("{'version': '1', 'servers': []}");
        QTest::newRow("version of the future") << json("{'version': 2, 'servers': []}");
        QTest::newRow("no servers") << json("{'version': 1}");
        QTest::newRow("servers as object") << json("{'version': 1, 'servers': {}}");
        QTest::newRow("server as text") << json("{'version': 1, 'servers': ['ssh://a']}");
        QTest::newRow("no id") << json("{'version': 1, 'servers': [{'address': 'ssh://a'}]}");
        QTest::newRow("hostile address") << json(
            "{'version': 1, 'servers': [{'id': '1', 'address': 'ssh://-oProxyCommand=id'}]}");
        QTest::newRow("hostile key file")
            << json("{'version': 1, 'servers': [{'id': '1', 'address': 'ssh://a', 'identityFile': "
                    "'a\\nb'}]}");
        QTest::newRow("id twice") << json("{'version': 1, 'servers': [{'id': '1', 'address': "
                                          "'ssh://a'}, {'id': '1', 'address': 'ssh://b'}]}");
        const auto odd = [](const char *member) {
            return json("{'version': 1, 'servers': [{'id': '1', 'address': 'ssh://a', "
                + QByteArray(member) + "}]}");
        };
        QTest::newRow("role mistyped") << odd("'role': 'prodution'");
        QTest::newRow("role as number") << odd("'role': 1");
        QTest::newRow("read-only as text") << odd("'readOnly': 'yes'");
        QTest::newRow("privilege mistyped") << odd("'privilege': 'root'");
        QTest::newRow("deep") << QByteArray(100'000, '[');
    }
    void neverOverwritesWhatItCannotRead()
    {
        QFETCH(QByteArray, content);
        const QTemporaryDir folder;
        const QString name = folder.filePath(u"servers.json"_s);
        write(name, content);
        const ServerStore store(name);
        const auto servers = store.load();
        QVERIFY(!servers);
        QCOMPARE(servers.error().kind, ErrorKind::InvalidInput);
        QVERIFY(servers.error().message.contains(name));
        const auto saved = store.save({server(u"1"_s, u"ssh://a"_s)});
        QVERIFY(!saved);
        QCOMPARE(saved.error().kind, ErrorKind::InvalidInput);
        QCOMPARE(read(name), content);
    }

    void refusesWhatIsNoFile()
    {
        const QTemporaryDir folder;
        QDir(folder.path()).mkdir(u"folder"_s);
        QCOMPARE(mkfifo(qPrintable(folder.filePath(u"pipe"_s)), 0600), 0);
        QFile::link(u"/nonexistent"_s, folder.filePath(u"dangling"_s));
        for (const QString &name : {u"folder"_s, u"pipe"_s, u"dangling"_s}) {
            const ServerStore store(folder.filePath(name));
            const auto servers = store.load();
            QVERIFY(!servers);
            QCOMPARE(servers.error().kind, ErrorKind::Io);
            QVERIFY(!store.save({}));
        }
    }

    void saysWhenItCannotWrite()
    {
        const QTemporaryDir folder;
        write(folder.filePath(u"file"_s), "x");
        const auto saved = ServerStore(folder.filePath(u"file/servers.json"_s)).save({});
        QVERIFY(!saved);
        QCOMPARE(saved.error().kind, ErrorKind::Io);
    }
};

QTEST_GUILESS_MAIN(TestServerStore)
#include "tst_serverstore.moc"
