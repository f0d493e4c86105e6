// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/facetcounter.h"
#include "core/queue/facetfilter.h"
#include "tests/core/randomqueue.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

Filter parsed(const QString &text)
{
    const auto filter = Filter::parse(text);
    if (!filter)
        qFatal() << text << filter.error().message;
    return *filter;
}

Filter filterOf(const FacetFilter &facets)
{
    const auto filter = facets.filter();
    if (!filter)
        qFatal() << filter.error().message;
    return *filter;
}

/// A fleet of two servers with random queues.
class Fleet final
{
public:
    Fleet(made::RandomQueue &random, int servers)
    {
        for (int i = 0; i < servers; ++i) {
            const QString name = u"mx%1"_s.arg(i + 1);
            auto snapshot = std::make_unique<QueueSnapshot>(InstanceKey{name, "/etc/postfix"}, 0);
            const auto messages = random.messages(120);
            for (const made::RandomMessage &message : messages)
                message.addTo(*snapshot);
            snapshot->end(ListingState::Complete, 0, {});
            FilterContext context = made::context();
            context.serverNames = {name};
            context.facts = made::factsOf(messages, *snapshot);
            sources.push_back({{*snapshot, name, context.now, context.facts}, context});
            snapshots.push_back(std::move(snapshot));
        }
    }

    qint64 matches(const Filter &filter) const
    {
        qint64 sum = 0;
        for (const FacetSource &source : sources)
            sum += qint64(
                FilterRun(filter, source.counted.snapshot, source.context).rows().rows.size());
        return sum;
    }

    std::vector<std::unique_ptr<QueueSnapshot>> snapshots;
    std::vector<FacetSource> sources;
};

Facet facetOf(const Facets &facets, GroupKey key)
{
    return facets[size_t(key)];
}

}

class TestFacets : public QObject
{
    Q_OBJECT

private slots:
    /// Whatever is typed: taken apart and put together it finds the same messages.
    void filtersSurviveBeingTakenApart()
    {
        const quint64 seed = std::random_device()();
        qInfo("seed %llu", seed);
        made::RandomQueue random(seed);
        const Fleet fleet(random, 1);
        for (int i = 0; i < 300; ++i) {
            const Filter filter = parsed(random.filter().text);
            const Filter again = filterOf(FacetFilter(filter));
            QVERIFY2(fleet.matches(filter) == fleet.matches(again),
                qUtf8Printable(filter.toString() + u" became "_s + again.toString()));
        }
    }

    /// A count says what choosing the value finds: the obvious way is to choose each and look.
    void countsSayWhatAChoiceFinds_data()
    {
        QTest::addColumn<int>("servers");
        QTest::newRow("one server") << 1;
        QTest::newRow("three servers") << 3;
    }

    void countsSayWhatAChoiceFinds()
    {
        QFETCH(int, servers);
        const quint64 seed = std::random_device()();
        qInfo("seed %llu", seed);
        made::RandomQueue random(seed);
        std::mt19937_64 dice(seed);
        qint64 counted = 0;
        for (int i = 0; i < 12; ++i) {
            const Fleet fleet(random, servers);
            FacetFilter facets(i == 0 ? Filter::everything() : parsed(random.filter().text));
            for (int choice = 0; choice < 3; ++choice) {
                const FacetRequest request{.filter = filterOf(facets), .most = 1000};
                const auto counts = countFacets(request, fleet.sources);
                QVERIFY(counts);
                for (const GroupKey key : allGroupKeys) {
                    const Facet &facet = facetOf(*counts, key);
                    QCOMPARE(facet.distinct, qint64(facet.values.size()));
                    const FacetFilter others = facets.cleared(key);
                    for (const FacetValue &value : facet.values) {
                        if (!FacetFilter::nodeFor(key, value.value))
                            continue; // holds what is not UTF-8
                        const Filter chosen
                            = filterOf(others.toggled(key, value.value, FacetMark::Included));
                        QVERIFY2(fleet.matches(chosen) == value.messages,
                            qUtf8Printable(chosen.toString()));
                        ++counted;
                    }
                }
                const GroupKey key = allGroupKeys[dice() % allGroupKeys.size()];
                const Facet &facet = facetOf(*counts, key);
                if (facet.values.empty())
                    continue;
                facets = facets.toggled(key, facet.values[dice() % facet.values.size()].value,
                    dice() % 3 ? FacetMark::Included : FacetMark::Excluded);
            }
        }
        QVERIFY(counted > 300);
    }

    void typedTermsAreChoices_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<GroupKey>("key");
        QTest::addColumn<QByteArrayList>("included");
        QTest::addColumn<QByteArrayList>("excluded");
        QTest::addColumn<QString>("rest");
        const auto row = [](const char *text, GroupKey key, const QByteArrayList &included,
                             const QByteArrayList &excluded, const QString &rest) {
            QTest::newRow(text) << QString::fromUtf8(text) << key << included << excluded << rest;
        };
        row("domain:gmail.com", GroupKey::Domain, {"gmail.com"}, {}, {});
        row("domain:a.example or domain:b.example", GroupKey::Domain, {"a.example", "b.example"},
            {}, {});
        row("domain:a.example domain:b.example", GroupKey::Domain, {"a.example"}, {},
            u"domain:b.example"_s);
        row("domain:a.example queue:hold", GroupKey::Queue, {"hold"}, {}, {});
        row("not queue:hold not queue:active", GroupKey::Queue, {}, {"hold", "active"}, {});
        row("not (queue:hold or queue:active)", GroupKey::Queue, {}, {},
            u"not (queue:hold or queue:active)"_s);
        row("domain:a.example or queue:hold", GroupKey::Queue, {}, {},
            u"domain:a.example or queue:hold"_s);
        row("word domain:*.example", GroupKey::Domain, {}, {}, u"word domain:*.example"_s);
        row("age>=1h age<4h word", GroupKey::Age, {"age>=1h age<4h"}, {}, u"word"_s);
        row("age<10m or (age>=1h age<4h)", GroupKey::Age, {"age<10m", "age>=1h age<4h"}, {}, {});
        row("age>3h", GroupKey::Age, {}, {}, u"age>3h"_s);
        row("age>=3d", GroupKey::Age, {"age>=3d"}, {}, {});
        row("not (size>=1M size<10M)", GroupKey::Size, {}, {"size>=1M size<10M"}, {});
        row("sender:<>", GroupKey::Sender, {""}, {}, {});
        row("dsn:4.7.1", GroupKey::Dsn, {"4.7.1"}, {}, {});
        row("dsn:4.7", GroupKey::Dsn, {}, {}, u"dsn:4.7"_s);
        row("provider:microsoft", GroupKey::Provider, {"microsoft"}, {}, {});
    }

    void typedTermsAreChoices()
    {
        QFETCH(QString, text);
        QFETCH(GroupKey, key);
        QFETCH(QByteArrayList, included);
        QFETCH(QByteArrayList, excluded);
        QFETCH(QString, rest);
        const FacetFilter facets(parsed(text));
        QCOMPARE(facets.values(key, FacetMark::Included), included);
        QCOMPARE(facets.values(key, FacetMark::Excluded), excluded);
        if (key != GroupKey::Queue || !excluded.isEmpty() || !rest.isEmpty())
            QCOMPARE(facets.rest().toString(), rest);
    }

    void togglingTwiceIsNothing()
    {
        const FacetFilter before(parsed(u"word domain:a.example"_s));
        for (const FacetMark mark : {FacetMark::Included, FacetMark::Excluded}) {
            const FacetFilter after = before.toggled(GroupKey::Domain, "b.example", mark);
            QVERIFY(filterOf(after).toString() != filterOf(before).toString());
            QCOMPARE(
                filterOf(after.toggled(GroupKey::Domain, "B.example", mark)), filterOf(before));
        }
        // From included to excluded it is one step.
        const FacetFilter excluded
            = before.toggled(GroupKey::Domain, "a.example", FacetMark::Excluded);
        QCOMPARE(filterOf(excluded).toString(), u"word not domain:a.example"_s);
    }

    void tooManyChoicesAreRefused()
    {
        FacetFilter facets(Filter::everything());
        for (int i = 0; i <= Filter::mostTerms; ++i)
            facets = facets.toggled(
                GroupKey::Domain, "d" + QByteArray::number(i) + ".example", FacetMark::Excluded);
        const auto filter = facets.filter();
        QVERIFY(!filter);
        QVERIFY(!filter.error().message.isEmpty());
    }

    void valuesNobodyCanTypeAreRefused()
    {
        QVERIFY(!FacetFilter::nodeFor(GroupKey::Domain, "b\xff.example"));
        QVERIFY(!FacetFilter::nodeFor(GroupKey::Queue, "nowhere"));
        const FacetFilter facets(Filter::everything());
        QVERIFY(
            filterOf(facets.toggled(GroupKey::Domain, "\xff", FacetMark::Included)).isEverything());
    }

    void searchesNarrowAndTheMostAreFirst()
    {
        QueueSnapshot snapshot({u"mx1"_s, "/etc/postfix"}, 0);
        int number = 0;
        for (const auto &[domain, count] : {std::pair("big.example", 5), {"Middle.example", 3},
                 {"small.test", 1}, {"tiny.test", 1}})
            for (int i = 0; i < count; ++i)
                made::RandomMessage{.id = made::idNumber(number++),
                    .recipients
                    = {{QByteArray("a@") + domain, {}, {}}, {QByteArray("b@") + domain, {}, {}}}}
                    .addTo(snapshot);
        snapshot.end(ListingState::Complete, 0, {});
        const std::vector<FacetSource> sources{{{snapshot, u"mx1"_s, 0}, made::context()}};
        FacetRequest request{.most = 2};
        auto counts = countFacets(request, sources);
        const std::vector<FacetValue> most{{"big.example", 5}, {"middle.example", 3}};
        QCOMPARE(facetOf(*counts, GroupKey::Domain).values, most);
        QCOMPARE(facetOf(*counts, GroupKey::Domain).distinct, 4);
        request.searches[size_t(GroupKey::Domain)] = u"TEST"_s;
        request.most = 1;
        counts = countFacets(request, sources);
        const std::vector<FacetValue> found{{"small.test", 1}};
        QCOMPARE(facetOf(*counts, GroupKey::Domain).values, found);
    }

    void stopsOnRequest()
    {
        made::RandomQueue random(3);
        const Fleet fleet(random, 2);
        std::stop_source source;
        source.request_stop();
        QVERIFY(!countFacets({}, fleet.sources, source.get_token()));
    }

    /// Rows that are published while it works are not counted, and nothing goes wrong.
    void countsWhatIsThereOfAGrowingListing()
    {
        made::RandomQueue random(5);
        QueueSnapshot snapshot({u"mx1"_s, "/etc/postfix"}, 0);
        const auto messages = random.messages(4000);
        std::atomic<bool> isDone = false;
        std::thread filling([&] {
            for (const made::RandomMessage &message : messages) {
                message.addTo(snapshot);
                snapshot.publish();
            }
            snapshot.end(ListingState::Complete, 0, {});
            isDone = true;
        });
        const std::vector<FacetSource> sources{{{snapshot, u"mx1"_s, 0}, made::context()}};
        const auto messagesCounted = [&] {
            const auto counts = countFacets({.filter = parsed(u"not queue:hold"_s)}, sources);
            return facetOf(*counts, GroupKey::Server).values.empty()
                ? 0
                : facetOf(*counts, GroupKey::Server).values.front().messages;
        };
        qint64 last = 0;
        while (!isDone) {
            const qint64 now = messagesCounted();
            QVERIFY(now >= last);
            last = now;
        }
        filling.join();
        QCOMPARE(messagesCounted(), std::ranges::count_if(messages, [](const auto &message) {
            return message.queue != QueueName::Hold;
        }));
    }
};

QTEST_GUILESS_MAIN(TestFacets)
#include "tst_facets.moc"
