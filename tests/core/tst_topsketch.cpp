// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/distinctcount.h"
#include "core/logs/durations.h"
#include "core/logs/messagetable.h"
#include "core/logs/topsketch.h"

#include <QTest>

#include <cmath>
#include <map>
#include <random>

using namespace spoolscope;

namespace {

/// Texts as traffic has them: some often, many once.
class Stream final
{
public:
    explicit Stream(quint64 seed) : m_random(seed) { }

    QByteArray next()
    {
        const double uniform = double(m_random() >> 11) / double(quint64(1) << 53);
        const auto rank = quint64(std::pow(200'000.0, uniform));
        return "user" + QByteArray::number(rank) + "@example.com";
    }
    quint64 number(quint64 limit) { return m_random() % limit; }

private:
    std::mt19937_64 m_random;
};

using Truth = std::map<QByteArray, quint64>;

void compare(const TopSketch &sketch, const Truth &truth)
{
    Truth left = truth;
    for (const TopEntry &entry : sketch.top(sketch.size())) {
        const quint64 known = truth.at(entry.text);
        QVERIFY2(
            entry.count <= known && known <= entry.count + entry.missed, entry.text.constData());
        QVERIFY(entry.missed <= sketch.error());
        left.erase(entry.text);
    }
    for (const auto &[text, count] : left)
        QVERIFY2(count <= sketch.error(), text.constData());
}

}

class TestTopSketch final : public QObject
{
    Q_OBJECT

private slots:
    void isExactWhileItHasRoom();
    void keepsItsErrorBound();
    void keepsItsErrorBoundWhenMerged();
    void holdsLongTexts();
    void ordersByAnyValue();
    void countsDistinct();
    void mergesDistinct();
    void tellsPercentiles();
    void readsSeconds_data();
    void readsSeconds();
    void remembersMessages();
    void forgetsMessagesOnlyWhenFull();
};

void TestTopSketch::isExactWhileItHasRoom()
{
    TopSketch sketch(100'000);
    Truth truth;
    Stream stream(1);
    for (int i = 0; i < 200'000; ++i) {
        const QByteArray text = stream.next();
        ++sketch.at(text).count;
        ++truth[text];
    }
    QCOMPARE(sketch.error(), 0u);
    QCOMPARE(sketch.size(), truth.size());
    for (const TopEntry &entry : sketch.top(truth.size())) {
        QCOMPARE(entry.count, truth.at(entry.text));
        QCOMPARE(entry.missed, 0u);
    }
}

void TestTopSketch::keepsItsErrorBound()
{
    TopSketch sketch(512);
    Truth truth;
    Stream stream(2);
    size_t bytes = 0;
    for (int i = 0; i < 300'000; ++i) {
        const QByteArray text = stream.next();
        ++sketch.at(text).count;
        ++truth[text];
        bytes = std::max(bytes, sketch.residentBytes());
    }
    QVERIFY(sketch.error() > 0);
    QVERIFY2(sketch.error() < 300'000 / 200, QByteArray::number(sketch.error()).constData());
    QVERIFY2(bytes < 200'000, QByteArray::number(bytes).constData());
    compare(sketch, truth);
    QCOMPARE(sketch.top(1).front().text, "user1@example.com");
}

void TestTopSketch::keepsItsErrorBoundWhenMerged()
{
    TopSketch whole(512);
    Truth truth;
    for (quint64 part = 0; part < 5; ++part) {
        TopSketch sketch(512);
        Stream stream(10 + part);
        for (int i = 0; i < 60'000; ++i) {
            const QByteArray text = stream.next();
            ++sketch.at(text).count;
            ++truth[text];
        }
        whole.merge(sketch);
    }
    QVERIFY(whole.size() <= 512);
    compare(whole, truth);
}

void TestTopSketch::holdsLongTexts()
{
    TopSketch sketch(64);
    for (int i = 0; i < 1000; ++i)
        ++sketch.at(QByteArray::number(i) + QByteArray(100'000, 'x')).count;
    QVERIFY(sketch.residentBytes() < 100'000);
    for (const TopEntry &entry : sketch.top(64))
        QVERIFY(entry.text.size() <= TopSketch::longestText);
    TopSketch empty;
    ++empty.at(QByteArrayView()).count;
    QCOMPARE(empty.top(5).size(), 1u);
    QCOMPARE(empty.top(5).front().text, QByteArray(""));
}

void TestTopSketch::ordersByAnyValue()
{
    TopSketch sketch;
    sketch.at("a") = {.count = 1, .second = 0, .bytes = 500};
    sketch.at("b") = {.count = 3, .second = 2, .bytes = 10};
    sketch.at("c") = {.count = 3, .second = 9, .bytes = 10};
    const auto texts = [&](size_t most, quint64 TopEntry::*by) {
        QByteArray texts;
        for (const TopEntry &entry : sketch.top(most, by))
            texts += entry.text;
        return texts;
    };
    QCOMPARE(texts(9, &TopEntry::count), "bca");
    QCOMPARE(texts(9, &TopEntry::second), "cb"); // none is no row
    QCOMPARE(texts(2, &TopEntry::bytes), "ab");
}

void TestTopSketch::countsDistinct()
{
    DistinctCount count;
    QCOMPARE(count.value(), 0u);
    const auto add = [&](int from, int to) {
        for (int i = from; i < to; ++i)
            count.add(TopSketch::hashOf(QByteArray::number(i)));
    };
    add(0, 50'000);
    add(10'000, 50'000);
    QCOMPARE(count.value(), 50'000u);
    QVERIFY(count.isExact());
    add(50'000, 1'000'000);
    QVERIFY(!count.isExact());
    QVERIFY2(
        std::abs(double(count.value()) - 1e6) < 3e4, QByteArray::number(count.value()).constData());
}

void TestTopSketch::mergesDistinct()
{
    DistinctCount few, many, both;
    for (int i = 0; i < 300'000; ++i) {
        const quint64 hash = TopSketch::hashOf(QByteArray::number(i));
        (i < 1000 ? few : many).add(hash);
        both.add(hash);
    }
    DistinctCount one = few, other = many;
    one.merge(many);
    other.merge(few);
    QCOMPARE(one.value(), both.value());
    QCOMPARE(other.value(), both.value());
}

void TestTopSketch::tellsPercentiles()
{
    Durations<3, quint64> fine;
    Durations<1, quint32> coarse;
    QCOMPARE(fine.percentile(0.5), 0.0);
    for (quint64 i = 1; i <= 10'000; ++i) {
        fine.add(i);
        coarse.add(i);
    }
    for (const double share : {0.01, 0.25, 0.5, 0.9, 0.99, 1.0}) {
        const double known = share * 10'000;
        QVERIFY(std::abs(fine.percentile(share) - known) <= known / 8);
        QVERIFY(std::abs(coarse.percentile(share) - known) <= known / 2);
    }
    fine.add(~quint64(0));
    QCOMPARE(fine.total(), 10'001u);
    QVERIFY(fine.percentile(1) > 1e9);
    for (quint64 value = 0; value < 100'000; ++value) {
        using Coarse = Durations<1, quint32>;
        const size_t bucket = Coarse::bucketOf(value);
        QVERIFY(Coarse::startOf(bucket) <= double(value));
        QVERIFY(Coarse::startOf(bucket + 1) > double(value));
    }
}

void TestTopSketch::readsSeconds_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<quint64>("milliseconds");
    QTest::newRow("whole") << QByteArray("12") << quint64(12'000);
    QTest::newRow("hundredths") << QByteArray("0.05") << quint64(50);
    QTest::newRow("tenths") << QByteArray("3.4") << quint64(3400);
    QTest::newRow("microseconds") << QByteArray("1.234567") << quint64(1234);
    QTest::newRow("exponent") << QByteArray("9.4e+04") << quint64(94'000'000);
    QTest::newRow("large exponent") << QByteArray("9e+99999") << quint64(1'000'000'000'000);
    QTest::newRow("empty") << QByteArray() << quint64(0);
    QTest::newRow("words") << QByteArray("soon") << quint64(0);
    QTest::newRow("negative") << QByteArray("-5") << quint64(0);
    QTest::newRow("endless") << QByteArray(5000, '9') << quint64(1'000'000'000'000);
}

void TestTopSketch::readsSeconds()
{
    QFETCH(QByteArray, text);
    QFETCH(quint64, milliseconds);
    QCOMPARE(millisecondsIn(text), milliseconds);
}

void TestTopSketch::remembersMessages()
{
    MessageTable table;
    std::map<quint64, quint64> truth;
    Stream random(7);
    for (int i = 0; i < 300'000; ++i) {
        const quint64 key = TopSketch::hashOf(QByteArray::number(random.number(50'000)));
        if (random.number(3) == 0) {
            table.remove(key);
            truth.erase(key);
        } else {
            table.at(key).size = quint64(i);
            truth[key] = quint64(i);
        }
    }
    for (const auto &[key, size] : truth)
        QCOMPARE(quint64(table.at(key).size), size);
}

void TestTopSketch::forgetsMessagesOnlyWhenFull()
{
    MessageTable table;
    constexpr int count = 3'000'000;
    for (int i = 0; i < count; ++i)
        table.at(TopSketch::hashOf(QByteArray::number(i))).set(MessageTable::Deferred);
    QVERIFY(table.residentBytes() <= size_t(16) << 20);
    int known = 0;
    for (int i = count - 200'000; i < count; ++i)
        known += table.at(TopSketch::hashOf(QByteArray::number(i))).has(MessageTable::Deferred);
    QVERIFY2(known > 120'000, QByteArray::number(known).constData());
}

QTEST_GUILESS_MAIN(TestTopSketch)
#include "tst_topsketch.moc"
