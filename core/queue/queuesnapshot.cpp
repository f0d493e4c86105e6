// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queuesnapshot.h"

#include "core/queue/queueindex.h"

#include <algorithm>

namespace spoolscope {

namespace {

constexpr size_t smallestIndex = 1024;
constexpr quint32 rowsAhead = 8; ///< of a copy: about the time that memory takes
constexpr quint32 mostAhead = 4; ///< recipients of one
constexpr unsigned rowBits = 26; ///< of an entry of the index; the others are of the hash
constexpr quint64 rowMask = (quint64(1) << rowBits) - 1;

quint64 tagOf(size_t hash)
{
    return quint64(hash) << rowBits;
}

size_t slotOf(quint64 entry, size_t tableSize)
{
    return size_t(entry >> rowBits) & (tableSize - 1);
}

size_t rowsOf(const QueueSnapshot *snapshot)
{
    return snapshot ? snapshot->rowCount() : 0;
}

Pages pagesFor(size_t rows)
{
    return rows < SegmentedVector<int>::segmentSize / 8 ? Pages::Small : Pages::Huge;
}

bool isCrowded(size_t rows, size_t tableSize)
{
    return rows * 3 > tableSize * 2;
}

size_t tableSizeFor(size_t rows)
{
    size_t size = smallestIndex;
    while (isCrowded(rows, size))
        size *= 2;
    return size;
}

}

QueueSnapshot::QueueSnapshot(InstanceKey instance, qint64 startedAt, const QueueSnapshot *like)
    : m_instance(std::move(instance))
    , m_startedAt(startedAt)
    , m_strings(like ? like->m_strings.size() : 0)
    , m_messages(pagesFor(rowsOf(like)))
    , m_recipients(pagesFor(rowsOf(like)))
    , m_index(tableSizeFor(rowsOf(like)))
{
}

QueueSnapshot::~QueueSnapshot() = default;

void QueueSnapshot::add(const ListedMessage &message)
{
    if (!m_window.hasRoomFor(message))
        flushWindow();
    if (m_window.hasRoomFor(message)) {
        prepare(m_window.append(message));
    } else {
        prepare(message);
        insertPrepared({&message, 1});
    }
}

/// Looks up where the tables have the message's ID and texts.
void QueueSnapshot::prepare(const ListedMessage &message)
{
    const size_t hash = qHash(message.id);
    __builtin_prefetch(&m_index[slotOf(tagOf(hash), m_index.size())]);
    m_idHashes.push_back(hash);
    m_textHashes.push_back(m_strings.prepare(message.sender));
    for (const ListedRecipient &recipient : message.recipients) {
        m_textHashes.push_back(m_strings.prepare(recipient.address));
        m_textHashes.push_back(m_strings.prepare(recipient.reason));
    }
}

void QueueSnapshot::flushWindow()
{
    insertPrepared(m_window.messages());
    m_window.clear();
}

void QueueSnapshot::insertPrepared(std::span<const ListedMessage> messages)
{
    for (const quint32 hash : m_textHashes)
        m_strings.prefetchCandidate(hash);
    const quint32 *textHashes = m_textHashes.data();
    for (size_t i = 0; i < messages.size(); ++i) {
        insert(messages[i], m_idHashes[i], textHashes);
        textHashes += 1 + 2 * messages[i].recipients.size();
    }
    m_idHashes.clear();
    m_textHashes.clear();
}

void QueueSnapshot::insert(const ListedMessage &listed, size_t idHash, const quint32 *textHashes)
{
    bool isReused = false;
    if (lookup(listed.id, idHash, listed.arrival, &isReused)) {
        m_duplicates.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    if (!hasRoomFor(listed)) {
        m_isFull = true;
        return;
    }
    m_hasReusedIds |= isReused;
    Message message;
    message.id = listed.id;
    message.queue = listed.queue;
    message.forcedExpire = listed.forcedExpire;
    message.arrival = listed.arrival;
    message.size = listed.size;
    message.sender = m_strings.intern(listed.sender, *textHashes++);
    message.recipientCount = quint32(listed.recipients.size());
    message.firstRecipient = quint32(m_recipients.size());
    for (const ListedRecipient &recipient : listed.recipients) {
        const StringPool::Id address = m_strings.intern(recipient.address, *textHashes++);
        m_recipients.append({address, m_strings.intern(recipient.reason, *textHashes++)});
    }
    m_messages.append(message);
    indexRow(Row(m_messages.size() - 1), idHash);
}

/// Its texts are distinct and its messages too: nothing need be looked up.
void QueueSnapshot::copyFrom(const QueueSnapshot &before, const std::function<bool(Row)> &isWanted)
{
    Q_ASSERT(m_messages.size() == 0);
    m_hasReusedIds = before.m_hasReusedIds;
    std::vector<StringPool::Id> numbers(before.m_strings.size()); // by those of before; 0: none yet
    const auto numberOf = [&](StringPool::Id old) {
        if (old && !numbers[old]) {
            const QByteArrayView text = before.text(old);
            m_isFull |= m_strings.isFull(1, size_t(text.size()));
            numbers[old] = m_isFull ? 0 : m_strings.add(text);
        }
        return numbers[old];
    };
    // Where its ID and its texts go comes from memory meanwhile, as in prepare().
    const auto prefetchFor = [&](Row row) {
        const Message &message = before.m_messages[row];
        __builtin_prefetch(&m_index[slotOf(tagOf(qHash(*message.id)), m_index.size())]);
        const auto prefetchText = [&](StringPool::Id old) {
            if (old && !numbers[old])
                (void)m_strings.prepare(before.text(old));
        };
        prefetchText(message.sender);
        for (quint32 i = 0; i < std::min(message.recipientCount, mostAhead); ++i) {
            const Recipient to = before.recipient(row, i);
            prefetchText(to.address);
            prefetchText(to.reason);
        }
    };
    const auto rows = Row(before.rowCount());
    for (Row row = 0; row < rows && !m_isFull; ++row) {
        if (row + rowsAhead < rows)
            prefetchFor(row + rowsAhead);
        if (!isWanted(row))
            continue;
        Message &message = m_messages.append(before.m_messages[row]);
        message.firstRecipient = quint32(m_recipients.size());
        message.sender = numberOf(message.sender);
        for (quint32 i = 0; i < message.recipientCount; ++i) {
            const Recipient to = before.recipient(row, i);
            const StringPool::Id address = numberOf(to.address);
            m_recipients.append({address, numberOf(to.reason)});
        }
        indexRow(Row(m_messages.size() - 1), qHash(*message.id));
    }
}

bool QueueSnapshot::hasRoomFor(const ListedMessage &message) const
{
    const size_t recipients = message.recipients.size();
    size_t bytes = size_t(message.sender.size());
    for (const ListedRecipient &recipient : message.recipients)
        bytes += size_t(recipient.address.size() + recipient.reason.size());
    return m_messages.size() < m_messages.maximumSize
        && m_recipients.size() + recipients <= m_recipients.maximumSize
        && !m_strings.isFull(1 + 2 * recipients, bytes);
}

void QueueSnapshot::publish()
{
    flushWindow();
    m_published.store(m_messages.size(), std::memory_order_release);
}

void QueueSnapshot::end(ListingState state, qint64 badLines, QByteArrayList badLineSamples)
{
    m_badLines = badLines;
    m_badLineSamples = std::move(badLineSamples);
    publish();
    m_strings.seal();
    m_window = {};
    m_idHashes = {};
    m_textHashes = {};
    m_state.store(state, std::memory_order_release);
}

qint64 QueueSnapshot::badLineCount() const
{
    return state() == ListingState::Running ? 0 : m_badLines;
}

QByteArrayList QueueSnapshot::badLineSamples() const
{
    return state() == ListingState::Running ? QByteArrayList() : m_badLineSamples;
}

QueueSnapshot::Recipient QueueSnapshot::recipient(Row row, quint32 index) const
{
    return m_recipients[m_messages[row].firstRecipient + index];
}

StringPool::Id QueueSnapshot::largestId(Row row) const
{
    StringPool::Id largest = senderId(row);
    for (quint32 i = 0; i < recipientCount(row); ++i) {
        const Recipient to = recipient(row, i);
        largest = std::max({largest, to.address, to.reason});
    }
    return largest;
}

StringPool::Id QueueSnapshot::reasonId(Row row) const
{
    const Message &message = m_messages[row];
    for (quint32 i = 0; i < message.recipientCount; ++i) {
        if (const StringPool::Id reason = m_recipients[message.firstRecipient + i].reason)
            return reason;
    }
    return 0;
}

QueueIndex &QueueSnapshot::index() const
{
    std::call_once(m_indexIsMade, [this] { m_meaning = std::make_unique<QueueIndex>(*this); });
    return *m_meaning;
}

MessageIdentity QueueSnapshot::identity(Row row) const
{
    return {id(row), arrival(row), size(row), sender(row).toByteArray()};
}

std::optional<QueueSnapshot::Row> QueueSnapshot::find(const QueueId &id) const
{
    // While rows are being added the index belongs to the filling thread.
    return state() == ListingState::Running ? std::nullopt : lookup(id, qHash(id), {}, nullptr);
}

std::optional<QueueSnapshot::Row> QueueSnapshot::find(const QueueId &id, Row guess) const
{
    if (state() != ListingState::Running && !m_hasReusedIds && guess < rowCount()
        && *m_messages[guess].id == id)
        return guess;
    return find(id);
}

std::optional<QueueSnapshot::Row> QueueSnapshot::lookup(
    const QueueId &id, size_t hash, std::optional<qint64> arrival, bool *isReused) const
{
    size_t slot = slotOf(tagOf(hash), m_index.size());
    std::optional<Row> newest;
    for (; const quint64 entry = m_index[slot]; slot = (slot + 1) & (m_index.size() - 1)) {
        if ((entry & ~rowMask) != tagOf(hash))
            continue;
        const Row row = Row(entry & rowMask) - 1;
        const Message &message = m_messages[row];
        if (*message.id != id)
            continue;
        if (arrival && message.arrival != *arrival) {
            *isReused = true;
            continue;
        }
        if (arrival)
            return row;
        if (!newest || message.arrival > m_messages[*newest].arrival)
            newest = row;
    }
    return newest;
}

void QueueSnapshot::indexRow(Row row, size_t hash)
{
    static_assert(decltype(m_messages)::maximumSize < rowMask);
    const auto put = [](ZeroedArray<quint64> &index, quint64 entry) {
        size_t slot = slotOf(entry, index.size());
        while (index[slot])
            slot = (slot + 1) & (index.size() - 1);
        index[slot] = entry;
    };
    if (isCrowded(m_messages.size(), m_index.size())) {
        ZeroedArray<quint64> larger(m_index.size() * 2);
        for (const quint64 entry : m_index) {
            if (entry)
                put(larger, entry);
        }
        m_index = std::move(larger);
    }
    put(m_index, tagOf(hash) | (row + 1));
}

size_t QueueSnapshot::residentBytes() const
{
    return sizeof(*this) + m_messages.size() * sizeof(Message)
        + m_recipients.size() * sizeof(Recipient) + m_index.size() * sizeof(quint64)
        + m_strings.residentBytes();
}

}
