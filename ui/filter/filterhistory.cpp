// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/filter/filterhistory.h"

namespace spoolscope {

void FilterHistory::add(const QString &text)
{
    if (text == m_texts[m_at])
        return;
    m_texts.resize(m_at + 1);
    m_texts.append(text);
    if (m_texts.size() > most)
        m_texts.removeFirst();
    m_at = m_texts.size() - 1;
}

QString FilterHistory::goBack()
{
    return m_texts[--m_at];
}

QString FilterHistory::goForward()
{
    return m_texts[++m_at];
}

}
