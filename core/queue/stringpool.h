// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/segmentedvector.h"

#include <QByteArrayView>

#include <array>
#include <memory>

namespace spoolscope {

/// Distinct strings by number: senders, addresses and reasons repeat thousands of times in a
/// queue. One thread interns; any thread may look up a number that reached it with
/// acquire/release ordering. Number 0 is the empty string, the others follow without gaps.
class StringPool final
{
public:
    using Id = quint32;
    static constexpr size_t blockSize = size_t(2) << 20; ///< bytes: a huge page
    static constexpr size_t mostBlocks = size_t(1) << 11; ///< 4 GiB of text in all

    explicit StringPool(size_t expected = 0); ///< strings, about; any number may come
    ~StringPool();

    /// The hash for intern(). Each look-up misses the processor's caches twice, one after the
    /// other; whoever has several texts calls prepare() for all of them, then prefetchCandidate()
    /// for all, then intern(), so that the misses of one step overlap. Writer's thread only.
    quint32 prepare(QByteArrayView text) const;
    /// Asks for the string that a text of this hash most likely is. Writer's thread only.
    void prefetchCandidate(quint32 hash) const;
    /// `hash`: of prepare(). Writer's thread only, before seal(). The caller looks at isFull()
    /// first.
    Id intern(QByteArrayView text, quint32 hash);
    Id intern(QByteArrayView text) { return intern(text, prepare(text)); }
    /// A string that is not there yet, not the empty one. Writer's thread only, before seal().
    Id add(QByteArrayView text);
    /// Whether there may be no room for so many more, `bytes` long together; writer's thread only.
    bool isFull(size_t strings, size_t bytes) const;
    void seal(); ///< no more strings will come: gives back what only interning needs
    QByteArrayView text(Id id) const;
    /// The texts from `first` on as they lie in memory, one behind the other with their lengths
    /// between them, to be walked through in one go. `last` is the last that is wanted, and becomes
    /// the last of these: not all lie together.
    QByteArrayView stretch(Id first, Id &last) const;
    /// Asks the processor to have the text at hand soon: for walks over very many.
    void prefetch(Id id) const;
    size_t size() const { return m_places.size(); } ///< distinct strings; writer's thread only
    size_t residentBytes() const; ///< writer's thread only

private:
    Q_DISABLE_COPY_MOVE(StringPool)
    struct Slot ///< of the hash table
    {
        quint32 hash = 0;
        Id id = 0; ///< 0 = free: the empty string is never looked up
        quint32 place = 0; ///< as in m_places, a miss of the caches nearer
    };
    QByteArrayView textAt(quint32 place) const;
    const char *addressOf(quint32 place) const
    {
        return (*m_blocks)[place / blockSize].data() + place % blockSize;
    }
    Id put(QByteArrayView text, quint32 hash, size_t freeSlot);
    quint32 store(QByteArrayView text);
    void grow();

    /// Text follows its length in the blocks, so that a string costs four bytes beside itself.
    using Blocks = std::array<ZeroedArray<char>, mostBlocks>;
    Pages m_first; ///< of what is filled first
    std::unique_ptr<Blocks> m_blocks = std::make_unique<Blocks>();
    SegmentedVector<quint32> m_places; ///< byte offset over all blocks
    ZeroedArray<Slot> m_table; ///< open addressing
    size_t m_used = 0; ///< bytes of the blocks
    size_t m_room = 0; ///< bytes of the blocks there are
};

}
