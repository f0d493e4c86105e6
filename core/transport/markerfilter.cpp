// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/markerfilter.h"

#include <algorithm>
#include <cstring>

namespace spoolscope {

namespace {

constexpr qsizetype keptNoise = 4096;
constexpr qsizetype keptTail = 64;

/// memmem() skips by the length of the needle, so long markers are found at memory speed.
qsizetype find(QByteArrayView text, QByteArrayView needle)
{
    const void *found = ::memmem(text.data(), static_cast<size_t>(text.size()), needle.data(),
        static_cast<size_t>(needle.size()));
    return found != nullptr ? static_cast<const char *>(found) - text.data() : -1;
}

/// How many bytes at the end of `text` could be the beginning of `marker`.
qsizetype overlap(QByteArrayView text, QByteArrayView marker)
{
    for (qsizetype n = std::min(text.size(), marker.size() - 1); n > 0; --n) {
        if (text.last(n) == marker.first(n))
            return n;
    }
    return 0;
}

}

MarkerFilter::MarkerFilter(const QByteArray &nonce)
    : m_begin(beginPrefix() + nonce + '\n'), m_end('\n' + endPrefix() + nonce + ' ')
{
}

QByteArray MarkerFilter::feed(QByteArray chunk)
{
    switch (m_stage) {
    case Stage::Noise:
        return feedNoise(chunk);
    case Stage::Body:
        return feedBody(std::move(chunk));
    case Stage::Tail:
        feedTail(chunk);
        break;
    }
    return {};
}

QByteArray MarkerFilter::feedNoise(const QByteArray &chunk)
{
    m_held += chunk;
    const qsizetype at = find(m_held, m_begin);
    const qsizetype dropped = at >= 0 ? at : m_held.size() - overlap(m_held, m_begin);
    m_discarded += dropped;
    m_noise += m_held.first(std::min(dropped, keptNoise - m_noise.size()));
    if (at < 0) {
        m_held.slice(dropped);
        return {};
    }
    QByteArray rest = m_held.sliced(at + m_begin.size());
    m_held.clear();
    m_stage = Stage::Body;
    return feedBody(std::move(rest));
}

QByteArray MarkerFilter::feedBody(QByteArray chunk)
{
    if (!m_held.isEmpty())
        chunk.prepend(std::exchange(m_held, {}));
    const qsizetype at = find(chunk, m_end);
    if (at >= 0) {
        m_stage = Stage::Tail;
        feedTail(QByteArrayView(chunk).sliced(at + m_end.size()));
        chunk.truncate(at);
        return chunk;
    }
    const qsizetype held = overlap(chunk, m_end);
    m_held = chunk.last(held);
    chunk.chop(held);
    return chunk;
}

void MarkerFilter::feedTail(QByteArrayView bytes)
{
    const qsizetype kept = std::min(bytes.size(), keptTail - m_tail.size());
    m_tail += bytes.first(kept);
    m_discarded += bytes.size() - kept;
}

std::optional<int> MarkerFilter::exitCode() const
{
    const qsizetype end = m_tail.indexOf('\n');
    bool ok = false;
    const int code = end > 0 ? m_tail.first(end).toInt(&ok) : -1;
    return ok && code >= 0 && code <= 255 ? std::optional(code) : std::nullopt;
}

}
