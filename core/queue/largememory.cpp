// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/largememory.h"

#include <QtGlobal>

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <vector>

namespace spoolscope {

namespace {

constexpr size_t hugePage = size_t(2) << 20; ///< of x86-64, and of arm64 with small ones of 4 KiB

size_t inHugePages(size_t bytes)
{
    return (bytes + hugePage - 1) / hugePage * hugePage;
}

void *map(size_t bytes)
{
    void *const memory
        = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? nullptr : memory;
}

/// Mapped with a page more than needed, of which the ends are given back: before Linux 6.7 the
/// kernel does not put a mapping where huge pages begin.
void *mapHuge(size_t bytes)
{
    auto *const memory = static_cast<char *>(map(bytes + hugePage));
    if (!memory)
        return nullptr;
    const size_t before = (hugePage - reinterpret_cast<quintptr>(memory) % hugePage) % hugePage;
    if (before > 0)
        munmap(memory, before);
    munmap(memory + before + bytes, hugePage - before);
    madvise(memory + before, bytes, MADV_HUGEPAGE); // a kernel without them says no: no harm
    return memory + before;
}

/// What was given back last, to be taken again: a listing is replaced by one of about the same
/// size, and a million rows are sorted and counted over and over. To clear a page that is at hand
/// takes a tenth of the time that a new one does, which a virtual machine may have to get from its
/// host.
class KeptMemory final
{
public:
    KeptMemory() { m_blocks.reserve(most / hugePage); } // to give memory back takes none

    /// Null: there is none of this size.
    void *take(size_t bytes)
    {
        const std::scoped_lock lock(m_mutex);
        const auto found = std::ranges::find_last(m_blocks, bytes, &Block::bytes).begin();
        if (found == m_blocks.end())
            return nullptr;
        void *const memory = found->memory;
        m_bytes -= bytes;
        m_blocks.erase(found);
        return memory;
    }

    void keep(void *memory, size_t bytes)
    {
        // What began with small pages is no worse than what did not, if huge ones fit.
        if (bytes > most || reinterpret_cast<quintptr>(memory) % hugePage != 0) {
            munmap(memory, bytes);
            return;
        }
        madvise(memory, bytes, MADV_HUGEPAGE);
        const std::scoped_lock lock(m_mutex);
        while (m_bytes + bytes > most) {
            munmap(m_blocks.front().memory, m_blocks.front().bytes);
            m_bytes -= m_blocks.front().bytes;
            m_blocks.erase(m_blocks.begin());
        }
        m_blocks.push_back({memory, bytes});
        m_bytes += bytes;
    }

private:
    struct Block
    {
        void *memory = nullptr;
        size_t bytes = 0;
    };
    static constexpr size_t most = size_t(128) << 20; ///< bytes

    std::mutex m_mutex;
    std::vector<Block> m_blocks; ///< the oldest first
    size_t m_bytes = 0; ///< of all
};

/// There until the end: what else is static may give memory back behind main().
KeptMemory &keptMemory()
{
    static auto *const kept = new KeptMemory;
    return *kept;
}

void *takeHuge(size_t bytes)
{
    void *const memory = keptMemory().take(bytes);
    return memory ? std::memset(memory, 0, bytes) : mapHuge(bytes);
}

}

void *takeMemory(size_t bytes, Pages pages)
{
    void *memory = nullptr;
    if (bytes < hugePage)
        memory = std::calloc(1, std::max<size_t>(bytes, 1));
    else
        memory = pages == Pages::Huge ? takeHuge(inHugePages(bytes)) : map(inHugePages(bytes));
    if (!memory)
        qBadAlloc();
    return memory;
}

void giveMemory(void *memory, size_t bytes)
{
    if (bytes < hugePage)
        std::free(memory);
    else
        keptMemory().keep(memory, inHugePages(bytes));
}

void preparePages(void *memory, size_t bytes)
{
    static const auto page = size_t(sysconf(_SC_PAGESIZE));
    const size_t before = reinterpret_cast<quintptr>(memory) % page;
    // Linux before 5.14 says no, and faults come one by one.
    madvise(static_cast<char *>(memory) - before, before + bytes, MADV_POPULATE_WRITE);
}

}
