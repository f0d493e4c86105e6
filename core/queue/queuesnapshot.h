// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/queuelisting.h"
#include "core/queue/messagekey.h"
#include "core/queue/messagewindow.h"
#include "core/queue/segmentedvector.h"
#include "core/queue/stringpool.h"

#include <QByteArrayList>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace spoolscope {

class QueueIndex;

enum class ListingState : quint8 {
    Running, ///< rows are still arriving
    Complete, ///< the end of the listing was proven
    Incomplete, ///< it broke off or was cancelled: what is here is real, what is missing is unknown
};

/// One instance's queue as one listing saw it. Filled by one thread while any other reads the rows
/// it was told of; a row never changes or moves. Rows are unique by (queue ID, arrival time): a
/// message that moves while Postfix lists it may come twice (postqueue(1)) and is kept once.
class QueueSnapshot final
{
public:
    using Row = quint32;
    struct Recipient
    {
        StringPool::Id address = 0;
        StringPool::Id reason = 0;
    };

    /// `like` is about as large as this will be.
    explicit QueueSnapshot(
        InstanceKey instance, qint64 startedAt, const QueueSnapshot *like = nullptr);
    ~QueueSnapshot();

    // --- the filling thread ---
    /// Takes a message, unless it is a duplicate or isFull(); it may be copied until publish().
    void add(const ListedMessage &message);
    /// Takes the wanted rows of a snapshot that has ended, in their order, before anything was
    /// added. Cheaper than adding them: what is distinct there is distinct here.
    void copyFrom(const QueueSnapshot &before, const std::function<bool(Row)> &isWanted);
    /// A message had no room: 4 GiB of text, 2^25 rows. Certain after publish().
    bool isFull() const { return m_isFull; }
    void publish(); ///< makes the messages added so far visible to readers
    /// No row follows. Gives back what only adding needs.
    void end(ListingState state, qint64 badLines, QByteArrayList badLineSamples);
    size_t residentBytes() const;

    // --- any thread ---
    const InstanceKey &instance() const { return m_instance; }
    qint64 startedAt() const { return m_startedAt; } ///< ms since 1970, this machine's clock
    size_t rowCount() const { return m_published.load(std::memory_order_acquire); }
    ListingState state() const { return m_state.load(std::memory_order_acquire); }
    qint64 duplicateCount() const { return m_duplicates.load(std::memory_order_relaxed); }
    qint64 badLineCount() const; ///< valid once ended
    QByteArrayList badLineSamples() const; ///< valid once ended

    QueueId id(Row row) const { return *m_messages[row].id; }
    QueueName queue(Row row) const { return m_messages[row].queue; }
    qint64 arrival(Row row) const { return m_messages[row].arrival; }
    qint64 size(Row row) const { return m_messages[row].size; }
    QByteArrayView sender(Row row) const { return m_strings.text(m_messages[row].sender); }
    StringPool::Id senderId(Row row) const { return m_messages[row].sender; }
    quint32 recipientCount(Row row) const { return m_messages[row].recipientCount; }
    Recipient recipient(Row row, quint32 index) const;
    /// Where the recipients of a row begin among those of all rows.
    size_t firstRecipient(Row row) const { return m_messages[row].firstRecipient; }
    /// Asks the processor to have the message's row at hand soon: for walks over very many.
    void prefetchRow(Row row) const { __builtin_prefetch(&m_messages[row]); }
    QByteArrayView text(StringPool::Id id) const { return m_strings.text(id); }
    void prefetch(StringPool::Id id) const { m_strings.prefetch(id); }
    /// StringPool::stretch(), for numbers up to the largest that a published row has.
    QByteArrayView stretch(StringPool::Id first, StringPool::Id &last) const
    {
        return m_strings.stretch(first, last);
    }
    StringPool::Id largestId(Row row) const; ///< of its texts
    StringPool::Id reasonId(Row row) const; ///< the first recipient's that has one
    QByteArrayView reason(Row row) const { return text(reasonId(row)); }
    bool forcedExpire(Row row) const { return m_messages[row].forcedExpire; }
    MessageIdentity identity(Row row) const;

    /// What its texts mean; made when first asked for.
    QueueIndex &index() const;

    /// The row of a message among the published ones, once the listing has ended.
    std::optional<Row> find(const QueueId &id) const; ///< the newest, should an ID occur twice
    /// The same, sooner if it is in row `guess`, which need not exist.
    std::optional<Row> find(const QueueId &id, Row guess) const;

private:
    Q_DISABLE_COPY_MOVE(QueueSnapshot)
    struct Message ///< in an order that leaves no gaps: there may be a million of them
    {
        std::optional<QueueId> id;
        QueueName queue = QueueName::Deferred;
        bool forcedExpire = false;
        StringPool::Id sender = 0;
        quint32 recipientCount = 0;
        quint32 firstRecipient = 0;
        qint64 arrival = 0;
        qint64 size = 0;
    };
    void prepare(const ListedMessage &message);
    void insertPrepared(std::span<const ListedMessage> messages);
    void insert(const ListedMessage &message, size_t idHash, const quint32 *textHashes);
    void flushWindow();
    bool hasRoomFor(const ListedMessage &message) const;
    /// Without an arrival the newest; with one `isReused` says whether there is another.
    std::optional<Row> lookup(
        const QueueId &id, size_t hash, std::optional<qint64> arrival, bool *isReused) const;
    void indexRow(Row row, size_t hash);

    InstanceKey m_instance;
    qint64 m_startedAt;
    StringPool m_strings;
    SegmentedVector<Message> m_messages;
    SegmentedVector<Recipient> m_recipients;
    /// Open addressing by queue ID: row + 1, 0 = free, and above it 38 bits of the hash, so that no
    /// other message is looked at, and none at all when the table grows.
    ZeroedArray<quint64> m_index;
    MessageWindow m_window;
    std::vector<size_t> m_idHashes; ///< of the prepared messages
    std::vector<quint32> m_textHashes; ///< of their senders, addresses and reasons
    mutable std::once_flag m_indexIsMade;
    mutable std::unique_ptr<QueueIndex> m_meaning;
    std::atomic<size_t> m_published = 0;
    std::atomic<ListingState> m_state = ListingState::Running;
    std::atomic<qint64> m_duplicates = 0;
    bool m_isFull = false;
    bool m_hasReusedIds = false; ///< an ID of two messages
    qint64 m_badLines = 0;
    QByteArrayList m_badLineSamples;
};

}
