// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The messages of groups, on random queues, beside counting each message by itself.

#include "core/queue/grouprows.h"
#include "core/queue/queuegroups.h"
#include "tests/core/randomqueue.h"

#include <QTest>

#include <map>
#include <random>
#include <set>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

using Row = QueueSnapshot::Row;

/// The rows of each group, one message counted after the other.
std::map<QByteArray, std::vector<Row>> plainRows(
    GroupKey key, const CountedSnapshot &counted, const std::vector<Row> &rows)
{
    std::map<QByteArray, std::vector<Row>> groups;
    for (const Row row : rows) {
        QueueGroups alone(key);
        alone.adder(counted)->add(row);
        for (const QueueGroup &group : alone.sorted())
            groups[groupName(key, group.value)].push_back(row);
    }
    return groups;
}

/// Spelled in another way that means the same.
QByteArray inOtherCase(GroupKey key, const QByteArray &value)
{
    const bool isFolded = key != GroupKey::Reason && key != GroupKey::Age && key != GroupKey::Size;
    return isFolded ? value.toUpper() : value;
}

struct Question
{
    GroupKey key;
    std::unique_ptr<QueueSnapshot> snapshot;
    std::shared_ptr<const SnapshotFacts> facts;
    std::vector<Row> rows = {}; ///< not all of them
    std::map<QByteArray, std::vector<Row>> groups = {};
    QByteArrayList asked = {}; ///< some of the groups, and one that is not there

    CountedSnapshot counted() const { return {*snapshot, u"mx1"_s, made::context().now, facts}; }
};

Question question(quint64 seed, quint64 round)
{
    made::RandomQueue random(seed + round);
    const auto messages = random.messages(int(round % 80));
    Question made{.key = allGroupKeys[round % allGroupKeys.size()],
        .snapshot = made::listed(messages),
        .facts = {}};
    made.facts = made::factsOf(messages, *made.snapshot);
    std::mt19937_64 numbers(seed + round);
    for (Row row = 0; row < made.snapshot->rowCount(); ++row) {
        if (numbers() % 4)
            made.rows.push_back(row);
    }
    made.groups = plainRows(made.key, made.counted(), made.rows);
    for (const auto &[name, rows] : made.groups) {
        if (numbers() % 3 == 0)
            made.asked.append(numbers() % 2 ? name : inOtherCase(made.key, name));
    }
    made.asked.insert(qsizetype(numbers() % quint64(made.asked.size() + 1)), "nobody had this");
    return made;
}

}

class TestGroupRows : public QObject
{
    Q_OBJECT

private slots:
    void groupsHaveTheRowsThatWereCounted()
    {
        const quint64 seed = made::seed();
        size_t found = 0, left = 0;
        for (quint64 round = 0; round < 600; ++round) {
            const Question made = question(seed, round);
            std::set<Row> expected;
            for (const QByteArray &value : made.asked) {
                const auto group = made.groups.find(groupName(made.key, value));
                if (group != made.groups.end())
                    expected.insert(group->second.begin(), group->second.end());
            }
            const auto rows = rowsOfGroups({made.key, made.asked}, made.counted(), made.rows);
            QVERIFY(rows);
            QCOMPARE(*rows, std::vector<Row>(expected.begin(), expected.end()));
            found += rows->size();
            left += made.rows.size() - rows->size();
        }
        // A comparison of nothing with nothing would prove nothing.
        QVERIFY(found > 1000 && left > 1000);
    }

    void theOldestComeFirstAndNoOthers()
    {
        const quint64 seed = made::seed();
        size_t cut = 0;
        for (quint64 round = 0; round < 600; ++round) {
            const Question made = question(seed, round);
            const size_t most = round % 5;
            const auto oldest
                = oldestOfGroups({made.key, made.asked}, made.counted(), made.rows, most);
            QVERIFY(oldest);
            QCOMPARE(oldest->size(), size_t(made.asked.size()));
            for (qsizetype i = 0; i < made.asked.size(); ++i) {
                const auto group = made.groups.find(groupName(made.key, made.asked[i]));
                std::vector<Row> expected
                    = group == made.groups.end() ? std::vector<Row>() : group->second;
                std::ranges::stable_sort(
                    expected, {}, [&](Row row) { return made.snapshot->arrival(row); });
                cut += expected.size() > most;
                expected.resize(std::min(expected.size(), most));
                QCOMPARE(oldest->at(size_t(i)), expected);
            }
        }
        QVERIFY(cut > 100);
    }

    void stops()
    {
        const Question made = question(1, 42);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!rowsOfGroups({made.key, made.asked}, made.counted(), made.rows, stop.get_token()));
        QVERIFY(!oldestOfGroups(
            {made.key, made.asked}, made.counted(), made.rows, 3, stop.get_token()));
    }
};

QTEST_GUILESS_MAIN(TestGroupRows)
#include "tst_grouprows.moc"
