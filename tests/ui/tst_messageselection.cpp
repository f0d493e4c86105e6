// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/madequeues.h"
#include "ui/queue/messageselection.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace spoolscope;

namespace {

SharedSources shared(QueueSources sources)
{
    return std::make_shared<const QueueSources>(std::move(sources));
}

std::vector<RowRef> rows(quint32 source, std::initializer_list<quint32> numbers)
{
    std::vector<RowRef> result;
    for (const quint32 number : numbers)
        result.push_back({source, number});
    return result;
}

}

class TestMessageSelection : public QObject
{
    Q_OBJECT

private slots:
    /// Very many are summed up in another way.
    void countsVeryMany()
    {
        constexpr quint32 most = 30'000;
        MessageSelection selection, oneByOne;
        const auto sources = shared({made::source(u"mx1"_s, made::many(int(most))),
            made::source(u"mx2"_s, made::many(10)), made::source(u"mx3"_s, made::many(10))});
        selection.setSources(sources);
        oneByOne.setSources(sources);
        std::vector<RowRef> refs = rows(2, {3, 3});
        for (quint32 row = most; row > 0; row -= 2) // from the end, each twice
            refs.insert(refs.end(), {{0, row - 1}, {0, row - 1}, {7, row}});
        QSignalSpy changed(&selection, &MessageSelection::changed);
        for (int round = 0; round < 2; ++round) {
            selection.select(refs);
            for (const RowRef ref : refs)
                oneByOne.select({&ref, 1});
            QCOMPARE(selection.count(), oneByOne.count());
            QCOMPARE(selection.bytes(), oneByOne.bytes());
            QCOMPARE(selection.queueCounts(), oneByOne.queueCounts());
            for (quint32 source = 0; source < 3; ++source)
                QCOMPARE(selection.rows(source), oneByOne.rows(source));
            // In addition to what was selected one by one.
            selection.select(rows(0, {0}));
            oneByOne.select(rows(0, {0}));
        }
        QCOMPARE(changed.count(), 4);
        QCOMPARE(selection.count(), most / 2 + 2);
        selection.replace(refs);
        QCOMPARE(selection.count(), most / 2 + 1);
    }

    /// Marked and taken away together, as one by one.
    void marksVeryMany()
    {
        constexpr quint32 most = 20'000;
        const QueueSources sources{
            made::source(u"mx1"_s, made::many(int(most))), made::source(u"mx2"_s, made::many(100))};
        std::vector<RowRef> all = rows(1, {0, 63, 64, 99});
        for (quint32 row = most; row > 0; --row)
            all.push_back({0, row - 1});
        std::vector<RowRef> some;
        for (quint32 row = 0; row < most; ++row)
            if (row % 3)
                some.push_back({0, row});
        std::vector<MessageMarks> marks(2), oneByOne(2);
        mark(marks, sources, all, true);
        mark(marks, sources, some, false);
        for (const RowRef ref : all)
            mark(oneByOne, sources, {&ref, 1}, true);
        for (const RowRef ref : some)
            mark(oneByOne, sources, {&ref, 1}, false);
        QCOMPARE(marks[0].count(), (most + 2) / 3);
        QCOMPARE(marks[1].rows(), (std::vector<QueueSnapshot::Row>{0, 63, 64, 99}));
        QVERIFY(!marks[1].contains(62) && !marks[1].contains(1000));
        for (size_t source = 0; source < marks.size(); ++source) {
            QCOMPARE(marks[source].rows(), oneByOne[source].rows());
            QCOMPARE(marks[source].bytes(), oneByOne[source].bytes());
            QCOMPARE(marks[source].queueCounts(), oneByOne[source].queueCounts());
        }
    }

    void countsWhatIsSelected()
    {
        MessageSelection selection;
        selection.setSources(shared({made::source(u"mx1"_s, made::many(10)),
            made::source(u"mx2"_s, {{.number = 1, .queue = QueueName::Hold, .size = 77}})}));
        QSignalSpy changed(&selection, &MessageSelection::changed);
        selection.select(rows(0, {1, 2, 2}));
        QCOMPARE(changed.count(), 1);
        selection.select(rows(1, {0}));
        QCOMPARE(selection.count(), 3);
        QCOMPARE(selection.serverCount(), 2);
        const QueueSnapshot &first = *selection.sources()[0].snapshot;
        QCOMPARE(selection.bytes(), first.size(1) + first.size(2) + 77);
        QCOMPARE(selection.queueCounts(1)[size_t(QueueName::Hold)], 1);
        QVERIFY(selection.contains({0, 1}));
        QVERIFY(!selection.contains({0, 3}));
        QVERIFY(!selection.contains({7, 0}));
        QCOMPARE(selection.rows(0), (std::vector<QueueSnapshot::Row>{1, 2}));
        selection.toggle({0, 1});
        QCOMPARE(selection.count(), 2);
        selection.replace(rows(0, {9}));
        QCOMPARE(selection.count(), 1);
        QCOMPARE(selection.countWithin(rows(0, {8, 9})), 1);
        selection.clear();
        QVERIFY(selection.isEmpty());
        QCOMPARE(selection.bytes(), 0);
        QCOMPARE(selection.serverCount(), 0);
    }

    void survivesANewListing()
    {
        MessageSelection selection;
        selection.setSources(shared({made::source(u"mx1"_s, made::many(10))}));
        selection.select(rows(0, {2, 5, 7}));
        // 5 is gone, 7 has come to another place, and the ID of 2 names another message now.
        std::vector<made::Message> next = made::many(10);
        std::swap(next[7], next[9]);
        next[2].age -= 100;
        next.erase(next.begin() + 5);
        QSignalSpy changed(&selection, &MessageSelection::changed);
        selection.setSources(shared({made::source(u"mx1"_s, next)}));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(selection.count(), 1);
        const auto kept = selection.rows(0);
        QCOMPARE(selection.sources()[0].snapshot->id(kept.at(0)), made::idOf(7));
    }

    void survivesAListingThatStillRuns()
    {
        MessageSelection selection;
        selection.setSources(shared({made::source(u"mx1"_s, made::many(10))}));
        selection.select(rows(0, {2, 5}));
        auto running = made::snapshot(made::instance(u"mx1"_s));
        for (const auto &message : made::many(4))
            made::add(*running, message);
        running->publish();
        selection.setSources(shared({{made::instance(u"mx1"_s), u"mx1"_s, u"mx1"_s, 0, running}}));
        QCOMPARE(selection.count(), 1);
        QVERIFY(selection.contains({0, 2}));
    }

    void keepsToItsInstance()
    {
        // Copied queues: the same IDs on two servers and in two instances.
        MessageSelection selection;
        const auto one = made::source(u"mx1"_s, made::many(10));
        const auto two = made::source(u"mx2"_s, made::many(10));
        auto other = made::source(u"mx1"_s, made::many(10));
        other.key.configDirectory = "/etc/postfix-out";
        selection.setSources(shared({one, two, other}));
        selection.select(rows(0, {3}));
        selection.setSources(shared({other, two, one}));
        QVERIFY(selection.contains({2, 3}));
        QCOMPARE(selection.count(), 1);
        // What leaves the screen is not acted on later.
        selection.setSources(shared({two}));
        QVERIFY(selection.isEmpty());
        selection.setSources(shared({one, two}));
        QVERIFY(selection.isEmpty());
    }

    void growsWithItsSource()
    {
        auto snapshot = made::snapshot(made::instance(u"mx1"_s));
        made::add(*snapshot, {.number = 1});
        snapshot->publish();
        MessageSelection selection;
        selection.setSources(shared({{made::instance(u"mx1"_s), u"mx1"_s, u"mx1"_s, 0, snapshot}}));
        selection.select(rows(0, {0}));
        made::add(*snapshot, {.number = 2});
        snapshot->publish();
        QVERIFY(!selection.contains({0, 1}));
        selection.toggle({0, 1});
        QCOMPARE(selection.count(), 2);
    }
};

QTEST_GUILESS_MAIN(TestMessageSelection)
#include "tst_messageselection.moc"
