// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/secret.h"

#include <cstring>
#include <new>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

namespace spoolscope {

namespace {

/// Pages of their own, since madvise() and mlock() work on pages.
size_t roomFor(size_t size)
{
    const auto page = size_t(::sysconf(_SC_PAGESIZE));
    return (size + page) / page * page; // at least one byte more: the NUL
}

}

Secret Secret::copyOf(const char *bytes, size_t size)
{
    Secret secret;
    if (size == 0)
        return secret;
    void *pages = ::mmap(
        nullptr, roomFor(size), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED)
        throw std::bad_alloc();
    // Neither is granted everywhere (RLIMIT_MEMLOCK); the overwriting does not depend on them.
    ::madvise(pages, roomFor(size), MADV_DONTDUMP);
    ::mlock(pages, roomFor(size));
    secret.m_bytes = static_cast<char *>(pages);
    secret.m_size = size;
    std::memcpy(secret.m_bytes, bytes, size);
    return secret;
}

Secret Secret::take(QByteArray &source)
{
    Secret secret = copyOf(source.constData(), size_t(source.size()));
    // Not data(): it would detach a shared array and overwrite the copy only.
    if (source.isDetached())
        ::explicit_bzero(source.data(), size_t(source.size()));
    source.clear();
    return secret;
}

Secret Secret::take(QString &source)
{
    QByteArray bytes = source.toUtf8();
    if (source.isDetached())
        ::explicit_bzero(source.data(), size_t(source.size()) * sizeof(QChar));
    source.clear();
    return take(bytes);
}

Secret::Secret(Secret &&other) noexcept
    : m_bytes(std::exchange(other.m_bytes, nullptr)), m_size(std::exchange(other.m_size, 0))
{
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    std::swap(m_bytes, other.m_bytes);
    std::swap(m_size, other.m_size);
    other.wipe();
    return *this;
}

Secret::~Secret()
{
    wipe();
}

Secret Secret::clone() const
{
    return copyOf(m_bytes, m_size);
}

void Secret::wipe() noexcept
{
    if (!m_bytes)
        return;
    ::explicit_bzero(m_bytes, m_size);
    ::munmap(m_bytes, roomFor(m_size)); // which unlocks the pages
    m_bytes = nullptr;
    m_size = 0;
}

}
