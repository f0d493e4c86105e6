// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is known of where messages came from, by row, and what the filter language and the counts
// make of what is not.

#include "core/queue/facetcounter.h"
#include "core/queue/facetfilter.h"
#include "core/queue/grouprows.h"
#include "core/queue/originstore.h"
#include "core/queue/queuegroups.h"
#include "tests/core/randomqueue.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

using Row = QueueSnapshot::Row;
using Rows = std::vector<Row>;
using Facts = std::shared_ptr<const SnapshotFacts>;

MessageFacts from(const QByteArray &name, const QByteArray &address, const QByteArray &user)
{
    return {.isOriginKnown = true,
        .client = name,
        .clientAddress = address,
        .saslUser = user,
        .isSubjectKnown = false,
        .subject = {}};
}

MessageFacts about(const QByteArray &subject, MessageFacts facts = {})
{
    facts.isSubjectKnown = true;
    facts.subject = subject;
    return facts;
}

/// Message i has the facts i.
struct Queue
{
    explicit Queue(const std::vector<MessageFacts> &known)
    {
        for (const MessageFacts &facts : known)
            messages.push_back({.id = made::idNumber(int(messages.size())),
                .sender = "a@example.com",
                .recipients = {{"b@example.com", {}, {}}},
                .facts = facts});
        snapshot = made::listed(messages);
        facts = made::factsOf(messages, *snapshot);
    }

    FilterContext context() const
    {
        FilterContext context = made::context();
        context.facts = facts;
        return context;
    }
    CountedSnapshot counted() const { return {*snapshot, u"mx1"_s, 0, facts}; }
    Rows rows(const QString &text) const
    {
        const auto filter = Filter::parse(text);
        if (!filter)
            qFatal() << text << filter.error().message;
        const FilteredRows found = FilterRun(*filter, *snapshot, context()).rows();
        return {found.rows.begin(), found.rows.end()};
    }

    std::vector<made::RandomMessage> messages;
    std::unique_ptr<QueueSnapshot> snapshot;
    Facts facts;
};

/// Ann twice, Bob, nobody, submitted there, and one of whom nothing is known.
Queue sampleQueue()
{
    return Queue({from("mail.a.example", "192.0.2.7", "ann"),
        about("Hello", from("", "2001:db8::1", "ANN")), from("b.example", "192.0.2.8", "bob"),
        about("", from("b.example", "192.0.2.8", "")), from("", "", ""), {}});
}

}

class TestSnapshotFacts : public QObject
{
    Q_OBJECT

private slots:
    void isNothingWhereNothingIsKnown()
    {
        const Queue queue({{}, {}, {}});
        QVERIFY(!queue.facts);
        QVERIFY(!Queue({}).facts);
    }

    void keepsWhatIsKnownByRow()
    {
        const Queue queue = sampleQueue();
        const SnapshotFacts &facts = *queue.facts;
        for (Row row = 0; row < 6; ++row) {
            MessageFacts expected = queue.messages[row].facts;
            if (row == 1)
                expected.saslUser = "ann"; // as it was spelled first
            QCOMPARE(facts.facts(row), expected);
        }
        QCOMPARE(facts.facts(6), MessageFacts());
        QCOMPARE(facts.value(GroupKey::User, 0), facts.value(GroupKey::User, 1));
        QCOMPARE(facts.value(GroupKey::User, 3), SnapshotFacts::none);
        QCOMPARE(facts.value(GroupKey::User, 5), SnapshotFacts::unknown);
        QCOMPARE(facts.value(GroupKey::Subject, 0), SnapshotFacts::unknown);
        QCOMPARE(facts.value(GroupKey::Subject, 3), SnapshotFacts::none);
        QCOMPARE(facts.text(facts.value(GroupKey::Client, 1)), "2001:db8::1");
        for (const GroupKey key : {GroupKey::Client, GroupKey::User, GroupKey::Subject})
            QVERIFY(facts.has(key));
        const Queue local({from("", "", ""), about("")});
        for (const GroupKey key : {GroupKey::Client, GroupKey::User, GroupKey::Subject})
            QVERIFY(!local.facts->has(key));
    }

    void costsSixteenBytesARow()
    {
        const Queue queue(std::vector(10'000, from("a.example", "192.0.2.7", "ann")));
        QVERIFY(queue.facts->residentBytes() < 10'000 * 16 + 1000);
    }

    /// A log forgets a message that has left the queue; the snapshot still shows it.
    void whatWasKnownBeforeStaysKnown()
    {
        const Queue queue = sampleQueue();
        const auto lookup = [](const QueueId &id, qint64) -> std::optional<MessageFacts> {
            if (id == made::idNumber(0))
                return about("News");
            if (id == made::idNumber(2))
                return from("c.example", "192.0.2.9", "carl");
            return {};
        };
        const Facts after = *SnapshotFacts::make(*queue.snapshot, lookup, queue.facts.get());
        QCOMPARE(after->facts(0), about("News", queue.messages[0].facts));
        QCOMPARE(after->facts(2).saslUser, "carl");
        QCOMPARE(after->facts(3), queue.messages[3].facts);
        QCOMPARE(after->facts(5), MessageFacts());
        QVERIFY(*after != *queue.facts);
        const auto nothing = [](const QueueId &, qint64) { return std::optional<MessageFacts>(); };
        QVERIFY(**SnapshotFacts::make(*queue.snapshot, nothing, queue.facts.get()) == *queue.facts);
    }

    void stopsOnRequest()
    {
        const Queue queue = sampleQueue();
        std::stop_source source;
        source.request_stop();
        const auto nothing = [](const QueueId &, qint64) { return std::optional<MessageFacts>(); };
        QVERIFY(!SnapshotFacts::make(*queue.snapshot, nothing, nullptr, source.get_token()));
    }

    /// Nobody can write the text by which unknown values are grouped.
    void noTextPassesForUnknown()
    {
        const Queue queue({from("", "192.0.2.7", unknownValue()), {}});
        QCOMPARE(queue.facts->facts(0).saslUser, "?");
        QueueGroups groups(GroupKey::User);
        {
            const auto adder = groups.adder(queue.counted());
            adder->add(0);
            adder->add(1);
        }
        QCOMPARE(groups.sorted().size(), 2u);
    }

    void termsFindWhatIsKnown_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QList<int>>("rows");
        const auto row = [](const char *filter, const QList<int> &rows) {
            QTest::newRow(filter) << QString::fromUtf8(filter) << rows;
        };
        row("user:<ann>", {0, 1});
        row("user:AN", {0, 1});
        row("user:<>", {3, 4});
        row("user:*", {0, 1, 2, 3, 4});
        row("user:/b$/", {2});
        row("client:192.0.2.8", {2, 3});
        row("client:B.example", {2, 3});
        row("client:.example", {0, 2, 3});
        row("client:\"2001:db8::1\"", {1});
        row("client:192.0.2.*", {0, 2, 3});
        row("client:\"\"", {4});
        row("subject:ell", {1});
        row("subject:<hello>", {1});
        row("subject:<hell>", {});
        row("subject:\"\"", {3});
        row("ann", {}); // bare words do not look there
        // What is not known is neither one thing nor its opposite.
        row("not user:ann", {2, 3, 4});
        row("not client:.example", {1, 4});
        row("not subject:hello", {3});
        row("user:ann or not user:ann", {0, 1, 2, 3, 4});
        row("not (user:ann or subject:x)", {3});
        row("not (user:ann subject:hello)", {2, 3, 4});
        row("not (user:ann or user:bob)", {3, 4});
        row("not (not user:ann)", {0, 1});
        row("not (user:ann not sender:a)", {0, 1, 2, 3, 4, 5}); // decided without it
        row("not (user:ann sender:a)", {2, 3, 4});
        row("user:ann or sender:a", {0, 1, 2, 3, 4, 5});
    }

    void termsFindWhatIsKnown()
    {
        QFETCH(QString, filter);
        QFETCH(QList<int>, rows);
        QCOMPARE(sampleQueue().rows(filter), Rows(rows.begin(), rows.end()));
    }

    void termsFindNothingWithoutFacts()
    {
        Queue queue = sampleQueue();
        queue.facts.reset();
        for (const char *text : {"user:ann", "not user:ann", "client:\"\"", "not subject:x",
                 "not (user:ann or client:192.0.2.1)"})
            QCOMPARE(queue.rows(QString::fromUtf8(text)), Rows());
        QCOMPARE(queue.rows(u"sender:a or user:ann"_s).size(), 6u);
    }

    void faultsAreNamed()
    {
        QVERIFY(!Filter::parse(u"client:"_s));
        QVERIFY(Filter::parse(u"client:\"\""_s, logFilterFields()));
        QVERIFY(!Filter::parse(u"subject:x"_s, logFilterFields()));
        for (const char *text : {"client:\"2001:db8::1\"", "client:\"\"", "subject:<>",
                 "subject:<a>", "subject:\"<a\"", "user:<>", "user:<ann>", "subject:\"a b\""}) {
            const auto filter = Filter::parse(QString::fromUtf8(text));
            QVERIFY2(filter, text);
            QCOMPARE(*Filter::parse(filter->toString()), *filter);
        }
    }

    void whatMayBeUnknownIsTakenOut_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("left");
        QTest::newRow("nothing") << u"sender:a size>1k"_s << u"sender:a size>1k"_s;
        QTest::newRow("one") << u"sender:a user:ann"_s << u"sender:a"_s;
        QTest::newRow("alone") << u"not user:ann"_s << u""_s;
        QTest::newRow("or") << u"sender:a or user:ann"_s << u""_s;
        QTest::newRow("deep") << u"sender:a queue:hold (user:ann or to:b) client:x"_s
                              << u"sender:a queue:hold"_s;
    }

    void whatMayBeUnknownIsTakenOut()
    {
        QFETCH(QString, filter);
        QFETCH(QString, left);
        QCOMPARE(Filter::parse(filter)->withoutOrigin(), *Filter::parse(left));
    }

    void facetsCountWhatIsKnown()
    {
        const Queue queue = sampleQueue();
        const std::vector<FacetSource> sources{{queue.counted(), queue.context()}};
        auto facets = *countFacets({}, sources);
        const std::vector<FacetValue> users{{"", 2}, {"ann", 2}, {"bob", 1}};
        QCOMPARE(facets[size_t(GroupKey::User)].values, users);
        const std::vector<FacetValue> subjects{{"", 1}, {"Hello", 1}};
        QCOMPARE(facets[size_t(GroupKey::Subject)].values, subjects);
        const std::vector<FacetSource> blind{
            {{*queue.snapshot, u"mx1"_s, 0}, made::context()}, sources.front()};
        facets = *countFacets({}, blind);
        QCOMPARE(facets[size_t(GroupKey::User)].values, users);
        QVERIFY(!FacetFilter::nodeFor(GroupKey::User, unknownValue()));
        QVERIFY(FacetFilter::nodeFor(GroupKey::Client, {}));
    }

    /// Who is not known is a group of his own, beside those who had not logged in.
    void groupsTellUnknownFromNone()
    {
        const Queue queue = sampleQueue();
        QueueGroups groups(GroupKey::User);
        {
            const auto adder = groups.adder(queue.counted());
            for (Row row = 0; row < 6; ++row)
                adder->add(row);
        }
        QByteArrayList values;
        for (const QueueGroup &group : groups.sorted())
            values.append(group.value + ' ' + QByteArray::number(group.messages));
        QCOMPARE(values, (QByteArrayList{" 2", "ann 2", unknownValue() + " 1", "bob 1"}));
        const Rows all{0, 1, 2, 3, 4, 5};
        QCOMPARE(
            *rowsOfGroups({GroupKey::User, {QByteArray()}}, queue.counted(), all), (Rows{3, 4}));
        QCOMPARE(*rowsOfGroups({GroupKey::User, {unknownValue()}}, queue.counted(), all), Rows{5});
    }

    void storeKeepsWhatIsInTheQueue()
    {
        OriginStore store(3);
        const Queue queue = sampleQueue();
        for (Row row = 0; row < 4; ++row)
            store.put(
                queue.snapshot->id(row), queue.snapshot->arrival(row), queue.messages[row].facts);
        QCOMPARE(store.size(), 3);
        QCOMPARE(
            store.find(queue.snapshot->id(0), queue.snapshot->arrival(0)), queue.messages[0].facts);
        QVERIFY(!store.find(queue.snapshot->id(0), queue.snapshot->arrival(0) + 1));
        QVERIFY(!store.find(queue.snapshot->id(3), queue.snapshot->arrival(3)));
        const quint64 before = store.revision();
        store.put(queue.snapshot->id(2), 7, {});
        QVERIFY(store.revision() > before);
        store.keepThoseIn(*made::listed({queue.messages[1], queue.messages[2]}));
        QCOMPARE(store.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestSnapshotFacts)
#include "tst_snapshotfacts.moc"
