// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queueshape.h"
#include "core/queue/shapetext.h"
#include "tests/core/randomqueue.h"

#include <QTest>

#include <cmath>
#include <map>
#include <set>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

using Counts = std::map<QByteArray, std::vector<qint64>>; ///< the first is the total

/// bucket() of qshape, step by step; from 1.
int plainBucket(const ShapeOptions &options, qint64 age)
{
    const double m = double(age) / (60 * options.bucketMinutes);
    if (m < 1)
        return 1;
    const int bucket = options.isLinear ? int(m + 1) : 2 + int(std::log(m) / std::log(2));
    return std::min(bucket, options.buckets);
}

/// What qshape counts, the slow way: every message walks up from its domain.
Counts plainShape(
    const ShapeOptions &options, const std::vector<made::RandomMessage> &messages, qint64 now)
{
    Counts counts{{"TOTAL", std::vector<qint64>(size_t(options.buckets) + 1)}};
    std::map<QByteArray, std::set<QByteArray>> below;
    const auto count = [&](const QByteArray &name, int bucket) {
        auto &row = counts[name];
        row.resize(size_t(options.buckets) + 1);
        ++row[0];
        ++row[size_t(bucket)];
    };
    for (const made::RandomMessage &message : messages) {
        QByteArrayList addresses;
        for (const made::RandomRecipient &recipient : message.recipients)
            addresses.append(recipient.address);
        if (options.bySender && !addresses.isEmpty())
            addresses = {message.sender};
        for (const QByteArray &address : std::as_const(addresses)) {
            const int bucket = plainBucket(options, now - message.arrival);
            count("TOTAL", bucket);
            QByteArray name = shapeDomain(address);
            count(name, bucket);
            while (options.foldsDomains && !made::plainParent(name).isEmpty()) {
                below[made::plainParent(name)].insert(name);
                name = made::plainParent(name);
                count(name, bucket);
            }
        }
    }
    std::erase_if(counts, [&](const auto &entry) {
        return entry.first.startsWith('.')
            && int(below[entry.first].size()) < options.leastSubdomains;
    });
    return counts;
}

Counts countsOf(const QueueShape &shape)
{
    Counts counts;
    const auto take = [&](const QByteArray &name, const ShapeRow &row) {
        counts[name] = {row.total};
        counts[name].insert(counts[name].end(), row.counts.begin(), row.counts.end());
    };
    take(shape.all.domain, shape.all);
    for (const ShapeRow &row : shape.rows)
        take(row.domain, row);
    return counts;
}

std::vector<made::RandomMessage> randomMessages(std::mt19937 &random, int count)
{
    const auto below = [&](unsigned limit) { return random() % limit; };
    const auto address = [&]() -> QByteArray {
        if (below(12) == 0)
            return {};
        QByteArrayList labels;
        for (unsigned i = 0; i <= below(4); ++i)
            labels.append(QByteArray(1, char('a' + below(6))));
        QByteArray domain = labels.join(below(20) == 0 ? ".." : ".");
        if (below(15) == 0)
            domain = '.' + domain + '.';
        return below(10) == 0 ? domain : "x@" + (below(3) == 0 ? domain.toUpper() : domain);
    };
    std::vector<made::RandomMessage> messages;
    for (int i = 0; i < count; ++i) {
        made::RandomMessage message{.id = made::idNumber(i)};
        message.arrival = made::context().now - qint64(std::pow(2.0, below(200) / 10.0)) + 5;
        message.sender = address();
        for (unsigned recipient = 0; recipient < below(4); ++recipient)
            message.recipients.push_back({address(), {}, {}});
        messages.push_back(message);
    }
    return messages;
}

}

class TestQueueShape : public QObject
{
    Q_OBJECT

private slots:
    /// What is packed comes out again: names and counts of any length.
    void countsArePacked()
    {
        using Row = std::pair<QByteArray, std::vector<qint64>>;
        const qint64 most = std::numeric_limits<qint64>::max();
        const std::vector<Row> rows{{"", {0, 1, 127}}, {"example.com", {128, 16'383, 16'384}},
            {QByteArray(300, 'x'), {most, 0, most}}, {QByteArray("\0\x80\xff", 3), {0, 0, 0}}};
        DomainCounts packed;
        for (const auto &[name, counts] : rows)
            packed.add(name, counts);
        std::vector<Row> seen;
        packed.visit([&](QByteArrayView name, std::span<const qint64> counts) {
            seen.emplace_back(name.toByteArray(), std::vector(counts.begin(), counts.end()));
        });
        QCOMPARE(seen, rows);
        DomainCounts().visit([](auto &&...) { QFAIL("nothing was added"); });
    }

    void domains_data()
    {
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<QByteArray>("domain");
        QTest::newRow("usual") << "joe@example.com"_ba << "example.com"_ba;
        QTest::newRow("case") << "Joe@Example.COM"_ba << "example.com"_ba;
        QTest::newRow("null sender") << ""_ba << "MAILER-DAEMON"_ba;
        QTest::newRow("no domain") << "Root"_ba << "root"_ba;
        QTest::newRow("two signs") << R"("a@b"@example.com)"_ba << "example.com"_ba;
        QTest::newRow("dots around") << "x@.example.com."_ba << "example.com"_ba;
        QTest::newRow("double dot") << "x@a..b"_ba << "a.b"_ba;
        QTest::newRow("three dots") << "x@a...b"_ba << "a..b"_ba;
        QTest::newRow("one dot") << "x@."_ba << "."_ba;
        QTest::newRow("empty domain") << "x@"_ba << ""_ba;
        QTest::newRow("literal") << "x@[192.0.2.1]"_ba << "[192.0.2.1]"_ba;
    }

    void domains()
    {
        QFETCH(QByteArray, address);
        QTEST(shapeDomain(address), "domain");
    }

    void buckets_data()
    {
        QTest::addColumn<bool>("isLinear");
        QTest::addColumn<qint64>("age");
        QTest::addColumn<int>("bucket");
        for (const bool isLinear : {false, true}) {
            QTest::addRow("future %d", isLinear) << isLinear << qint64(-10) << 0;
            QTest::addRow("299 %d", isLinear) << isLinear << qint64(299) << 0;
            QTest::addRow("300 %d", isLinear) << isLinear << qint64(300) << 1;
            QTest::addRow("599 %d", isLinear) << isLinear << qint64(599) << 1;
            QTest::addRow("600 %d", isLinear) << isLinear << qint64(600) << 2;
            QTest::addRow("years %d", isLinear) << isLinear << qint64(100'000'000) << 9;
        }
        QTest::newRow("linear 899") << true << qint64(899) << 2;
        QTest::newRow("linear 900") << true << qint64(900) << 3;
        QTest::newRow("linear 2700") << true << qint64(2700) << 9;
        QTest::newRow("geometric 1200") << false << qint64(1200) << 3;
        QTest::newRow("geometric 76799") << false << qint64(76799) << 8;
        QTest::newRow("geometric 76800") << false << qint64(76800) << 9;
    }

    void buckets()
    {
        QFETCH(bool, isLinear);
        QFETCH(qint64, age);
        QTEST(ShapeCounter({.isLinear = isLinear}).bucketOf(age), "bucket");
    }

    void bucketsAreThoseOfTheFormula()
    {
        for (const bool isLinear : {false, true}) {
            for (const int minutes : {1, 3, 7, 1440, ShapeOptions::mostBucketMinutes}) {
                const ShapeOptions options{.buckets = ShapeOptions::mostBuckets,
                    .bucketMinutes = minutes,
                    .isLinear = isLinear};
                const ShapeCounter counter(options);
                for (int bucket = 1; bucket < 30; ++bucket) {
                    const qint64 start
                        = qint64(60) * minutes * (isLinear ? bucket : qint64(1) << (bucket - 1));
                    for (qint64 age = start - 2; age < start + 3 && start < qint64(1) << 39; ++age)
                        QCOMPARE(counter.bucketOf(age), plainBucket(options, age) - 1);
                }
            }
        }
    }

    void countsLikeThePlainWay_data()
    {
        QTest::addColumn<ShapeOptions>("options");
        QTest::newRow("recipients") << ShapeOptions{};
        QTest::newRow("senders") << ShapeOptions{.bySender = true};
        QTest::newRow("folded") << ShapeOptions{.foldsDomains = true};
        QTest::newRow("all parents")
            << ShapeOptions{.bySender = true, .foldsDomains = true, .leastSubdomains = 1};
        QTest::newRow("linear") << ShapeOptions{
            .buckets = 25, .bucketMinutes = 60, .isLinear = true};
        QTest::newRow("one bucket") << ShapeOptions{.buckets = 1};
    }

    void countsLikeThePlainWay()
    {
        QFETCH(ShapeOptions, options);
        std::mt19937 random(4);
        for (int round = 0; round < 20; ++round) {
            const auto messages = randomMessages(random, 300);
            ShapeCounter counter(options);
            // Two servers, whose clocks agree.
            for (size_t half = 0; half < 2; ++half) {
                QueueSnapshot snapshot({u"mx%1"_s.arg(half), "/etc/postfix"}, 0);
                for (size_t i = half; i < messages.size(); i += 2)
                    messages[i].addTo(snapshot);
                snapshot.publish();
                ShapeCounter::Adder adder(counter, snapshot, made::context().now);
                for (QueueSnapshot::Row row = 0; row < snapshot.rowCount(); ++row)
                    adder.add(row);
            }
            const QueueShape shape = counter.shape();
            QVERIFY(countsOf(shape) == plainShape(options, messages, made::context().now));
            QVERIFY(std::ranges::is_sorted(shape.rows, std::greater(), &ShapeRow::total));
        }
    }

    void textOfNothing()
    {
        QCOMPARE(shapeText(ShapeCounter({.buckets = 3}).shape()),
            QByteArray(67, ' ') + "  T  5 10 10+\n" + QByteArray(62, ' ') + "TOTAL  0  0  0   0\n");
    }

    void textCutsLongNames()
    {
        QueueShape shape{.options = {.buckets = 1}, .all = {"TOTAL", 12345, {12345}}, .rows = {}};
        shape.rows.push_back({QByteArray(200, 'a') + "z.example", 12000, {12000}});
        shape.rows.push_back({'.' + QByteArray(200, 'b') + ".example", 340, {340}});
        shape.rows.push_back({"\x1b[31m", 5, {5}});
        const QByteArrayList lines = shapeText(shape).split('\n');
        QCOMPARE(lines.size(), 6);
        for (const QByteArray &line : lines.first(4))
            QCOMPARE(line.size(), 80);
        QVERIFY(lines[1].endsWith("TOTAL 12345 12345"));
        QVERIFY(lines[2].startsWith("+aaaa") && lines[2].endsWith("z.example 12000 12000"));
        QVERIFY(lines[3].startsWith(".+bbbb") && lines[3].endsWith(".example   340   340"));
        QVERIFY(!lines[4].contains('\x1b'));
        QCOMPARE(shapeText(shape, 200).split('\n').first().size(), 200);
    }
};

QTEST_MAIN(TestQueueShape)
#include "tst_queueshape.moc"
