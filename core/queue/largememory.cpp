// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/largememory.h"

#include <QtGlobal>

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>

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

}

void *takeMemory(size_t bytes, Pages pages)
{
    void *memory = nullptr;
    if (bytes < hugePage)
        memory = std::calloc(1, std::max<size_t>(bytes, 1));
    else
        memory = pages == Pages::Huge ? mapHuge(inHugePages(bytes)) : map(inHugePages(bytes));
    if (!memory)
        qBadAlloc();
    return memory;
}

void giveMemory(void *memory, size_t bytes)
{
    if (bytes < hugePage)
        std::free(memory);
    else
        munmap(memory, inHugePages(bytes));
}

}
