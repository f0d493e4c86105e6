// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <string>
#include <vector>

namespace spoolscope {

/// A text and what was counted of it.
struct TopEntry
{
    QByteArray text;
    quint64 count = 0;
    quint64 second = 0; ///< of another kind: deferrals of a domain, failures of a user
    quint64 bytes = 0;
    quint64 delay = 0; ///< milliseconds, of all that `count` counts
    quint64 longest = 0; ///< milliseconds
    quint64 missed = 0; ///< count + second may be too low by so many, never too high
};

/// Counts by text in bounded memory: exact for as long as there are no more than `most` texts;
/// after that those that are rare are forgotten, and how many of one text may have been missed is
/// known (lossy counting, Manku and Motwani 2002): no text that occurred more often than error()
/// is missing. Copying costs what is in it. No memory is taken for a text that is known.
class TopSketch final
{
public:
    struct Values
    {
        quint64 count = 0, second = 0, bytes = 0, delay = 0, longest = 0;
    };
    static constexpr qsizetype longestText = 512; ///< bytes; the rest is cut off

    explicit TopSketch(quint32 most = 8192) : m_most(most) { }

    /// Those of `text`, for the caller to add to its count or second; valid until the next call.
    /// `hash`: hashOf(text).
    Values &at(QByteArrayView text, quint64 hash);
    /// Asks the processor to have a text's place at hand soon, and then its values: whoever counts
    /// several texts does each for all of them before at(), so that what memory takes overlaps.
    void prefetch(quint64 hash) const
    {
        if (!m_slots.empty())
            __builtin_prefetch(&m_slots[hash & (m_slots.size() - 1)]);
    }
    void prefetchValues(quint64 hash) const
    {
        if (m_slots.empty())
            return;
        if (const quint32 number = m_slots[hash & (m_slots.size() - 1)])
            __builtin_prefetch(&m_entries[number - 1]);
    }
    Values &at(QByteArrayView text) { return at(text, hashOf(text)); }
    static quint64 hashOf(QByteArrayView text);

    void merge(const TopSketch &other);

    quint64 error() const { return m_error; } ///< 0: exact
    size_t size() const { return m_entries.size(); }
    bool isEmpty() const { return m_entries.empty(); }
    size_t residentBytes() const;

    /// No more than `most` of those with any, the largest `by` first and then by text.
    std::vector<TopEntry> top(size_t most, quint64 TopEntry::*by = &TopEntry::count) const;

private:
    struct alignas(64) Entry ///< one line of the processor's cache
    {
        /// Stands for the text: of 64 bits and with a seed that nobody knows, two of some thousand
        /// texts have the same once in 10^11 times.
        quint64 hash = 0;
        quint64 missed = 0;
        Values values;
        quint32 start = 0; ///< in m_texts
        quint32 size = 0;

        quint64 weight() const { return values.count + values.second; }
    };
    size_t slotOf(quint64 hash) const;
    QByteArrayView textOf(const Entry &entry) const
    {
        return QByteArrayView(m_texts.data() + entry.start, entry.size);
    }
    Entry &found(QByteArrayView text, quint64 hash);
    Entry &append(QByteArrayView text, quint64 hash);
    void forgetRare();
    void index(size_t room);

    quint32 m_most;
    quint64 m_error = 0;
    std::vector<Entry> m_entries;
    std::vector<quint32> m_slots; ///< number of an entry + 1; open addressing, half empty
    std::string m_texts;
    std::vector<quint64> m_weights; ///< room for forgetRare()
};

}
