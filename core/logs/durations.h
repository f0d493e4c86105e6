// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>

#include <algorithm>
#include <array>
#include <bit>

namespace spoolscope {

/// How many things took how long, in buckets that grow with the time: 2^Bits of them from one power
/// of two to the next, so that a value read from it is wrong by no more than 1/2^Bits of itself.
/// Counts stop at what Number holds. Milliseconds, up to 24 days.
template <unsigned Bits, typename Number> class Durations final
{
public:
    static constexpr quint64 longest = (quint64(1) << 31) - 1;
    static constexpr size_t bucketOf(quint64 milliseconds)
    {
        const quint64 value = std::min(milliseconds, longest);
        if (value < perOctave)
            return size_t(value);
        const unsigned shift = unsigned(std::bit_width(value)) - 1 - Bits;
        return size_t(((shift + 1) << Bits) + (value >> shift) - perOctave);
    }
    /// The least value of a bucket.
    static constexpr double startOf(size_t bucket)
    {
        if (bucket < perOctave)
            return double(bucket);
        const unsigned shift = unsigned(bucket >> Bits) - 1;
        return double(((bucket & (perOctave - 1)) + perOctave) << shift);
    }
    static constexpr size_t buckets = bucketOf(longest) + 1;

    void add(quint64 milliseconds) { ++m_counts[bucketOf(milliseconds)]; }
    template <typename Other> void merge(const Durations<Bits, Other> &other)
    {
        for (size_t i = 0; i < buckets; ++i)
            m_counts[i] += Number(other.count(i));
    }
    Number count(size_t bucket) const { return m_counts[bucket]; }
    quint64 total() const
    {
        quint64 sum = 0;
        for (const Number count : m_counts)
            sum += count;
        return sum;
    }
    /// The time that `share` (0 to 1) of them did not exceed, in milliseconds; within a bucket
    /// they are taken for evenly spread. 0 where there are none.
    double percentile(double share) const
    {
        const double wanted = share * double(total());
        double below = 0;
        double found = 0;
        for (size_t i = 0; i < buckets && (below < wanted || below == 0); ++i) {
            if (m_counts[i] == 0)
                continue;
            const double part = std::clamp((wanted - below) / double(m_counts[i]), 0.0, 1.0);
            found = startOf(i) + part * (startOf(i + 1) - startOf(i));
            below += double(m_counts[i]);
        }
        return found;
    }

private:
    static constexpr quint64 perOctave = quint64(1) << Bits;
    std::array<Number, buckets> m_counts = {};
};

/// "1.25" or "9.4e+04" in milliseconds, as Postfix prints delays; 0 for what is no number.
quint64 millisecondsIn(QByteArrayView seconds);

}
