// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/boundedstream.h"

#include <algorithm>

namespace spoolscope {

namespace {

// Below malloc's threshold for mmap, so a chunk comes from memory that is warm already.
constexpr qsizetype chunkSize = 120 * 1024;

}

qint64 BoundedStream::append(QByteArrayView bytes)
{
    const qsizetype taken = std::min<qint64>(bytes.size(), space());
    QByteArrayView rest = bytes.first(taken);
    while (!rest.isEmpty()) {
        if (m_chunks.empty() || m_chunks.back().size() >= chunkSize) {
            m_chunks.emplace_back();
            m_chunks.back().reserve(chunkSize);
        }
        QByteArray &tail = m_chunks.back();
        const qsizetype part = std::min(rest.size(), chunkSize - tail.size());
        tail.append(rest.first(part));
        rest = rest.sliced(part);
    }
    m_size += taken;
    return taken;
}

QByteArray BoundedStream::take()
{
    if (m_chunks.empty())
        return {};
    QByteArray chunk = std::move(m_chunks.front());
    m_chunks.pop_front();
    m_size -= chunk.size();
    if (chunk.size() < chunkSize / 2)
        chunk.squeeze(); // the caller may keep it: no 120 KiB for a line
    return chunk;
}

}
