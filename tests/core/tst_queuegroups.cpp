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
