// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <span>
#include <vector>

namespace spoolscope {

/// Names of domains, each with one count a bucket, in few bytes: a name and a byte or so for each
/// count, since most are 0. What is kept of many listings for a long time. Value type.
class DomainCounts final
{
public:
    void add(QByteArrayView domain, std::span<const qint64> counts); ///< all of one length, from 0

    /// Calls `visit(QByteArrayView domain, std::span<const qint64> counts)` in the order of add().
    template <typename Visit> void visit(Visit visit) const
    {
        std::vector<qint64> counts(m_buckets);
        for (qsizetype at = 0; at < m_bytes.size();) {
            const auto size = qsizetype(number(at));
            const QByteArrayView domain = QByteArrayView(m_bytes).sliced(at, size);
            at += size;
            for (qint64 &count : counts)
                count = qint64(number(at));
            visit(domain, counts);
        }
    }

    void squeeze() { m_bytes.squeeze(); } ///< nothing more is added
    size_t bytes() const { return size_t(m_bytes.capacity()); }

private:
    /// Seven bits a byte, the least first; the eighth says that there are more.
    void append(quint64 number);
    quint64 number(qsizetype &at) const
    {
        quint64 number = 0;
        for (int shift = 0;; shift += 7) {
            const auto byte = quint8(m_bytes[at++]);
            number |= quint64(byte & 0x7f) << shift;
            if (byte < 0x80)
                return number;
        }
    }

    QByteArray m_bytes;
    size_t m_buckets = 0;
};

}
