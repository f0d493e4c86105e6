// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/largememory.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <span>
#include <thread>
#include <vector>

#include <sys/mman.h>

using namespace spoolscope;

namespace {

constexpr size_t mebi = size_t(1) << 20;

bool isAll(const void *memory, size_t bytes, char value)
{
    return std::ranges::all_of(std::span(static_cast<const char *>(memory), bytes),
        [value](char byte) { return byte == value; });
}

}

class TestLargeMemory : public QObject
{
    Q_OBJECT

private slots:
    void isZeroAlsoWhenTakenAgain_data()
    {
        QTest::addColumn<quint64>("bytes");
        QTest::addColumn<Pages>("pages");
        for (const Pages pages : {Pages::Small, Pages::Huge}) {
            for (const size_t bytes :
                {size_t(0), size_t(100), mebi, 2 * mebi, 3 * mebi, 160 * mebi})
                QTest::addRow("%zu, %d", bytes, int(pages)) << quint64(bytes) << pages;
        }
    }
    void isZeroAlsoWhenTakenAgain()
    {
        QFETCH(quint64, bytes);
        QFETCH(Pages, pages);
        for (int round = 0; round < 3; ++round) {
            void *const memory = takeMemory(bytes, pages);
            QVERIFY(memory);
            QVERIFY(isAll(memory, bytes, 0));
            std::memset(memory, 0x5a, bytes);
            giveMemory(memory, bytes);
        }
    }

    void isTakenAgain()
    {
        void *const memory = takeMemory(4 * mebi, Pages::Huge);
        giveMemory(memory, 4 * mebi);
        void *const again = takeMemory(4 * mebi, Pages::Huge);
        QCOMPARE(again, memory);
        giveMemory(again, 4 * mebi);
    }

    /// The rest goes back to the kernel, the oldest first.
    void isNotKeptWithoutEnd()
    {
        constexpr size_t bytes = 2 * mebi;
        std::vector<void *> taken(80);
        std::ranges::generate(taken, [] { return takeMemory(bytes, Pages::Huge); });
        for (void *const memory : taken)
            giveMemory(memory, bytes);
        const auto isMapped = [](void *memory) {
            unsigned char page = 0;
            return mincore(memory, 1, &page) == 0;
        };
        QCOMPARE(std::ranges::count_if(taken, isMapped), 64);
        QVERIFY(!isMapped(taken.front()));
        QVERIFY(isMapped(taken.back()));
    }

    /// Of other sizes than were given back there is none to be taken again.
    void sizesAreNotMixed()
    {
        void *const small = takeMemory(2 * mebi, Pages::Huge);
        giveMemory(small, 2 * mebi);
        void *const large = takeMemory(6 * mebi, Pages::Huge);
        std::memset(large, 1, 6 * mebi);
        void *const again = takeMemory(2 * mebi, Pages::Huge);
        std::memset(again, 2, 2 * mebi);
        QVERIFY(isAll(large, 6 * mebi, 1));
        giveMemory(large, 6 * mebi);
        giveMemory(again, 2 * mebi);
    }

    /// More than is kept, by several threads: none gets what another has.
    void belongsToOne()
    {
        std::atomic<int> faults = 0;
        {
            std::vector<std::jthread> threads;
            for (int thread = 1; thread <= 4; ++thread)
                threads.emplace_back([thread, &faults] {
                    for (int round = 0; round < 30; ++round) {
                        const size_t bytes = size_t(2 + 2 * ((thread + round) % 3)) * mebi;
                        std::vector<void *> taken;
                        for (int i = 0; i < 5; ++i) {
                            taken.push_back(takeMemory(bytes, Pages::Huge));
                            faults += isAll(taken.back(), bytes, 0) ? 0 : 1;
                            std::memset(taken.back(), thread, bytes);
                        }
                        for (void *const memory : taken) {
                            faults += isAll(memory, bytes, char(thread)) ? 0 : 1;
                            giveMemory(memory, bytes);
                        }
                    }
                });
        }
        QCOMPARE(faults.load(), 0);
    }
};

QTEST_APPLESS_MAIN(TestLargeMemory)
#include "tst_largememory.moc"
