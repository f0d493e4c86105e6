// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "labfixture.h"

#include "core/postfix/messagecontent.h"
#include "core/postfix/queuedepth.h"
#include "core/queue/queuelister.h"
#include "core/queue/queuesnapshot.h"
#include "core/servers/fleet.h"
#include "core/transport/remotecommand.h"

#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

std::shared_ptr<QueueSnapshot> list(const ServerLink &link, const Instance &instance)
{
    auto snapshot
        = std::make_shared<QueueSnapshot>(InstanceKey{u"s"_s, instance.configDirectory}, qint64(0));
    if (const auto listed = listQueue(*link.transport, instance, *snapshot, {}); !listed)
        qWarning() << listed.error().message << listed.error().detail;
    return snapshot;
}

}

/// What is read from real hosts is what their own tools say.
class TestHostListing : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_lab = LabFixture::start(3, 400);
        QVERIFY(m_lab->instanceCount(0) == 2);
    }

    void listingEqualsPostqueue_data()
    {
        QTest::addColumn<int>("host");
        QTest::addColumn<int>("instance");
        QTest::newRow("short IDs") << 0 << 0;
        QTest::newRow("second instance") << 0 << 1;
        QTest::newRow("long IDs") << 1 << 0;
        QTest::newRow("mixed") << 2 << 0;
    }

    void listingEqualsPostqueue()
    {
        QFETCH(int, host);
        QFETCH(int, instance);
        const auto link = connectServer(m_lab->server(host), {}, {});
        QVERIFY2(link, qPrintable(link ? QString() : link.error().error.message));
        QVERIFY(link->facts.instances.size() > instance);
        const Instance &target = link->facts.instances[instance];
        const auto snapshot = list(*link, target);
        QCOMPARE(snapshot->state(), ListingState::Complete);
        QCOMPARE(snapshot->badLineCount(), 0);

        const auto truth = m_lab->exec(
            host, {u"postqueue"_s, u"-c"_s, QString::fromUtf8(target.configDirectory), u"-j"_s});
        QVERIFY(truth);
        size_t lines = 0;
        for (const QByteArray &line : truth->trimmed().split('\n')) {
            const QJsonObject object = QJsonDocument::fromJson(line).object();
            const auto id = QueueId::parse(object.value("queue_id"_L1).toString().toUtf8());
            QVERIFY2(id, line.constData());
            const auto row = snapshot->find(*id);
            QVERIFY2(row, line.constData());
            QCOMPARE(toString(snapshot->queue(*row)), object.value("queue_name"_L1).toString());
            QCOMPARE(snapshot->arrival(*row), object.value("arrival_time"_L1).toInteger());
            QCOMPARE(snapshot->size(*row), object.value("message_size"_L1).toInteger());
            const QJsonArray recipients = object.value("recipients"_L1).toArray();
            QCOMPARE(qsizetype(snapshot->recipientCount(*row)), recipients.size());
            ++lines;
        }
        QCOMPARE(snapshot->rowCount(), lines);
        QVERIFY(lines > 20);
    }

    void everyMessageCanBeRead()
    {
        const auto link = connectServer(m_lab->server(2), {}, {});
        QVERIFY(link);
        const Instance &instance = link->facts.instances.first();
        const auto snapshot = list(*link, instance);
        QVERIFY(snapshot->rowCount() > 300);
        for (QueueSnapshot::Row row = 0; row < snapshot->rowCount(); row += 4) {
            const auto answer = run(*link->transport,
                readMessageCommand(instance, Privilege::Direct, snapshot->id(row)), {});
            QVERIFY(answer);
            const auto message = parseMessage(answer->output, answer->errors, answer->exitCode);
            QVERIFY2(message, snapshot->id(row).toByteArray().constData());
            QVERIFY(message->headerSize > 0);
            // postqueue quotes a local part where RFC 5321 asks for it, postcat prints it bare.
            const auto bare
                = [](QByteArray address) { return address.replace('"', "").replace('\\', ""); };
            QCOMPARE(bare(message->envelopeValues("sender").first()),
                bare(snapshot->sender(row).toByteArray()));
            QCOMPARE(message->envelopeValues("recipient").size(),
                qsizetype(snapshot->recipientCount(row)));
        }
    }

    void aMessageThatIsNotThereIsNotFound()
    {
        const auto link = connectServer(m_lab->server(0), {}, {});
        QVERIFY(link);
        const auto answer = run(*link->transport,
            readMessageCommand(
                link->facts.instances.first(), Privilege::Direct, *QueueId::parse("ABCDEF0123")),
            {});
        QVERIFY(answer);
        const auto message = parseMessage(answer->output, answer->errors, answer->exitCode);
        QVERIFY(!message);
        QCOMPARE(message.error().kind, ErrorKind::NotFound);
    }

    void depthsEqualTheFiles()
    {
        const auto link = connectServer(m_lab->server(0), {}, {});
        QVERIFY(link);
        const auto answer
            = run(*link->transport, countQueuesCommand(link->facts.instances.first()), {});
        QVERIFY(answer);
        const auto depths = parseDepths(answer->output);
        QVERIFY(depths);
        QVERIFY(depths->isComplete());
        QCOMPARE(depths->messages(), m_lab->queueFiles(0).size());
        QVERIFY((*depths)[QueueName::Deferred] > 100);
        QVERIFY((*depths)[QueueName::Hold] > 0);
        QVERIFY((*depths)[QueueName::Corrupt] > 0);
    }

    void rightsAreWhatSudoersSay_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<std::optional<Privilege>>("expected");
        QTest::addColumn<bool>("mayCount");
        QTest::newRow("root") << u"root"_s << std::optional(Privilege::Direct) << true;
        QTest::newRow("operator") << u"operator"_s << std::optional(Privilege::Sudo) << false;
        QTest::newRow("viewer") << u"viewer"_s << std::optional<Privilege>() << false;
    }

    void rightsAreWhatSudoersSay()
    {
        QFETCH(QString, user);
        QFETCH(std::optional<Privilege>, expected);
        const auto link = connectServer(m_lab->server(0, user), {}, {});
        QVERIFY2(link, qPrintable(link ? QString() : link.error().error.message));
        QCOMPARE(link->facts.account, user.toUtf8());
        QVERIFY(link->facts.mailVersion.startsWith("3."));
        QVERIFY(std::abs(link->clockOffset) <= 2);
        QCOMPARE(link->facts.rights.size(), 2);
        for (const InstanceRights &rights : link->facts.rights) {
            QCOMPARE(rights.hold, expected);
            QCOMPARE(rights.release, expected);
            QCOMPARE(rights.deleteHeld, expected);
            QCOMPARE(rights.requeueHeld, expected);
            QCOMPARE(rights.readMessage, expected);
            QTEST(rights.countQueues, "mayCount");
        }
        // Listing needs no rights at all, and neither does knowing the queue of an instance.
        for (const Instance &instance : link->facts.instances)
            QCOMPARE(list(*link, instance)->state(), ListingState::Complete);
    }

    void oneServerDownLeavesTheOthers()
    {
        Fleet fleet;
        for (int host = 0; host < 3; ++host)
            fleet.add(m_lab->server(host));
        fleet.connectAll();
        const auto listed = [](const Server *server) {
            return server->state() == ServerState::Connected
                && std::ranges::all_of(server->instances(), [](const InstanceStatus &status) {
                       return !status.listing && status.snapshot
                           && status.snapshot->state() == ListingState::Complete;
                   });
        };
        for (const Server *server : fleet.servers())
            QTRY_VERIFY_WITH_TIMEOUT(listed(server), 30'000);
        const auto before = fleet.servers()[1]->instances()[0].snapshot;

        m_lab->killConnections(1);
        QTRY_COMPARE_WITH_TIMEOUT(fleet.servers()[1]->state(), ServerState::Failed, 30'000);
        QVERIFY(fleet.servers()[1]->error());
        QCOMPARE(fleet.servers()[1]->instances()[0].snapshot, before); // stays on screen
        QCOMPARE(fleet.servers()[0]->state(), ServerState::Connected);
        fleet.servers()[1]->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(
            listed(fleet.servers()[1]) && fleet.servers()[1]->instances()[0].snapshot != before,
            30'000);
    }

private:
    std::unique_ptr<LabFixture> m_lab;
};

QTEST_GUILESS_MAIN(TestHostListing)
#include "tst_hostlisting.moc"
