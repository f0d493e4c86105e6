// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/pieceguard.h"

#include <algorithm>

namespace spoolscope {

qint64 PieceGuard::begin()
{
    const qint64 overlap = std::min(logOverlap, m_keeper.read());
    m_left = m_keeper.window()
                 .last(std::min<qsizetype>(overlap, m_keeper.window().size()))
                 .toByteArray();
    m_toAdopt = overlap - m_left.size();
    m_adopted.clear();
    m_isSame = true;
    m_isAdoptedInLine = false;
    return m_keeper.read() - overlap;
}

bool PieceGuard::take(QByteArrayView bytes)
{
    if (m_toAdopt > 0) { // in front of what is known, if anything is
        const QByteArrayView first = bytes.first(std::min<qint64>(m_toAdopt, bytes.size()));
        m_adopted.append(first);
        m_toAdopt -= first.size();
        bytes = bytes.sliced(first.size());
        if (m_toAdopt == 0 && m_left.isEmpty()) {
            m_isAdoptedInLine = !m_adopted.endsWith('\n');
            m_keeper.adopt(m_adopted);
        }
    }
    const QByteArrayView known = bytes.first(std::min(m_left.size(), bytes.size()));
    m_isSame &= m_left.startsWith(known);
    m_left.remove(0, known.size());
    bytes = bytes.sliced(known.size());
    if (m_isSame && !bytes.isEmpty())
        m_keeper.take(bytes);
    return m_isSame;
}

}
