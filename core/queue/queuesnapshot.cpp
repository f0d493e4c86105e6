// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queuesnapshot.h"

namespace spoolscope {

namespace {

constexpr size_t smallestIndex = 1024;

}

QueueSnapshot::QueueSnapshot(InstanceKey instance, qint64 startedAt)
    : m_instance(std::move(instance)), m_startedAt(startedAt), m_index(smallestIndex)
{
}

QueueSnapshot::~QueueSnapshot() = default;

bool QueueSnapshot::add(const ListedMessage &listed)
{
    if (lookup(listed.id, listed.arrival)) {
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
    message.sender = m_strings.intern(listed.sender);
    message.recipientCount = quint32(listed.recipients.size());
    message.firstRecipient = quint32(m_recipients.size());
    for (const ListedRecipient &recipient : listed.recipients)
        m_recipients.append(
            {m_strings.intern(recipient.address), m_strings.intern(recipient.reason)});
    m_messages.append(message);
    indexRow(Row(m_messages.size() - 1));
    return true;
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

QByteArrayView QueueSnapshot::reason(Row row) const
{
    const Message &message = m_messages[row];
    for (quint32 i = 0; i < message.recipientCount; ++i) {
        if (const StringPool::Id reason = m_recipients[message.firstRecipient + i].reason)
            return m_strings.text(reason);
    }
    return {};
}

MessageIdentity QueueSnapshot::identity(Row row) const
{
    return {id(row), arrival(row), size(row), sender(row).toByteArray()};
}

std::optional<QueueSnapshot::Row> QueueSnapshot::find(const QueueId &id) const
{
    // While rows are being added the index belongs to the filling thread.
    return state() == ListingState::Running ? std::nullopt : lookup(id, std::nullopt);
}

std::optional<QueueSnapshot::Row> QueueSnapshot::lookup(
    const QueueId &id, std::optional<qint64> arrival) const
{
    size_t slot = qHash(id) & (m_index.size() - 1);
    std::optional<Row> newest;
    while (const Row entry = m_index[slot]) {
        const Message &message = m_messages[entry - 1];
        if (*message.id == id && (!arrival || message.arrival == *arrival)) {
            if (arrival)
                return entry - 1;
            if (!newest || message.arrival > m_messages[*newest].arrival)
                newest = entry - 1;
        }
        slot = (slot + 1) & (m_index.size() - 1);
    }
    return newest;
}

void QueueSnapshot::indexRow(Row row)
{
    const auto put = [](std::vector<Row> &index, size_t hash, Row entry) {
        size_t slot = hash & (index.size() - 1);
        while (index[slot])
            slot = (slot + 1) & (index.size() - 1);
        index[slot] = entry;
    };
    if (m_messages.size() * 3 > m_index.size() * 2) {
        std::vector<Row> larger(m_index.size() * 2);
        for (Row i = 0; i < row; ++i)
            put(larger, qHash(*m_messages[i].id), i + 1);
        m_index = std::move(larger);
    }
    put(m_index, qHash(*m_messages[row].id), row + 1);
}

size_t QueueSnapshot::residentBytes() const
{
    return sizeof(*this) + m_messages.size() * sizeof(Message)
        + m_recipients.size() * sizeof(Recipient) + m_index.size() * sizeof(Row)
        + m_strings.residentBytes();
}

}
