// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sshdfixture.h"

#include "core/servers/fleet.h"
#include "core/servers/reconnection.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <csignal>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// The way back to a server that was lost, and up with many at once.
class TestReconnection : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void pauses_data();
    void pauses();
    void triesAgainByItself();
    void doesNotRepeatARefusedLogin();
    void aFleetComesUpBehindOneBastion();

private:
    std::unique_ptr<SshdFixture> m_sshd;
};

void TestReconnection::initTestCase()
{
    m_sshd = std::make_unique<SshdFixture>();
    QVERIFY(m_sshd->start());
}

void TestReconnection::pauses_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("tries");
    QTest::addColumn<double>("chance");
    QTest::addColumn<int>("pause"); ///< ms, -1: never
    const auto row = [](const char *name, ErrorKind kind, int tries, double chance, int pause) {
        QTest::newRow(name) << int(kind) << tries << chance << pause;
    };
    row("first", ErrorKind::Network, 1, 0, 5000);
    row("second", ErrorKind::Timeout, 2, 0, 15'000);
    row("third", ErrorKind::Network, 3, 0, 40'000);
    row("fourth", ErrorKind::Network, 4, 0, 60'000);
    row("hundredth", ErrorKind::Network, 100, 0, 60'000);
    row("spread", ErrorKind::Network, 1, 0.5, 5625);
    row("refused login", ErrorKind::Auth, 1, 0, -1);
    row("host key", ErrorKind::HostKey, 1, 0, -1);
    row("wrong setting", ErrorKind::InvalidInput, 1, 0, -1);
    row("no Postfix", ErrorKind::NotFound, 1, 0, -1);
    row("not permitted", ErrorKind::Permission, 1, 0, -1);
}

void TestReconnection::pauses()
{
    QFETCH(int, kind);
    QFETCH(int, tries);
    QFETCH(double, chance);
    const auto pause = pauseBeforeReconnecting({ErrorKind(kind), {}}, tries, chance);
    QTEST(pause ? int(pause->count()) : -1, "pause");
}

void TestReconnection::triesAgainByItself()
{
    Fleet fleet;
    ServerDefinition definition{u"1"_s, u"mx1"_s, false, m_sshd->endpoint()};
    m_sshd->stop();
    Server *server = fleet.add(definition);
    server->connectToServer();
    QTRY_COMPARE(int(server->state()), int(ServerState::Failed));
    QVERIFY(server->willReconnect());
    QVERIFY(m_sshd->start());
    // The network coming back does not wait for the pause to end.
    fleet.networkChanged();
    QCOMPARE(int(server->state()), int(ServerState::Connecting));
    QTRY_COMPARE(int(server->state()), int(ServerState::Connected));
    QVERIFY(!server->willReconnect());

    m_sshd->signalSessions(SIGKILL);
    QTRY_COMPARE(int(server->state()), int(ServerState::Failed));
    QVERIFY(server->willReconnect());
    server->disconnectFromServer();
    QVERIFY(!server->willReconnect());
}

void TestReconnection::doesNotRepeatARefusedLogin()
{
    m_sshd->makeUserKey(u"wrong_key"_s);
    Fleet fleet;
    ServerDefinition definition{u"1"_s, u"mx1"_s, false, m_sshd->endpoint()};
    definition.endpoint.identityFile = m_sshd->path(u"wrong_key"_s);
    Server *server = fleet.add(definition);
    server->connectToServer();
    QTRY_COMPARE(int(server->state()), int(ServerState::Failed));
    QCOMPARE(server->error()->kind, ErrorKind::Auth);
    QVERIFY(!server->willReconnect());
    fleet.networkChanged();
    QCOMPARE(int(server->state()), int(ServerState::Failed));
}

/// The bastion drops at random whoever knocks while two others have not logged in yet, and
/// everybody from the fifth on; at four at a time some are dropped and come back.
void TestReconnection::aFleetComesUpBehindOneBastion()
{
    constexpr int servers = 50;
    SshdFixture bastion({"MaxStartups 2:50:5"});
    QVERIFY(bastion.start());
    bastion.writeFile(u"authorized_keys"_s, m_sshd->readFile(u"authorized_keys"_s));
    m_sshd->writeKnownHosts(bastion.readFile(u"known_hosts"_s) + m_sshd->hostName() + ' '
        + m_sshd->hostKeyLine() + '\n');
    m_sshd->writeFile(u"ssh_config"_s,
        "Host bastion\n HostName 127.0.0.1\n Port " + QByteArray::number(bastion.port())
            + "\nHost *\n IdentityFile " + m_sshd->path(u"user_key"_s).toUtf8()
            + "\n IdentitiesOnly yes\n UserKnownHostsFile "
            + m_sshd->path(u"known_hosts"_s).toUtf8() + '\n');
    Fleet fleet;
    for (int i = 0; i < servers; ++i) {
        const QString name = "mx"_L1 + QString::number(i);
        fleet.add({name, name, false,
            {.host = u"127.0.0.1"_s,
                .port = m_sshd->port(),
                .configFile = m_sshd->path(u"ssh_config"_s),
                .proxyJump = u"bastion"_s}});
    }
    QElapsedTimer clock;
    clock.start();
    fleet.connectAll();
    const auto isUp
        = [](const Server *server) { return server->state() == ServerState::Connected; };
    const bool areUp
        = QTest::qWaitFor([&] { return std::ranges::all_of(fleet.servers(), isUp); }, 60'000);
    for (const Server *server : fleet.servers())
        if (!isUp(server))
            qWarning() << server->name() << int(server->state())
                       << server->error().value_or(Error{}).message;
    QVERIFY(areUp);
    qInfo() << servers << "servers behind one bastion were up after" << clock.elapsed() << "ms";
}

QTEST_GUILESS_MAIN(TestReconnection)
#include "tst_reconnection.moc"
