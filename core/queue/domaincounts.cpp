// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/domaincounts.h"

namespace spoolscope {

void DomainCounts::add(QByteArrayView domain, std::span<const qint64> counts)
{
    Q_ASSERT(m_buckets == 0 || counts.size() == m_buckets);
    m_buckets = counts.size();
    append(quint64(domain.size()));
    m_bytes.append(domain);
    for (const qint64 count : counts)
        append(quint64(count));
}

void DomainCounts::append(quint64 number)
{
    for (; number >= 0x80; number >>= 7)
        m_bytes.append(char(number | 0x80));
    m_bytes.append(char(number));
}

}
