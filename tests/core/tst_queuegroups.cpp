// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queuegroups.h"
#include "core/queue/reasontemplate.h"
#include "tests/core/randomqueue.h"

#include <QTest>

#include <map>
#include <set>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

struct Tally
{
    qint64 messages = 0, bytes = 0, oldest = std::numeric_limits<qint64>::max();
};

/// The values a message counts for, the plain way.
std::set<QByteArray> valuesOf(
    GroupKey key, const made::RandomMessage &message, const QByteArray &server)
{
    const auto domain = [](const QByteArray &address) {
        return address.contains('@') ? address.split('@').last().toLower() : QByteArray();
    };
    std::set<QByteArray> values;
    if (key == GroupKey::Sender)
        return {message.sender.toLower()};
    if (key == GroupKey::FromDomain)
        return {domain(message.sender)};
    if (key == GroupKey::Queue)
        return {toBytes(message.queue).toByteArray()};
    if (key == GroupKey::Server)
        return {server};
    if (key == GroupKey::Age)
        return {message.arrival > made::context().now - 3600 ? "age<10m" : "age>=1h age<4h"};
    if (key == GroupKey::Size)
        return {"size<10k"};
    if (isOfOrigin(key))
        return {unknownValue()}; // counted without facts
    if (key == GroupKey::Provider) {
        for (const made::RandomRecipient &recipient : message.recipients)
            values.insert(domain(recipient.address) == "gmail.com" ? "google" : "other");
    }
    for (const made::RandomRecipient &recipient : message.recipients) {
        if (key != GroupKey::Provider)
            values.insert(key == GroupKey::Domain ? domain(recipient.address)
                    : key == GroupKey::Reason     ? recipient.reason
                    : key == GroupKey::Cause
                    ? ReasonKnowledge::builtIn().causeIdOf(recipient.reason)
                    : key == GroupKey::Cluster ? reasonTemplate(recipient.reason)
                                               : recipient.dsn);
    }
    if (values.empty())
        values.insert(QByteArray());
    return values;
}

}

class TestQueueGroups : public QObject
{
    Q_OBJECT

private slots:
    void namesAreThoseOfFilterFields()
    {
        for (const QString &name : groupKeyNames()) {
            QVERIFY(findFilterField(name));
            QCOMPARE(toString(*parseGroupKey(name)), name);
        }
        QVERIFY(!parseGroupKey(u"rcpts"));
    }

    /// As many messages and bytes: by byte of the value, however much of it is the same.
    void equalGroupsStandByTheirTexts_data()
    {
        QTest::addColumn<int>("snapshots");
        QTest::newRow("one snapshot") << 1;
        QTest::newRow("several") << 2;
    }

    void equalGroupsStandByTheirTexts()
    {
        QFETCH(int, snapshots);
        const QByteArray eight(8, 'x'), sixteen(16, 'x');
        QByteArrayList senders{"", "a", "ab", "\xc3\xa4@x.example", "z", "~", eight, eight + "a",
            eight + '\x01', eight + '\xff', sixteen, sixteen + "b", sixteen + "a", sixteen + '\xff',
            sixteen + sixteen + "2", sixteen + sixteen + "1", eight + QByteArray(8, 'w'),
            sixteen.chopped(1), sixteen.chopped(1) + '\x7f', sixteen.chopped(1) + '\x80'};
        for (int i = 0; i < 100; ++i)
            senders.append("info" + QByteArray::number(i * 7919 % 100) + "@customer.example");
        QueueGroups groups(GroupKey::Sender);
        for (int i = 0; i < snapshots; ++i) {
            QueueSnapshot snapshot({u"mx1"_s, "/etc/postfix"}, 0);
            int number = 0;
            for (const QByteArray &sender : std::as_const(senders))
                snapshot.add(
                    {*QueueId::parse("A" + QByteArray::number(0x10000 + number++, 16).toUpper()),
                        QueueName::Deferred, 1000, 500, false, sender, {}});
            snapshot.publish();
            const auto adder = groups.adder({snapshot, u"mx1"_s, 2000});
            for (QueueSnapshot::Row row = 0; row < snapshot.rowCount(); ++row)
                adder->add(row);
        }
        QByteArrayList sorted;
        for (const QueueGroup &group : groups.sorted()) {
            QCOMPARE(group.messages, snapshots);
            sorted.append(group.value);
        }
        std::ranges::sort(senders); // by unsigned byte, as QByteArray compares
        QCOMPARE(sorted, senders);
    }

    void countsOverSnapshots_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name : groupKeyNames())
            QTest::addRow("%s", qUtf8Printable(name)) << name;
    }

    void countsOverSnapshots()
    {
        QFETCH(QString, name);
        const GroupKey key = *parseGroupKey(name);
        made::RandomQueue random(17);
        QueueGroups groups(key);
        std::map<QByteArray, Tally> expected;
        for (const QString &server : {u"mx1"_s, u"mx2"_s}) {
            QueueSnapshot snapshot({server, "/etc/postfix"}, 0);
            const auto adder = groups.adder({snapshot, server, made::context().now});
            for (const made::RandomMessage &message : random.messages(300)) {
                message.addTo(snapshot);
                snapshot.publish();
                adder->add(QueueSnapshot::Row(snapshot.rowCount() - 1));
                for (const QByteArray &value : valuesOf(key, message, server.toUtf8())) {
                    Tally &tally = expected[value];
                    ++tally.messages;
                    tally.bytes += message.size;
                    tally.oldest = std::min(tally.oldest, message.arrival);
                }
            }
            QCOMPARE(groups.sorted().size(), expected.size()); // while the adder is there
        }
        const auto sorted = groups.sorted();
        QCOMPARE(sorted.size(), expected.size());
        for (size_t i = 0; i < sorted.size(); ++i) {
            const QByteArray &value = sorted[i].value;
            const Tally &tally = expected[key == GroupKey::Sender ? value.toLower() : value];
            QCOMPARE(sorted[i].messages, tally.messages);
            QCOMPARE(sorted[i].bytes, tally.bytes);
            QCOMPARE(sorted[i].oldestArrival, tally.oldest);
            if (i > 0)
                QVERIFY(sorted[i - 1].messages >= sorted[i].messages);
        }
    }

    void sumsDoNotOverflow()
    {
        QueueSnapshot snapshot({u"mx1"_s, "/etc/postfix"}, 0);
        for (int i = 0; i < 3; ++i)
            made::RandomMessage{.id = made::idNumber(i), .size = std::numeric_limits<qint64>::max()}
                .addTo(snapshot);
        snapshot.end(ListingState::Complete, 0, {});
        QueueGroups groups(GroupKey::Queue);
        for (int round = 0; round < 2; ++round) { // within a snapshot, and over several
            const auto adder = groups.adder({snapshot, u"mx1"_s, 0});
            for (QueueSnapshot::Row row = 0; row < 3; ++row)
                adder->add(row);
        }
        QCOMPARE(groups.sorted().front().bytes, std::numeric_limits<qint64>::max());
    }
};

QTEST_GUILESS_MAIN(TestQueueGroups)
#include "tst_queuegroups.moc"
