// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logplace.h"

#include "core/postfix/logcommand.h"

#include <algorithm>

namespace spoolscope {

void LogPlaceKeeper::begin(const LogPlace &place)
{
    m_lines.drop();
    m_place = place;
    m_read = place.offset;
    m_window = place.before;
}

void LogPlaceKeeper::adopt(QByteArrayView before)
{
    m_window = before.toByteArray();
    m_place.before = m_window;
}

void LogPlaceKeeper::take(QByteArrayView bytes)
{
    m_lines.feed(bytes);
    m_read += bytes.size();
    const qsizetype kept = m_lines.keptBack().size();
    const qsizetype wanted = kept + logOverlap;
    if (bytes.size() >= wanted) {
        m_window = bytes.last(wanted).toByteArray();
    } else {
        m_window.append(bytes);
        m_window.remove(0, std::max<qsizetype>(0, m_window.size() - wanted));
    }
    m_place.offset = m_read - kept;
    const QByteArrayView before = QByteArrayView(m_window).chopped(std::min(kept, m_window.size()));
    m_place.before = before.last(std::min<qsizetype>(before.size(), logOverlap)).toByteArray();
}

void LogPlaceKeeper::finish()
{
    m_lines.finish();
    take({});
}

}
