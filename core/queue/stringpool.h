// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/segmentedvector.h"

#include <QByteArrayView>

#include <memory>
#include <vector>

namespace spoolscope {

/// Distinct strings by number: senders, addresses and reasons repeat thousands of times in a
/// queue. One thread interns; any thread may look up a number that reached it with
/// acquire/release ordering. Number 0 is the empty string.
class StringPool final
{
public:
    using Id = quint32;

    StringPool();
    ~StringPool();

    Id intern(QByteArrayView text); ///< writer's thread only
    QByteArrayView text(Id id) const;
    size_t size() const { return m_entries.size(); } ///< distinct strings; writer's thread only
    size_t residentBytes() const; ///< writer's thread only

private:
    Q_DISABLE_COPY_MOVE(StringPool)
    struct Entry
    {
        const char *data = nullptr;
        quint32 size = 0;
        quint32 hash = 0;
    };
    char *store(QByteArrayView text);
    void grow();

    SegmentedVector<Entry> m_entries;
    std::vector<Id> m_table; ///< open addressing, 0 = free (the empty string is never looked up)
    std::vector<std::unique_ptr<char[]>> m_blocks;
    size_t m_blockUsed = 0;
    size_t m_blockSize = 0;
    size_t m_stored = 0;
};

}
