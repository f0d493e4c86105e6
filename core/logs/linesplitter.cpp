// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/linesplitter.h"

#include <algorithm>
#include <cstring>

namespace spoolscope {

void LineSplitter::feed(QByteArrayView bytes)
{
    const char *at = bytes.data();
    const char *const end = at + bytes.size();
    while (at != end) {
        const auto *lineEnd = static_cast<const char *>(std::memchr(at, '\n', size_t(end - at)));
        if (!lineEnd)
            return keep({at, end - at});
        if (m_kept.isEmpty() && lineEnd - at <= longestLine) {
            m_sink({at, lineEnd - at});
        } else {
            keep({at, lineEnd - at});
            finish();
        }
        at = lineEnd + 1;
    }
}

void LineSplitter::keep(QByteArrayView bytes)
{
    while (m_kept.size() + bytes.size() > longestLine) {
        const qsizetype fits = longestLine - m_kept.size();
        m_kept.append(bytes.first(fits));
        bytes = bytes.sliced(fits);
        finish();
    }
    m_kept.append(bytes);
}

void LineSplitter::finish()
{
    if (m_kept.isEmpty())
        return;
    m_sink(m_kept);
    m_kept.resize(0); // its memory is for the next
}

}
