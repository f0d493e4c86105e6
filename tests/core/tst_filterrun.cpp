// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/filterrun.h"
#include "tests/core/randomqueue.h"

#include <QTest>

#include <thread>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

const InstanceKey instance{QStringLiteral("mx1"), "/etc/postfix"};

Filter parsed(const QString &text)
{
    const auto filter = Filter::parse(text);
    if (!filter)
        qFatal() << text << filter.error().message;
    return *filter;
}

/// One message with the given sender, one recipient and its reason.
std::unique_ptr<QueueSnapshot> oneMessage(
    const QByteArray &sender, const QByteArray &address, const QByteArray &reason)
{
    return made::listed({{.id = *QueueId::parse("4F2A81C09D"),
        .sender = sender,
        .recipients = {{address, reason, {}}}}});
}

bool holds(const QString &text, const QueueSnapshot &snapshot)
{
    return FilterRun(parsed(text), snapshot, made::context()).matches(0);
}

}

class TestFilterRun : public QObject
{
    Q_OBJECT

private slots:
    /// Random filters on random queues, each beside a predicate that was made together with the
    /// filter's text and knows neither parser nor evaluation.
    void agreesWithTheObviousWay()
    {
        made::RandomQueue random(made::seed());
        qint64 matches = 0, tests = 0;
        for (int i = 0; i < 60; ++i) {
            const auto messages = random.messages(80);
            const auto snapshot = made::listed(messages);
            for (int j = 0; j < 60; ++j) {
                const auto made = random.filter();
                const Filter filter = parsed(made.text);
                const auto found = FilterRun(filter, *snapshot, made::context()).rows();
                QCOMPARE(found.end, QueueSnapshot::Row(messages.size()));
                LargeVector<QueueSnapshot::Row> expected;
                for (size_t row = 0; row < messages.size(); ++row) {
                    if (made.predicate(messages[row]))
                        expected.push_back(QueueSnapshot::Row(row));
                }
                QVERIFY2(found.rows == expected, qUtf8Printable(made.text));
                const Filter again = parsed(filter.toString());
                QVERIFY2(again == filter, qUtf8Printable(made.text));
                matches += qint64(expected.size());
                tests += qint64(messages.size());
            }
        }
        // A comparison of nothing with nothing would prove nothing.
        QVERIFY(matches > tests / 20);
        QVERIFY(matches < tests * 19 / 20);
    }

    void comparesBytes_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QByteArray>("sender");
        QTest::addColumn<bool>("expected");
        const auto row = [](const QString &filter, const QByteArray &sender, bool expected) {
            QTest::addRow("%s on %s", qUtf8Printable(filter), sender.toPercentEncoding().data())
                << filter << sender << expected;
        };
        row(u"sender:A@B.C"_s, "a@b.c", true);
        row(u"sender:a@b.c"_s, "xa@b.c", false);
        row(u"sender:<>"_s, "", true);
        row(u"sender:<>"_s, "a@b", false);
        row(u"sender:*"_s, "", true);
        row(u"not sender:<>"_s, "", false);
        row(u"sender:<root>"_s, "root@x", false);
        row(u"sender:root"_s, "root@x", true);
        row(u"sender:root@"_s, "ROOT@x", true);
        row(u"sender:root@"_s, "xroot@x", false);
        row(u"sender:@x"_s, "root@x", true);
        row(u"sender:@x"_s, "root@x.y", false);
        row(u"from-domain:x"_s, "\"a@y\"@x", true);
        row(u"from-domain:\"\""_s, "root", true);
        row(u"from-domain:.x"_s, "a@b.x", true);
        row(u"from-domain:.x"_s, "a@x", false);
        row(u"sender:ä@x"_s, "ä@x", true);
        row(u"sender:Ä@x"_s, "ä@x", false); // ASCII only
        row(u"sender:/^Ä@/"_s, "ä@x", true); // a pattern knows more
        row(u"sender:?@x"_s, "ä@x", true);
        row(u"sender:?@x"_s, "\xf0\x9f\x93\xa7@x", true);
        row(u"sender:??@x"_s, "ä@x", false);
        row(u"sender:?@x"_s, "\xff@x", true);
        row(u"sender:?@x"_s, "\xc3@x", true);
        row(u"sender:??@x"_s, "\xff\xfe@x", true);
        row(u"sender:???@x"_s, "\xed\xa0\x80@x", true);
        row(u"sender:/^\\x{fffd}@x$/"_s, "\xff@x", true);
        row(u"sender:/^\\x{feff}a/"_s,
            "\xef\xbb\xbf"
            "a@x",
            true);
        row(u"sender:\ufffd"_s, "\xff@x", false); // bytes, not their replacement
        row(u"sender:/^.\\x{0}.@x$/"_s, QByteArray("a\0b@x", 5), true);
        row(u"sender:a?b@x"_s, QByteArray("a\0b@x", 5), true);
        row(u"sender:*a*b*"_s, "xxaxxbxx", true);
        row(u"sender:*a*b"_s, "xxaxxbxx", false);
        row(u"sender:a*a"_s, "a", false);
        row(u"sender:\"*\""_s, "abc", false);
        row(u"sender:\"*\""_s, "a*c", true);
        row(u"aabaab"_s, "xaabaabaab", true);
        row(u"AB"_s, "aB", true);
        row(u"\"@[`{\""_s, "@[`{", true); // neighbours of the letters are not folded
        row(u"\"@[`{\""_s, "`{@[", false);
        row(u"4f2a"_s, "x", true); // the ID, in any case
        row(u"id:4F2A81C09D"_s, "x", true);
        row(u"id:*C09D"_s, "x", true);
        row(u"id:*c09d"_s, "x", false); // long IDs differ by case alone
    }

    void comparesBytes()
    {
        QFETCH(QString, filter);
        QFETCH(QByteArray, sender);
        QFETCH(bool, expected);
        QCOMPARE(holds(filter, *oneMessage(sender, "to@recipient", "later")), expected);
    }

    void looksAtAnyRecipient()
    {
        const auto snapshot = made::listed(
            {{.id = *QueueId::parse("4F2A81C09D"),
                 .sender = "s@x",
                 .recipients = {{"a@one", "421 4.7.1 slow down", {}}, {"b@two", "", {}}}},
                {.id = *QueueId::parse("4F2A81C09E"), .sender = "s@x", .recipients = {}}});
        FilterRun both(parsed(u"domain:one domain:two reason:slow reason:\"\" dsn:4.7"_s),
            *snapshot, made::context());
        QVERIFY(both.matches(0));
        QVERIFY(!both.matches(1));
        FilterRun none(parsed(u"not domain:one"_s), *snapshot, made::context());
        QVERIFY(!none.matches(0));
        QVERIFY(none.matches(1)); // it has no recipients at all
    }

    void theSnapshotDecidesServerAndInstance()
    {
        const auto snapshot = oneMessage("a@b", "c@d", "");
        for (const auto &text : {u"server:mx1"_s, u"server:MX1.example.com"_s, u"server:mx*"_s,
                 u"instance:-"_s, u"instance:\"/etc/postfix\""_s, u"not server:mx2"_s,
                 u"server:mx2 or server:mx1"_s, u"server:/^mx1$/"_s})
            QVERIFY2(holds(text, *snapshot), qUtf8Printable(text));
        for (const auto &text : {u"server:mx"_s, u"server:mx2"_s, u"instance:postfix-out"_s,
                 u"a server:mx2"_s, u"not server:mx*"_s})
            QVERIFY2(!holds(text, *snapshot), qUtf8Printable(text));
    }

    void ageIsByTheGivenClock()
    {
        const auto snapshot = made::listed({{.id = *QueueId::parse("4F2A81C09D"),
            .arrival = made::context().now - 7200,
            .sender = "a@b"}});
        QVERIFY(holds(u"age=2h age>=2h age<=120m not age>2h not age<2h age>7199s"_s, *snapshot));
        FilterContext early = made::context();
        early.now -= 10'000; // a clock behind the message's arrival
        QVERIFY(FilterRun(parsed(u"age<1s"_s), *snapshot, early).matches(0));
    }

    void thousandsOfAlternativesAreOneLookUp()
    {
        made::RandomQueue random(7);
        const auto messages = random.messages(2000);
        const auto snapshot = made::listed(messages);
        QStringList ids;
        for (size_t i = 0; i < messages.size(); i += 2)
            ids.append(u"id:"_s + messages[i].id.toString());
        const auto found
            = FilterRun(parsed(ids.join(u" or "_s)), *snapshot, made::context()).rows();
        QCOMPARE(found.rows.size(), messages.size() / 2);
        for (const auto row : found.rows)
            QCOMPARE(row % 2, 0u);
    }

    void stops()
    {
        made::RandomQueue random(11);
        const auto snapshot = made::listed(random.messages(100));
        std::stop_source stop;
        stop.request_stop();
        FilterRun run(Filter::everything(), *snapshot, made::context());
        const auto stopped = run.rows(0, stop.get_token());
        QVERIFY(stopped.isStopped);
        QVERIFY(stopped.rows.empty());
        QCOMPARE(stopped.end, 0u);
        const auto rest = run.rows(90);
        QCOMPARE(rest.rows.size(), size_t(10));
        QCOMPARE(rest.rows.front(), 90u);
        QVERIFY(!rest.isStopped);
    }

    void followsAGrowingSnapshot()
    {
        made::RandomQueue random(13);
        const auto messages = random.messages(5000);
        const auto whole = made::listed(messages);
        const Filter filter = parsed(u"not (gmail or reason:later or /b/) or dsn:4"_s);
        const auto expected = FilterRun(filter, *whole, made::context()).rows();
        QueueSnapshot snapshot(instance, 0);
        std::jthread writer([&] {
            for (const made::RandomMessage &message : messages) {
                message.addTo(snapshot);
                snapshot.publish();
            }
            snapshot.end(ListingState::Complete, 0, {});
        });
        FilterRun run(filter, snapshot, made::context());
        LargeVector<QueueSnapshot::Row> rows;
        QueueSnapshot::Row at = 0;
        while (at < messages.size()) {
            const auto found = run.rows(at);
            rows.insert(rows.end(), found.rows.begin(), found.rows.end());
            at = found.end;
        }
        QVERIFY(rows == expected.rows);
    }
};

QTEST_GUILESS_MAIN(TestFilterRun)
#include "tst_filterrun.moc"
