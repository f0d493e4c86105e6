// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queuesnapshot.h"

#include "core/queue/queueindex.h"

namespace spoolscope {

namespace {

constexpr size_t smallestIndex = 1024;
constexpr unsigned rowBits = 26; ///< of an entry of the index; the others are of the hash
constexpr quint32 rowMask = (quint32(1) << rowBits) - 1;

quint32 tagOf(size_t hash)
{
    return quint32(quint64(hash) >> 32) << rowBits;
}

}

QueueSnapshot::QueueSnapshot(InstanceKey instance, qint64 startedAt)
    : m_instance(std::move(instance)), m_startedAt(startedAt), m_index(smallestIndex)
{
}

QueueSnapshot::~QueueSnapshot() = default;

bool QueueSnapshot::add(const ListedMessage &listed)
{
    const size_t hash = qHash(listed.id);
    __builtin_prefetch(&m_index[hash & (m_index.size() - 1)]);
    prepare(listed);
    if (lookup(listed.id, hash, listed.arrival)) {
        m_duplicates.fetch_add(1, std::memory_order_relaxed);
        return false;
    }
    if (!hasRoomFor(listed)) {
        m_isFull = true;
        return false;
    }
    Message message;
    message.id = listed.id;
    message.queue = listed.queue;
    message.forcedExpire = listed.forcedExpire;
    message.arrival = listed.arrival;
    message.size = listed.size;
    auto next = m_hashes.cbegin();
    message.sender = m_strings.intern(listed.sender, *next++);
    message.recipientCount = quint32(listed.recipients.size());
    message.firstRecipient = quint32(m_recipients.size());
    for (const ListedRecipient &recipient : listed.recipients) {
        const StringPool::Id address = m_strings.intern(recipient.address, *next++);
        m_recipients.append({address, m_strings.intern(recipient.reason, *next++)});
    }
    m_messages.append(message);
    indexRow(Row(m_messages.size() - 1), hash);
    return true;
}

/// Each text is a miss of the processor's caches, or two; all at once they cost little more than
/// one.
void QueueSnapshot::prepare(const ListedMessage &message)
{
    m_hashes.clear();
    m_hashes.push_back(m_strings.prepare(message.sender));
    for (const ListedRecipient &recipient : message.recipients) {
        m_hashes.push_back(m_strings.prepare(recipient.address));
        m_hashes.push_back(m_strings.prepare(recipient.reason));
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
    m_published.store(m_messages.size(), std::memory_order_release);
}

void QueueSnapshot::end(ListingState state, qint64 badLines, QByteArrayList badLineSamples)
{
    m_badLines = badLines;
    m_badLineSamples = std::move(badLineSamples);
    publish();
    m_strings.seal();
    m_hashes = {};
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
    return state() == ListingState::Running ? std::nullopt : lookup(id, qHash(id), std::nullopt);
}

std::optional<QueueSnapshot::Row> QueueSnapshot::lookup(
    const QueueId &id, size_t hash, std::optional<qint64> arrival) const
{
    size_t slot = hash & (m_index.size() - 1);
    std::optional<Row> newest;
    for (; const quint32 entry = m_index[slot]; slot = (slot + 1) & (m_index.size() - 1)) {
        if ((entry & ~rowMask) != tagOf(hash))
            continue;
        const Row row = (entry & rowMask) - 1;
        const Message &message = m_messages[row];
        if (*message.id != id || (arrival && message.arrival != *arrival))
            continue;
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
    const auto put = [](std::vector<quint32> &index, size_t hashOfId, Row of) {
        size_t slot = hashOfId & (index.size() - 1);
        while (index[slot])
            slot = (slot + 1) & (index.size() - 1);
        index[slot] = tagOf(hashOfId) | (of + 1);
    };
    if (m_messages.size() * 3 > m_index.size() * 2) {
        std::vector<quint32> larger(m_index.size() * 2);
        for (Row i = 0; i < row; ++i)
            put(larger, qHash(*m_messages[i].id), i);
        m_index = std::move(larger);
    }
    put(m_index, hash, row);
}

size_t QueueSnapshot::residentBytes() const
{
    return sizeof(*this) + m_messages.size() * sizeof(Message)
        + m_recipients.size() * sizeof(Recipient) + m_index.size() * sizeof(Row)
        + m_strings.residentBytes();
}

}
