// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "faultproxy.h"

#include "core/transport/uniquefd.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <cerrno>
#include <optional>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int patience = 20; // seconds until a read counts as hanging

/// A blocking socket whose reads and writes give up after a while.
class Peer final
{
public:
    explicit Peer(int fd, std::chrono::milliseconds limit = std::chrono::seconds(patience))
        : m_socket(fd)
    {
        setLimit(limit);
    }
    static Peer connectTo(quint16 port)
    {
        Peer peer(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address = {AF_INET, htons(port), {htonl(INADDR_LOOPBACK)}, {}};
        if (::connect(peer.m_socket.get(), reinterpret_cast<sockaddr *>(&address), sizeof address)
            != 0)
            qFatal("cannot connect: %s", strerror(errno));
        return peer;
    }

    void setLimit(std::chrono::milliseconds limit)
    {
        const timeval time{limit.count() / 1000, limit.count() % 1000 * 1000};
        ::setsockopt(m_socket.get(), SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
        ::setsockopt(m_socket.get(), SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
    }
    /// How much could be sent.
    qint64 send(QByteArrayView bytes)
    {
        qint64 sent = 0;
        while (sent < bytes.size()) {
            const ssize_t now = ::send(
                m_socket.get(), bytes.data() + sent, size_t(bytes.size() - sent), MSG_NOSIGNAL);
            if (now <= 0)
                break;
            sent += now;
        }
        return sent;
    }
    /// Up to `most` bytes; fewer when it ended or failed, and then how().
    QByteArray receive(qint64 most)
    {
        QByteArray bytes(most, Qt::Uninitialized);
        qint64 got = 0;
        m_how = Ending::None;
        while (got < most) {
            const ssize_t now = ::recv(m_socket.get(), bytes.data() + got, size_t(most - got), 0);
            if (now <= 0) {
                m_how = now == 0          ? Ending::End
                    : errno == ECONNRESET ? Ending::Reset
                                          : Ending::Silence;
                break;
            }
            got += now;
        }
        bytes.truncate(got);
        return bytes;
    }
    void close() { m_socket = UniqueFd(); }

    enum class Ending { None, End, Reset, Silence };
    Ending how() const { return m_how; }

private:
    UniqueFd m_socket;
    Ending m_how = Ending::None;
};

class Listener final
{
public:
    Listener() : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}, {}};
        socklen_t size = sizeof address;
        auto *generic = reinterpret_cast<sockaddr *>(&address);
        if (::bind(m_socket.get(), generic, size) != 0 || ::listen(m_socket.get(), 8) != 0)
            qFatal("cannot listen: %s", strerror(errno));
        ::getsockname(m_socket.get(), generic, &size);
        m_port = ntohs(address.sin_port);
    }
    quint16 port() const { return m_port; }
    Peer accept() { return Peer(::accept4(m_socket.get(), nullptr, nullptr, SOCK_CLOEXEC)); }

private:
    UniqueFd m_socket;
    quint16 m_port = 0;
};

QByteArray randomBytes(qint64 count, quint64 seed = 1)
{
    std::mt19937_64 random(seed);
    QByteArray bytes(count, Qt::Uninitialized);
    for (char &byte : bytes)
        byte = char(random());
    return bytes;
}

}

class TestFaultProxy : public QObject
{
    Q_OBJECT

private slots:
    void passesAllThrough_data()
    {
        QTest::addColumn<int>("delay");
        QTest::addColumn<qint64>("rate");
        QTest::addColumn<int>("slice");
        QTest::addColumn<qint64>("size");
        QTest::newRow("plain") << 0 << qint64(0) << 0 << qint64(20'000'000);
        QTest::newRow("late") << 60 << qint64(0) << 0 << qint64(3'000'000);
        QTest::newRow("slow") << 0 << qint64(2'000'000) << 0 << qint64(1'000'000);
        QTest::newRow("byte by byte") << 0 << qint64(0) << 1 << qint64(50'000);
        QTest::newRow("all of it") << 20 << qint64(500'000) << 7 << qint64(50'000);
    }

    void passesAllThrough()
    {
        QFETCH(int, delay);
        QFETCH(qint64, rate);
        QFETCH(int, slice);
        QFETCH(qint64, size);
        const LineQuality line{std::chrono::milliseconds(delay), rate, slice};
        open({line, line, {}});
        const QByteArray there = randomBytes(size, 1);
        const QByteArray back = randomBytes(size, 2);
        QElapsedTimer timer;
        timer.start();
        {
            const std::jthread sending([&] { m_client->send(there); });
            const std::jthread answering([&] { m_server->send(back); });
            const std::jthread checking([&] { QCOMPARE(m_client->receive(size), back); });
            QCOMPARE(m_server->receive(size), there);
        }
        // Never faster than the line.
        QVERIFY(timer.elapsed() >= delay);
        if (rate > 0)
            QVERIFY(timer.elapsed() * 11 / 10 >= size * 1000 / rate);
        const auto figures = m_proxy->figures();
        QCOMPARE(figures.bytesToServer, size);
        QCOMPARE(figures.bytesToClient, size);
        QVERIFY2(figures.mostHeld <= 2 * FaultProxy::buffer,
            QByteArray::number(figures.mostHeld).constData());
        // The end too is passed on, and the other way stays open behind it.
        m_client->close();
        m_server->receive(1);
        QCOMPARE(m_server->how(), Peer::Ending::End);
        m_server->close();
        QTRY_COMPARE(m_proxy->figures().live, 0);
    }

    void waysAreIndependent()
    {
        open({{0ms}, {150ms}, {}});
        QElapsedTimer timer;
        timer.start();
        m_client->send("ping");
        QCOMPARE(m_server->receive(4), "ping");
        m_server->send("pong");
        QCOMPARE(m_client->receive(4), "pong");
        QVERIFY(timer.elapsed() >= 150);
    }

    void breaksAtTheByte_data()
    {
        QTest::addColumn<Fault>("fault");
        QTest::addColumn<Way>("way");
        QTest::addColumn<int>("at");
        for (const Fault fault :
            {Fault::Stall, Fault::BlackHole, Fault::HalfClose, Fault::Close, Fault::Reset}) {
            for (const Way way : {Way::ToServer, Way::ToClient}) {
                for (const int at : {0, 1, 4096, 123'457}) {
                    QTest::addRow("%s", qPrintable(toString(Break{fault, way, at})))
                        << fault << way << at;
                }
            }
        }
    }

    void breaksAtTheByte()
    {
        QFETCH(Fault, fault);
        QFETCH(Way, way);
        QFETCH(int, at);
        open({{}, {}, Break{fault, way, at}});
        Peer &sender = way == Way::ToServer ? *m_client : *m_server;
        Peer &receiver = way == Way::ToServer ? *m_server : *m_client;
        const QByteArray bytes = randomBytes(200'000);
        std::jthread sending([&] { sender.send(bytes); });
        const QByteArray got = receiver.receive(at);
        // A reset also takes back what was on its way; nothing else may.
        if (fault != Fault::Reset)
            QCOMPARE(got, bytes.first(at));
        QVERIFY(bytes.startsWith(got));
        const bool isSilent = fault == Fault::Stall || fault == Fault::BlackHole;
        if (isSilent)
            receiver.setLimit(200ms);
        QCOMPARE(receiver.receive(1), QByteArray()); // not one byte more
        QCOMPARE(receiver.how(),
            isSilent                    ? Peer::Ending::Silence
                : fault == Fault::Reset ? Peer::Ending::Reset
                                        : Peer::Ending::End);
        sending.join();
        QTRY_COMPARE(m_proxy->figures().faults, 1);
        checkOtherWay(fault, sender, receiver);
    }

    /// A sender behind a stall must wait, one behind a black hole notices nothing.
    void holdsLittleWhileStalled_data()
    {
        QTest::addColumn<Fault>("fault");
        QTest::newRow("stall") << Fault::Stall;
        QTest::newRow("black hole") << Fault::BlackHole;
    }

    void holdsLittleWhileStalled()
    {
        QFETCH(Fault, fault);
        open({{}, {}, Break{fault, Way::ToServer, 0}});
        const QByteArray lot(64 << 20, 'x');
        m_client->setLimit(500ms);
        const qint64 sent = m_client->send(lot);
        QCOMPARE(sent == lot.size(), fault == Fault::BlackHole);
        QVERIFY(m_proxy->figures().mostHeld <= FaultProxy::buffer);
    }

    void breaksByTimeAndOnRequest()
    {
        std::atomic<int> told = 0;
        open({{}, {}, Break{Fault::Reset, Way::ToClient, {}, 50ms}});
        m_proxy->whenBroken([&](const Break &what) { told += what.fault == Fault::Reset; });
        m_client->receive(1);
        QCOMPARE(m_client->how(), Peer::Ending::Reset);
        QCOMPARE(told, 1);

        open({});
        QTRY_COMPARE(
            m_proxy->figures().live, 1); // the server may see it before the proxy counts it
        std::atomic<int> notices = 0;
        m_proxy->whenBroken([&](const Break &what) { notices += what.fault == Fault::Notice; });
        m_proxy->arm({Fault::Notice, Way::ToServer, 3});
        m_client->send("abc");
        QCOMPARE(m_server->receive(3), "abc");
        QTRY_COMPARE(notices, 1);
        m_client->send("def"); // it goes on
        QCOMPARE(m_server->receive(3), "def");
        m_proxy->arm({Fault::Close});
        m_server->receive(1);
        QCOMPARE(m_server->how(), Peer::Ending::End);
        m_proxy->resetAll();
        QTRY_COMPARE(m_proxy->figures().live, 0);
    }

    void aRefusedServerRefusesTheClient()
    {
        quint16 port = 0;
        {
            const Listener gone;
            port = gone.port();
        }
        FaultProxy proxy(u"127.0.0.1"_s, port);
        Peer client = Peer::connectTo(proxy.port());
        client.receive(1);
        QCOMPARE(client.how(), Peer::Ending::Reset);
    }

    void aSeedRepeats()
    {
        std::mt19937_64 one(7), same(7), other(8);
        QStringList ones, sames, others;
        for (int i = 0; i < 50; ++i) {
            ones += toString(randomBreak(one, Way::ToClient, 100'000));
            sames += toString(randomBreak(same, Way::ToClient, 100'000));
            others += toString(randomBreak(other, Way::ToClient, 100'000));
        }
        QCOMPARE(ones, sames);
        QVERIFY(ones != others);
    }

private:
    void open(const FaultScript &script)
    {
        m_client.reset();
        m_server.reset();
        m_proxy = std::make_unique<FaultProxy>(u"127.0.0.1"_s, m_listener.port());
        m_proxy->setScript(script);
        m_client = Peer::connectTo(m_proxy->port());
        m_server = m_listener.accept();
    }

    /// After a half-close the other way works; after what is gone nothing does.
    void checkOtherWay(Fault fault, Peer &sender, Peer &receiver)
    {
        sender.setLimit(fault == Fault::BlackHole ? 200ms : 20'000ms);
        receiver.send("answer");
        const QByteArray answer = sender.receive(6);
        switch (fault) {
        case Fault::Stall:
        case Fault::HalfClose:
            QCOMPARE(answer, "answer");
            break;
        case Fault::BlackHole:
            QCOMPARE(sender.how(), Peer::Ending::Silence);
            break;
        case Fault::Close:
            QCOMPARE(sender.how(), Peer::Ending::End);
            break;
        default:
            QCOMPARE(answer, QByteArray());
            QTRY_COMPARE(m_proxy->figures().live, 0);
        }
    }

    Listener m_listener;
    std::unique_ptr<FaultProxy> m_proxy;
    std::optional<Peer> m_client, m_server;
};

QTEST_GUILESS_MAIN(TestFaultProxy)
#include "tst_faultproxy.moc"
