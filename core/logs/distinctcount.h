// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtTypes>

#include <bit>
#include <vector>

namespace spoolscope {

/// How many different things there were, by their hashes (TopSketch::hashOf), in at most a
/// megabyte: exact up to `most`, then from every second, fourth, ... of them (adaptive sampling,
/// Flajolet 1990), with a standard error of about 1.2/sqrt(most) or half a per cent.
class DistinctCount final
{
public:
    static constexpr size_t most = size_t(1) << 16;

    void add(quint64 hash)
    {
        if (isSampled(hash))
            insert(hash);
    }
    void merge(const DistinctCount &other);
    quint64 value() const { return quint64(m_size) << m_level; }
    bool isExact() const { return m_level == 0; }

private:
    bool isSampled(quint64 hash) const { return std::countl_zero(hash) >= m_level; }
    void insert(quint64 hash);
    void resize(size_t room);

    std::vector<quint64> m_slots; ///< open addressing, half empty; 0 = free
    size_t m_size = 0;
    int m_level = 0; ///< the first so many bits of a hash are 0
};

}
