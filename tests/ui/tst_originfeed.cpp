// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is known of where the shown messages came from, while listings, logs and queue files come.

#include "madequeues.h"

#include "core/logs/logparser.h"
#include "ui/queue/originfeed.h"

#include <QDateTime>
#include <QSignalSpy>
#include <QTest>
#include <QTimeZone>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

/// One instance, as the page asks for it.
class Instance1
{
public:
    explicit Instance1(const std::vector<made::Message> &messages)
    {
        feed.setLogs([this](const QString &) { return log; });
        QObject::connect(&feed, &OriginFeed::changed, &feed, [this] { complete(); });
        list(messages);
    }

    void list(const std::vector<made::Message> &messages)
    {
        const QueueSource made = made::source(u"mx1"_s, messages);
        status.key = made.key;
        status.snapshot = made.snapshot;
        status.syslogName = "postfix-out";
        complete();
    }
    void complete()
    {
        source = {};
        source.key = status.key;
        feed.complete(status, source);
    }
    bool settle()
    {
        return QTest::qWaitFor([this] { return feed.isSettled(); });
    }

    /// A client handed the message in, as the log says it.
    void logClient(const made::Message &message, const QByteArray &user,
        const QByteArray &instance = "postfix-out") const
    {
        static LogParser parser;
        const QByteArray time
            = QDateTime::fromSecsSinceEpoch(made::now - message.age, QTimeZone::UTC)
                  .toString(Qt::ISODate)
                  .toLatin1();
        const QByteArray line = time + " mx1 " + instance
            + "/smtpd[1]: " + made::idOf(message.number).toByteArray()
            + ": client=a.example[192.0.2.7], sasl_method=PLAIN, sasl_username=" + user;
        log->take(parser.parse(line));
    }
    QByteArray userOf(QueueSnapshot::Row row) const
    {
        return source.facts ? source.facts->facts(row).saslUser : QByteArray();
    }

    std::shared_ptr<LogFacts> log = std::make_shared<LogFacts>();
    InstanceStatus status;
    QueueSource source;
    OriginFeed feed;
};

const std::vector<made::Message> three{
    {.number = 1, .age = 60}, {.number = 2, .age = 70}, {.number = 3, .age = 80}};

}

class TestOriginFeed : public QObject
{
    Q_OBJECT

private slots:
    void takesFactsFromTheLogOfTheInstance()
    {
        Instance1 instance(three);
        QCOMPARE(instance.source.snapshot, instance.status.snapshot); // at once
        QVERIFY(instance.settle());
        QVERIFY(!instance.source.facts);
        instance.logClient(three[1], "ann");
        instance.logClient(three[2], "bob", "postfix"); // another instance's
        instance.feed.lookAgain();
        QTRY_COMPARE(instance.userOf(1), "ann");
        QCOMPARE(instance.userOf(0), QByteArray());
        QVERIFY(!instance.source.facts->facts(2).isOriginKnown);
    }

    void queueFilesKnowMoreThanTheLog()
    {
        Instance1 instance(three);
        instance.logClient(three[0], "ann");
        MessageFacts read;
        read.isOriginKnown = read.isSubjectKnown = true;
        read.saslUser = "ann@example.com";
        read.subject = "Hello";
        const QueueSnapshot &snapshot = *instance.status.snapshot;
        instance.feed.store(instance.status.key)->put(snapshot.id(0), snapshot.arrival(0), read);
        instance.feed.lookAgain();
        QTRY_VERIFY(instance.source.facts);
        QCOMPARE(instance.source.facts->facts(0), read);
    }

    /// A filter by user must not lose its messages for as long as the facts of a listing take.
    void aListingIsShownWithItsFacts()
    {
        Instance1 instance(three);
        instance.logClient(three[0], "ann");
        instance.feed.lookAgain();
        QTRY_COMPARE(instance.userOf(0), "ann");
        const auto before = instance.source.snapshot;
        instance.list({three[0], {.number = 4, .age = 5}});
        QCOMPARE(instance.source.snapshot, before);
        QCOMPARE(instance.userOf(0), "ann");
        QVERIFY(!instance.feed.isSettled());
        QVERIFY(instance.settle());
        QCOMPARE(instance.source.snapshot, instance.status.snapshot);
        QCOMPARE(instance.source.snapshot->rowCount(), 2u);
        QCOMPARE(instance.userOf(0), "ann");
    }

    void whatTheLogForgetsStaysWhileItIsShown()
    {
        Instance1 instance(three);
        instance.logClient(three[0], "ann");
        instance.feed.lookAgain();
        QTRY_COMPARE(instance.userOf(0), "ann");
        static LogParser parser;
        const QByteArray line = "2026-11-28T10:00:00+00:00 mx1 postfix-out/qmgr[3]: "
            + made::idOf(1).toByteArray() + ": removed";
        instance.log->take(parser.parse(line));
        instance.logClient(three[1], "bob");
        instance.feed.lookAgain();
        QTRY_COMPARE(instance.userOf(1), "bob");
        QCOMPARE(instance.userOf(0), "ann");
    }

    /// Lines about other messages come all the time: the table is not arranged anew for them.
    void linesAboutOthersChangeNothing()
    {
        Instance1 instance(three);
        instance.logClient(three[0], "ann");
        instance.feed.lookAgain();
        QTRY_COMPARE(instance.userOf(0), "ann");
        const auto facts = instance.source.facts;
        QSignalSpy changed(&instance.feed, &OriginFeed::changed);
        instance.logClient({.number = 77}, "carl");
        instance.feed.lookAgain();
        QTest::qWait(2500); // longer than the pause between two looks
        QVERIFY(instance.feed.isSettled());
        QCOMPARE(changed.count(), 0);
        instance.complete();
        QCOMPARE(instance.source.facts, facts);
    }

    void nothingIsKeptOfWhatNobodyLooksAt()
    {
        Instance1 instance(three);
        instance.logClient(three[0], "ann");
        instance.feed.lookAgain();
        QTRY_COMPARE(instance.userOf(0), "ann");
        const std::weak_ptr<const QueueSnapshot> watched = instance.status.snapshot;
        instance.source = {};
        instance.status.snapshot.reset();
        instance.feed.keepOnly({});
        QTRY_VERIFY(watched.expired());
    }

    /// What was read of queue files stays while another scope is looked at, and goes with the
    /// server.
    void nothingIsKeptOfARemovedServer()
    {
        Instance1 instance(three);
        const QueueSnapshot &snapshot = *instance.status.snapshot;
        const std::weak_ptr<OriginStore> store = instance.feed.store(instance.status.key);
        MessageFacts facts;
        facts.isOriginKnown = true;
        store.lock()->put(snapshot.id(0), snapshot.arrival(0), facts);
        instance.feed.lookAgain();
        QVERIFY(instance.settle());
        instance.feed.keepOnly({});
        QVERIFY(!store.expired());
        instance.feed.forget(u"another"_s);
        QVERIFY(!store.expired());
        instance.feed.forget(instance.status.key.server);
        QTRY_VERIFY(store.expired());
    }
};

QTEST_GUILESS_MAIN(TestOriginFeed)
#include "tst_originfeed.moc"
