// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/snapshotdiff.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::Literals;

namespace {

struct Message
{
    QByteArray id;
    QueueName queue = QueueName::Deferred;
    qint64 arrival = 1;
    QList<std::pair<QByteArray, QByteArray>> recipients = {{"a@x", "full"}};
};
using Messages = QList<Message>;

std::unique_ptr<QueueSnapshot> snapshotOf(const Messages &messages)
{
    auto snapshot = std::make_unique<QueueSnapshot>(InstanceKey{u"s"_s, "/etc/postfix"}, qint64(0));
    for (const Message &message : messages) {
        std::vector<ListedRecipient> recipients;
        for (const auto &[address, reason] : message.recipients)
            recipients.push_back({address, reason});
        snapshot->add({.id = *QueueId::parse(message.id),
            .queue = message.queue,
            .arrival = message.arrival,
            .size = 1,
            .sender = {},
            .recipients = recipients});
    }
    snapshot->end(ListingState::Complete, 0, {});
    return snapshot;
}

QByteArray idsOf(const std::vector<QueueSnapshot::Row> &rows, const QueueSnapshot &snapshot)
{
    QByteArrayList ids;
    for (const auto row : rows)
        ids.append(snapshot.id(row).toByteArray().last(1));
    return ids.join(' ');
}

}

/// What changed from one listing to the next.
class TestSnapshotDiff : public QObject
{
    Q_OBJECT

private slots:
    void differences_data()
    {
        QTest::addColumn<Messages>("before");
        QTest::addColumn<Messages>("after");
        QTest::addColumn<QByteArray>("expected");
        const Message one{"A1B2C3D4E1"};
        const Message two{"A1B2C3D4E2"};
        QTest::newRow("nothing") << Messages{} << Messages{} << "|||"_ba;
        QTest::newRow("same") << Messages{one, two} << Messages{two, one} << "|||"_ba;
        QTest::newRow("arrived") << Messages{one} << Messages{two, one} << "2|||"_ba;
        QTest::newRow("left") << Messages{one, two} << Messages{two} << "|1||"_ba;
        QTest::newRow("moved") << Messages{one, two}
                               << Messages{one, {"A1B2C3D4E2", QueueName::Hold}} << "||2|"_ba;
        QTest::newRow("moved with another reason")
            << Messages{one} << Messages{{"A1B2C3D4E1", QueueName::Active, 1, {{"a@x", ""}}}}
            << "||1|"_ba;
        QTest::newRow("another reason")
            << Messages{one, two}
            << Messages{{"A1B2C3D4E1", QueueName::Deferred, 1, {{"a@x", "greylisted"}}}, two}
            << "|||1"_ba;
        QTest::newRow("one recipient less")
            << Messages{{"A1B2C3D4E1", QueueName::Deferred, 1, {{"a@x", "r"}, {"b@x", "r"}}}}
            << Messages{{"A1B2C3D4E1", QueueName::Deferred, 1, {{"b@x", "r"}}}} << "|||1"_ba;
        QTest::newRow("ID used again")
            << Messages{one} << Messages{{"A1B2C3D4E1", QueueName::Deferred, 2}} << "1|1||"_ba;
    }

    void differences()
    {
        QFETCH(Messages, before);
        QFETCH(Messages, after);
        QFETCH(QByteArray, expected);
        const auto earlier = snapshotOf(before);
        const auto later = snapshotOf(after);
        const SnapshotDiff diff = diffSnapshots(*earlier, *later);
        QCOMPARE(idsOf(diff.arrived, *later) + '|' + idsOf(diff.left, *earlier) + '|'
                + idsOf(diff.moved, *later) + '|' + idsOf(diff.retried, *later),
            expected);
        QCOMPARE(diff.isEmpty(), expected == "|||");
    }
};

QTEST_GUILESS_MAIN(TestSnapshotDiff)
#include "tst_snapshotdiff.moc"
