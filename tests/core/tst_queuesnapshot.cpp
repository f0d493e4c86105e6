// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queuesnapshot.h"

#include <QHash>
#include <QTest>

#include <algorithm>
#include <thread>

using namespace spoolscope;

namespace {

const InstanceKey instance{QStringLiteral("mx1"), "/etc/postfix"};

ListedMessage message(const QueueId &id, std::span<const ListedRecipient> recipients)
{
    return {id, QueueName::Deferred, 1'700'000'000, 4096, false, "sender@example.com", recipients};
}

QueueId idNumber(int number)
{
    return *QueueId::parse("A" + QByteArray::number(0x100000 + number, 16).toUpper());
}

}

class TestQueueSnapshot : public QObject
{
    Q_OBJECT

private slots:
    void keepsWhatWasListed()
    {
        QueueSnapshot snapshot(instance, 42);
        const ListedRecipient recipients[]{{"a@gmail.com", ""}, {"b@yahoo.com", "timed out"}};
        snapshot.add(message(idNumber(1), recipients));
        QCOMPARE(snapshot.rowCount(), 0u); // not published yet
        snapshot.publish();
        QCOMPARE(snapshot.rowCount(), 1u);
        QCOMPARE(snapshot.id(0), idNumber(1));
        QCOMPARE(snapshot.sender(0), QByteArrayView("sender@example.com"));
        QCOMPARE(snapshot.recipientCount(0), 2u);
        QCOMPARE(snapshot.text(snapshot.recipient(0, 1).address), QByteArrayView("b@yahoo.com"));
        QCOMPARE(snapshot.reason(0), QByteArrayView("timed out"));
        QCOMPARE(snapshot.identity(0),
            (MessageIdentity{idNumber(1), 1'700'000'000, 4096, "sender@example.com"}));
    }

    void dropsDuplicatesByIdAndArrival()
    {
        QueueSnapshot snapshot(instance, 0);
        snapshot.add(message(idNumber(1), {}));
        snapshot.add(message(idNumber(1), {}));
        ListedMessage reused = message(idNumber(1), {});
        reused.arrival += 60; // the ID names another message now
        snapshot.add(reused);
        snapshot.end(ListingState::Complete, 0, {});
        QCOMPARE(snapshot.rowCount(), 2u);
        QCOMPARE(snapshot.duplicateCount(), 1);
        QCOMPARE(snapshot.find(idNumber(1)), 1u);
        QCOMPARE(snapshot.find(idNumber(2)), std::nullopt);
    }

    /// Messages are kept back a few at a time, those with much text are not: neither order nor text
    /// may depend on it, nor on the listing's views, which are gone by then.
    void keepsOrderAndTextWhateverTheSizes()
    {
        QueueSnapshot snapshot(instance, 0);
        constexpr int count = 500;
        const auto addressOf = [](int number, int recipient) {
            const int size = number % 17 == 0 ? 40'000 : number % 5 * 700;
            return QByteArray::number(number * 1000 + recipient) + QByteArray(size, 'x');
        };
        const auto recipientsOf = [](int number) { return number % 13 == 0 ? 90 : number % 4; };
        for (int number = 0; number < count; ++number) {
            QByteArrayList addresses;
            for (int i = 0; i < recipientsOf(number); ++i)
                addresses.append(addressOf(number, i));
            std::vector<ListedRecipient> recipients;
            for (const QByteArray &address : std::as_const(addresses))
                recipients.emplace_back(address, "451 later");
            snapshot.add(message(idNumber(number), recipients));
            snapshot.add(message(idNumber(number), recipients));
            for (QByteArray &address : addresses)
                address.fill('!');
        }
        snapshot.publish();
        QCOMPARE(snapshot.rowCount(), size_t(count));
        QCOMPARE(snapshot.duplicateCount(), count);
        for (int number = 0; number < count; ++number) {
            const auto row = QueueSnapshot::Row(number);
            QCOMPARE(snapshot.id(row), idNumber(number));
            QCOMPARE(snapshot.sender(row), QByteArrayView("sender@example.com"));
            QCOMPARE(snapshot.recipientCount(row), quint32(recipientsOf(number)));
            for (quint32 i = 0; i < snapshot.recipientCount(row); ++i) {
                const auto [address, reason] = snapshot.recipient(row, i);
                QVERIFY(snapshot.text(address) == addressOf(number, int(i)));
                QCOMPARE(snapshot.text(reason), QByteArrayView("451 later"));
            }
        }
    }

    void segmentsKeepTheirElements()
    {
        SegmentedVector<quint64> vector;
        constexpr size_t count = SegmentedVector<quint64>::segmentSize * 2 + 5;
        const quint64 *const first = &vector.append(0);
        for (size_t i = 1; i < count; ++i)
            vector.append(i * i);
        QCOMPARE(vector.size(), count);
        QCOMPARE(&vector[0], first);
        for (size_t i = 0; i < count; ++i)
            QCOMPARE(vector[i], quint64(i * i));
    }

    void memoryIsZeroAtFirst_data()
    {
        QTest::addColumn<size_t>("size");
        for (const size_t size : {0, 1, 4096, (2 << 20) - 1, 2 << 20, (2 << 20) + 1, 7 << 20})
            QTest::addRow("%zu", size) << size;
    }
    void memoryIsZeroAtFirst()
    {
        QFETCH(size_t, size);
        for (const Pages pages : {Pages::Small, Pages::Huge}) {
            ZeroedArray<char> memory(size, pages);
            QCOMPARE(memory.size(), size);
            QVERIFY(std::ranges::all_of(memory, [](char byte) { return byte == 0; }));
            std::fill_n(memory.data(), size, 'x'); // all of it is there
            ZeroedArray<char> other(1);
            other = std::move(memory);
            QCOMPARE(other.size(), size);
            QVERIFY(std::ranges::all_of(other, [](char byte) { return byte == 'x'; }));
        }
    }

    void badLinesAreKeptForDisplay()
    {
        QueueSnapshot snapshot(instance, 0);
        QCOMPARE(snapshot.state(), ListingState::Running);
        snapshot.end(ListingState::Incomplete, 3, {"{broken"});
        QCOMPARE(snapshot.state(), ListingState::Incomplete);
        QCOMPARE(snapshot.badLineCount(), 3);
        QCOMPARE(snapshot.badLineSamples(), QByteArrayList{"{broken"});
    }

    void findsEveryRowAfterGrowing()
    {
        QueueSnapshot snapshot(instance, 0);
        constexpr int count = 20'000;
        for (int i = 0; i < count; ++i)
            snapshot.add(message(idNumber(i), {}));
        snapshot.end(ListingState::Complete, 0, {});
        for (int i = 0; i < count; ++i)
            QCOMPARE(snapshot.find(idNumber(i)), QueueSnapshot::Row(i));
    }

    /// Each of them, of some messages and of more than the tables are made for.
    void copiesWantedRows_data()
    {
        QTest::addColumn<int>("count");
        QTest::newRow("none") << 0;
        QTest::newRow("few") << 100;
        QTest::newRow("many") << 70'000;
    }
    void copiesWantedRows()
    {
        QFETCH(int, count);
        QueueSnapshot before(instance, 0);
        for (int i = 0; i < count; ++i) {
            const QByteArray address = "user" + QByteArray::number(i / 2) + "@example.org";
            const ListedRecipient recipients[]{{address, i % 3 ? "451 later" : ""}, {"r@x", ""}};
            ListedMessage listed = message(idNumber(i), std::span(recipients).first(size_t(i % 3)));
            listed.queue = i % 2 ? QueueName::Hold : QueueName::Active;
            listed.size = i;
            listed.sender = i % 5 ? "sender@example.com" : "";
            before.add(listed);
        }
        before.end(ListingState::Complete, 0, {});

        QueueSnapshot after(instance, 1, &before);
        after.copyFrom(before, [](QueueSnapshot::Row row) { return row % 4 != 0; });
        // What comes behind meets the texts that were copied.
        const ListedRecipient known{"user1@example.org", "451 later"};
        after.add(message(idNumber(count), {&known, 1}));
        after.add(message(idNumber(1), {&known, 1})); // is there
        after.end(ListingState::Complete, 0, {});

        const int copied = count - (count + 3) / 4;
        QCOMPARE(after.rowCount(), size_t(copied + (count > 0 ? 1 : 2)));
        QCOMPARE(after.duplicateCount(), count > 0 ? 1 : 0);
        QHash<QByteArray, StringPool::Id> numbers;
        const auto isNumbered = [&](StringPool::Id id) {
            const QByteArray text = after.text(id).toByteArray();
            return numbers.value(text, id) == id && numbers.insert(text, id).value() == id;
        };
        QueueSnapshot::Row to = 0;
        for (QueueSnapshot::Row row = 0; row < before.rowCount(); ++row) {
            if (row % 4 == 0) {
                QVERIFY(!after.find(before.id(row)));
                continue;
            }
            QCOMPARE(after.find(before.id(row)), to);
            QCOMPARE(after.identity(to), before.identity(row));
            QVERIFY(after.queue(to) == before.queue(row));
            QCOMPARE(after.recipientCount(to), before.recipientCount(row));
            for (quint32 i = 0; i < after.recipientCount(to); ++i) {
                const auto there = before.recipient(row, i), here = after.recipient(to, i);
                QCOMPARE(after.text(here.address), before.text(there.address));
                QCOMPARE(after.text(here.reason), before.text(there.reason));
                QVERIFY(isNumbered(here.address) && isNumbered(here.reason));
            }
            ++to;
        }
        QCOMPARE(after.sender(to), QByteArrayView("sender@example.com"));
        QVERIFY(isNumbered(after.recipient(to, 0).address));
        QVERIFY(isNumbered(after.reasonId(to)));
    }

    /// A guess is only where to look first.
    void findsWithAnyGuess()
    {
        QueueSnapshot snapshot(instance, 0);
        for (int i = 0; i < 3; ++i)
            snapshot.add(message(idNumber(i), {}));
        QVERIFY(!snapshot.find(idNumber(0), 0)); // not before the end
        snapshot.end(ListingState::Complete, 0, {});
        for (const QueueSnapshot::Row guess : {0u, 1u, 2u, 3u, 4'000'000'000u}) {
            QCOMPARE(snapshot.find(idNumber(1), guess), 1u);
            QVERIFY(!snapshot.find(idNumber(7), guess));
        }

        QueueSnapshot reused(instance, 0);
        reused.add(message(idNumber(1), {}));
        ListedMessage later = message(idNumber(1), {});
        later.arrival += 60;
        reused.add(later);
        reused.end(ListingState::Complete, 0, {});
        QueueSnapshot copy(instance, 0);
        copy.copyFrom(reused, [](QueueSnapshot::Row) { return true; });
        copy.end(ListingState::Complete, 0, {});
        for (const QueueSnapshot *const both : {&reused, &copy})
            QCOMPARE(both->find(idNumber(1), 0), 1u); // the newest
    }

    void internsEachStringOnce()
    {
        StringPool pool;
        const auto first = pool.intern("a@example.com");
        for (int i = 0; i < 5000; ++i)
            pool.intern("user" + QByteArray::number(i));
        QCOMPARE(pool.intern("a@example.com"), first);
        QCOMPARE(pool.text(first), QByteArrayView("a@example.com"));
        QCOMPARE(pool.intern(""), 0u);
        QCOMPARE(pool.size(), 5002u); // with the empty string
        const auto added = pool.add("b@example.com");
        QCOMPARE(pool.intern("b@example.com"), added);
        QCOMPARE(pool.size(), 5003u);
    }

    void keepsStringsOfAnyLength()
    {
        StringPool pool;
        QList<std::pair<StringPool::Id, QByteArray>> kept;
        // About a prefix's steps, about a block's end, and several blocks long.
        for (const size_t length : {size_t(1), size_t(127), size_t(128), size_t(16'383),
                 size_t(16'384), StringPool::blockSize - 5, StringPool::blockSize,
                 3 * StringPool::blockSize + 1, size_t(2), StringPool::blockSize - 4, size_t(3)}) {
            const QByteArray text(qsizetype(length), char('a' + kept.size()));
            kept.append({pool.intern(text), text});
        }
        pool.seal();
        for (const auto &[id, text] : std::as_const(kept))
            QVERIFY(pool.text(id) == text);
    }

    void saysWhenItIsFull()
    {
        const StringPool pool;
        QVERIFY(!pool.isFull(1'000'000, 64 << 20));
        QVERIFY(pool.isFull(1, StringPool::mostBlocks * StringPool::blockSize));
        QVERIFY(pool.isFull(size_t(1) << 25, 1));
    }

    void readersSeeWholeRowsWhileItFills()
    {
        QueueSnapshot snapshot(instance, 0);
        constexpr size_t count = 60'000;
        const ListedRecipient recipients[]{{"r@example.org", "451 later"}};
        std::jthread writer([&] {
            for (size_t i = 0; i < count; ++i) {
                snapshot.add(message(idNumber(int(i)), recipients));
                if (i % 97 == 0)
                    snapshot.publish();
            }
            snapshot.end(ListingState::Complete, 0, {});
        });
        size_t seen = 0;
        while (seen < count) {
            const size_t rows = snapshot.rowCount();
            for (; seen < rows; ++seen) {
                QCOMPARE(snapshot.id(QueueSnapshot::Row(seen)), idNumber(int(seen)));
                QCOMPARE(snapshot.reason(QueueSnapshot::Row(seen)), QByteArrayView("451 later"));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestQueueSnapshot)
#include "tst_queuesnapshot.moc"
