// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/filterrun.h"
#include "core/queue/shapefilter.h"
#include "core/queue/shaperecord.h"
#include "core/queue/shapetext.h"
#include "tests/core/randomqueue.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

const std::vector<QueueName> everyQueue(listedQueues.begin(), listedQueues.end());

ShapeChoice::Domain plain(const QByteArray &name)
{
    return {name, {}};
}

ShapeChoice::Domain odd(const QByteArray &name, const QByteArrayList &addresses, bool hasPlain)
{
    return {name, {.hasPlain = hasPlain, .hasMore = false, .addresses = addresses}};
}

/// The names that count an address.
std::set<QByteArray> namesOf(const QByteArray &address, bool foldsDomains)
{
    std::set<QByteArray> names;
    for (QByteArray name = shapeDomain(address); names.insert(name).second && foldsDomains;) {
        const QByteArray parent = made::plainParent(name);
        if (parent.isEmpty())
            break;
        name = parent;
    }
    return names;
}

class RandomShapes final
{
public:
    explicit RandomShapes(quint64 seed) : m_random(seed), m_queue(seed) { }

    int below(int limit) { return int(m_random() % quint64(limit)); }

    ShapeOptions options()
    {
        constexpr std::array minutes{1, 3, 5, 7, 60};
        return {.bySender = below(2) == 0,
            .foldsDomains = below(2) == 0,
            .leastSubdomains = 1 + below(3),
            .buckets = 1 + below(12),
            .bucketMinutes = minutes[size_t(below(minutes.size()))],
            .isLinear = below(2) == 0};
    }

    /// Ages around the ends of buckets, and addresses that are counted under another name.
    std::vector<made::RandomMessage> messages(const ShapeOptions &options)
    {
        const QByteArrayList oddities{"x@sub..example.com", "y@mail.example.com.", "root", "Root",
            "x@root", "joe@", "@", ".", "x@.", "z@.gmail.com", "gmail.com", "b@a..b.example.com.",
            "w@mail.z...", "W@z..."};
        auto messages = m_queue.messages(120);
        for (made::RandomMessage &message : messages) {
            const int step = below(options.buckets + 2);
            const qint64 start = qint64(60) * options.bucketMinutes
                * (options.isLinear ? step : qint64(1) << step);
            message.arrival = made::context().now - start + below(5) - 2;
            if (below(6) == 0)
                message.sender = oddities[below(int(oddities.size()))];
            for (made::RandomRecipient &recipient : message.recipients) {
                if (below(6) == 0)
                    recipient.address = oddities[below(int(oddities.size()))];
            }
        }
        return messages;
    }

    std::vector<QueueName> queues()
    {
        std::vector<QueueName> queues;
        for (const QueueName queue : listedQueues) {
            if (below(3) > 0)
                queues.push_back(queue);
        }
        return queues.empty() ? everyQueue : queues;
    }

    ShapeChoice choice(const QueueShape &shape, const ShapeSpellings &spellings)
    {
        ShapeChoice choice;
        for (int rows = below(4); rows > 0 && !shape.rows.empty(); --rows) {
            const ShapeRow &row = shape.rows[size_t(below(int(shape.rows.size())))];
            choice.domains.push_back({row.domain, spellings.of(row.domain, row.total)});
        }
        choice.firstBucket = below(shape.options.buckets);
        choice.lastBucket = choice.firstBucket + below(shape.options.buckets - choice.firstBucket);
        return choice;
    }

private:
    std::mt19937_64 m_random;
    made::RandomQueue m_queue;
};

/// Whether the cells counted the message, by the plain way.
bool isCounted(const made::RandomMessage &message, const ShapeOptions &options,
    const ShapeChoice &choice, qint64 now)
{
    if (message.recipients.empty() || !std::ranges::contains(choice.queues, message.queue))
        return false;
    const int bucket = ShapeCounter(options).bucketOf(now - message.arrival);
    if (bucket < choice.firstBucket || bucket > choice.lastBucket)
        return false;
    if (choice.domains.empty())
        return true;
    const auto isChosen = [&](const QByteArray &address) {
        const auto names = namesOf(address, options.foldsDomains);
        return std::ranges::any_of(choice.domains,
            [&](const ShapeChoice::Domain &domain) { return names.contains(domain.name); });
    };
    if (options.bySender)
        return isChosen(message.sender);
    return std::ranges::any_of(message.recipients,
        [&](const made::RandomRecipient &recipient) { return isChosen(recipient.address); });
}

}

class TestShapeFilter : public QObject
{
    Q_OBJECT

private slots:
    void texts_data()
    {
        QTest::addColumn<ShapeOptions>("options");
        QTest::addColumn<ShapeChoice>("choice");
        QTest::addColumn<QString>("text");
        const ShapeOptions usual;
        const ShapeOptions sender{.bySender = true};
        QTest::newRow("cell") << usual
                              << ShapeChoice{.domains = {plain("gmail.com")},
                                     .firstBucket = 3,
                                     .lastBucket = 3,
                                     .queues = {QueueName::Deferred}}
                              << u"domain:gmail.com age>=20m age<40m queue:deferred"_s;
        QTest::newRow("all queues, first bucket")
            << usual << ShapeChoice{.domains = {plain("gmail.com")}, .queues = everyQueue}
            << u"domain:gmail.com age<5m"_s;
        QTest::newRow("last bucket") << usual
                                     << ShapeChoice{.domains = {plain("gmail.com")},
                                            .firstBucket = 9,
                                            .lastBucket = 9,
                                            .queues = everyQueue}
                                     << u"domain:gmail.com age>=1280m"_s;
        QTest::newRow("whole row")
            << usual
            << ShapeChoice{.domains = {plain("gmail.com")}, .lastBucket = 9, .queues = everyQueue}
            << u"domain:gmail.com"_s;
        QTest::newRow("several") << usual
                                 << ShapeChoice{.domains = {plain("a.example"), plain("b.example")},
                                        .firstBucket = 1,
                                        .lastBucket = 4,
                                        .queues = {QueueName::Incoming, QueueName::Active}}
                                 << u"(domain:a.example or domain:b.example) age>=5m age<80m "
                                    "(queue:incoming or queue:active)"_s;
        QTest::newRow("total") << usual
                               << ShapeChoice{.firstBucket = 2,
                                      .lastBucket = 2,
                                      .queues = everyQueue}
                               << u"age>=10m age<20m rcpts>0"_s;
        QTest::newRow("parent") << ShapeOptions{.foldsDomains
            = true} << ShapeChoice{.domains = {plain(".example.com")}, .queues = everyQueue}
                                << u"domain:.example.com age<5m"_s;
        QTest::newRow("null sender")
            << sender
            << ShapeChoice{.domains = {odd("MAILER-DAEMON", {""}, false)}, .queues = everyQueue}
            << u"sender:<> age<5m rcpts>0"_s;
        QTest::newRow("no domain")
            << usual << ShapeChoice{.domains = {odd("root", {"root"}, false)}, .queues = everyQueue}
            << u"to:<root> age<5m"_s;
        QTest::newRow("no domain and a domain of that name")
            << usual << ShapeChoice{.domains = {odd("root", {"root"}, true)}, .queues = everyQueue}
            << u"(domain:root or to:<root>) age<5m"_s;
        QTest::newRow("quotes needed")
            << usual << ShapeChoice{.domains = {plain("a b*(\"x\"):or")}, .queues = everyQueue}
            << u"domain:\"a b*(\\\"x\\\"):or\" age<5m"_s;
        QTest::newRow("not UTF-8")
            << usual << ShapeChoice{.domains = {plain("b\xff.example")}, .queues = everyQueue}
            << u"domain:/^b\\x{fffd}\\.example$/ age<5m"_s;
        QTest::newRow("hidden characters")
            << usual << ShapeChoice{.domains = {plain("\xe2\x80\xae/a*.\n")}, .queues = everyQueue}
            << u"domain:/^\\x{202e}\\/a\\*\\.\\x{a}$/ age<5m"_s;
        QTest::newRow("other letters") << sender
                                       << ShapeChoice{.domains = {plain("b\xc3\xbc"
                                                                        "cher.example")},
                                              .queues = everyQueue}
                                       << u"from-domain:b\u00fccher.example age<5m rcpts>0"_s;
        QTest::newRow("keyword") << usual
                                 << ShapeChoice{.domains = {plain("or")}, .queues = everyQueue}
                                 << u"domain:or age<5m"_s;
        QTest::newRow("linear") << ShapeOptions{.bucketMinutes = 90, .isLinear = true}
                                << ShapeChoice{.domains = {plain("a.example")},
                                       .firstBucket = 1,
                                       .lastBucket = 2,
                                       .queues = everyQueue}
                                << u"domain:a.example age>=90m age<270m"_s;
        QTest::newRow("played back")
            << usual
            << ShapeChoice{.domains = {plain("a.example")}, .queues = everyQueue, .elapsed = 61}
            << u"domain:a.example age>=61s age<361s"_s;
    }

    void texts()
    {
        QFETCH(ShapeOptions, options);
        QFETCH(ShapeChoice, choice);
        const auto filter = shapeFilter(options, choice);
        QVERIFY2(filter, qPrintable(filter ? QString() : filter.error()));
        QTEST(filter->toString(), "text");
        QCOMPARE(*Filter::parse(filter->toString()), *filter);
    }

    /// qshape rounds in floating point: where its bucket begins a second earlier or later than it
    /// should, so does the filter.
    void agesAreRoundedAsQshapeRounds()
    {
        for (const bool isLinear : {false, true}) {
            for (int minutes = 1; minutes < 400; minutes += 3) {
                const ShapeOptions options{
                    .buckets = 20, .bucketMinutes = minutes, .isLinear = isLinear};
                const auto filter = shapeFilter(
                    options, {.firstBucket = 3, .lastBucket = 11, .queues = everyQueue});
                QVERIFY(filter);
                qint64 least = -1, end = -1;
                for (const FilterNode &node : filter->root().children) {
                    if (node.term.compare == FilterTerm::Compare::GreaterOrEqual)
                        least = node.term.number;
                    else if (node.term.compare == FilterTerm::Compare::Less)
                        end = node.term.number;
                }
                const ShapeCounter counter(options);
                QCOMPARE(counter.bucketOf(least - 1), 2);
                QCOMPARE(counter.bucketOf(least), 3);
                QCOMPARE(counter.bucketOf(end - 1), 11);
                QCOMPARE(counter.bucketOf(end), 12);
            }
        }
    }

    void tooManyDomainsAreRefused()
    {
        ShapeChoice choice{.queues = everyQueue};
        for (int i = 0; i < 1000; ++i)
            choice.domains.push_back(plain("d" + QByteArray::number(i) + ".example"));
        QVERIFY(shapeFilter({}, choice)); // exact names cost as much as one
        for (int i = 0; i < 10'000; ++i)
            choice.domains.push_back(plain("e" + QByteArray::number(i) + ".example"));
        QVERIFY(!shapeFilter({}, choice));
        choice.domains = {plain("a.example")};
        choice.domains.front().spelling.hasMore = true;
        QVERIFY(!shapeFilter({}, choice));
    }

    /// What the filter finds is what the cells counted, message by message.
    void findsWhatTheCellsCounted()
    {
        bool isNumber = false;
        const auto given = qEnvironmentVariable("SPOOLSCOPE_SEED").toULongLong(&isNumber);
        const quint64 seed = isNumber ? given : std::random_device()();
        qInfo("SPOOLSCOPE_SEED=%llu", seed);
        RandomShapes random(seed);
        const qint64 now = made::context().now;
        qint64 found = 0, nothing = 0;
        for (int round = 0; round < 60; ++round) {
            const ShapeOptions options = random.options();
            const auto messages = random.messages(options);
            const auto snapshot = made::listed(messages);
            const SharedRecord record = countShape(*snapshot, options, now, 0);
            for (int i = 0; i < 20; ++i) {
                const auto queues = random.queues();
                const QueueShape shape = joinShapes({&record, 1}, options, queues);
                ShapeChoice choice
                    = random.choice(shape, joinSpellings({&record, 1}, options.bySender, queues));
                choice.queues = queues;
                const auto filter = shapeFilter(options, choice);
                QVERIFY(filter);
                const auto rows = FilterRun(*filter, *snapshot, made::context()).rows();
                LargeVector<QueueSnapshot::Row> expected;
                for (size_t row = 0; row < messages.size(); ++row) {
                    if (isCounted(messages[row], options, choice, now))
                        expected.push_back(QueueSnapshot::Row(row));
                }
                QVERIFY2(rows.rows == expected, qUtf8Printable(filter->toString()));
                (expected.empty() ? nothing : found) += 1;
            }
        }
        // A comparison of nothing with nothing would prove nothing.
        QVERIFY(found > 300);
    }

    /// Records put together are what one counter counts.
    void recordsAddUp()
    {
        RandomShapes random(7);
        const qint64 now = made::context().now;
        for (int round = 0; round < 40; ++round) {
            const ShapeOptions options = random.options();
            const auto queues = random.queues();
            ShapeCounter counter(options);
            std::vector<SharedRecord> records;
            for (int server = 0; server < 3; ++server) {
                const auto snapshot = made::listed(random.messages(options));
                records.push_back(countShape(*snapshot, options, now - 40, 40));
                QCOMPARE(records.back()->state, ListingState::Complete);
                QCOMPARE(records.back()->rows, snapshot->rowCount());
                ShapeCounter::Adder adder(counter, *snapshot, now);
                for (QueueSnapshot::Row row = 0; row < snapshot->rowCount(); ++row) {
                    if (std::ranges::contains(queues, snapshot->queue(row)))
                        adder.add(row);
                }
            }
            QCOMPARE(shapeText(joinShapes(records, options, queues)), shapeText(counter.shape()));
        }
    }

    void aStoppedCountIsNone()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto snapshot
            = made::listed({{.id = made::idNumber(1), .recipients = {{"a@b.c", {}, {}}}}});
        QVERIFY(!countShape(*snapshot, {}, 0, 0, stop.get_token()));
        QVERIFY(countShape(*snapshot, {}, 0, 0)->bytes() > sizeof(ShapeRecord));
    }

    /// A window that is open for days keeps a hundred of each server.
    void aRecordIsSmall()
    {
        constexpr int domains = 1000;
        std::vector<made::RandomMessage> messages;
        for (int i = 0; i < domains; ++i) {
            const QByteArray domain = "mail" + QByteArray::number(i) + ".example.com";
            messages.push_back({.id = made::idNumber(i),
                .sender = "joe@" + domain,
                .recipients = {{"amy@" + domain, {}, {}}}});
        }
        const SharedRecord record = countShape(*made::listed(messages), {}, 0, 0);
        const auto perDomain = double(record->bytes() - sizeof(ShapeRecord)) / (2 * domains);
        QVERIFY2(perDomain > 20 && perDomain < 40, qPrintable(QString::number(perDomain)));
    }

    void csvHasNoFormulas()
    {
        QueueShape shape{.options = {.buckets = 2}, .all = {"TOTAL", 5, {2, 3}}, .rows = {}};
        shape.rows.push_back({"=cmd|'/c calc'!a1", 3, {1, 2}});
        shape.rows.push_back({"a,\"b\"", 2, {1, 1}});
        QCOMPARE(shapeCsv(shape),
            "domain,total,from_0_min,from_5_min\r\n"
            "TOTAL,5,2,3\r\n"
            "\"'=cmd|'/c calc'!a1\",3,1,2\r\n"
            "\"a,\"\"b\"\"\",2,1,1\r\n"_ba);
    }
};

QTEST_GUILESS_MAIN(TestShapeFilter)
#include "tst_shapefilter.moc"
