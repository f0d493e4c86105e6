// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queueindex.h"

#include "core/postfix/addressdomain.h"
#include "core/postfix/dsnstatus.h"
#include "core/queue/bytesearch.h"
#include "core/queue/reasontemplate.h"

#include <QVarLengthArray>

#include <algorithm>

namespace spoolscope {

namespace {

constexpr QueueIndex::Row rowsBetweenLooks = 256; // at the stop token

/// Appends what is missing up to `number`, so that there is an element for it.
template <typename Vector> void reach(Vector &vector, size_t number)
{
    while (vector.size() <= number)
        vector.append({});
}

using Folded = QVarLengthArray<char, 256>;

Folded fold(QByteArrayView text)
{
    Folded folded(text.size());
    std::ranges::transform(text, folded.begin(), asciiLower);
    return folded;
}

quint32 &slotOf(std::vector<quint32> &known, StringPool::Id id)
{
    if (id >= known.size())
        known.resize(std::max<size_t>(id + 1, known.size() * 2));
    return known[id];
}

}

QueueIndex::QueueIndex(const QueueSnapshot &snapshot) : m_snapshot(snapshot)
{
    // Number 0 is of the empty text everywhere.
    m_domainOfSender.append(0);
    m_providerOfDomain.append(valueOf(ProviderKnowledge::otherProvider));
    m_classes.append({});
}

QueueIndex::~QueueIndex() = default;

void QueueIndex::extend(const std::stop_token &stop)
{
    const std::lock_guard lock(m_extending);
    // In this order: an ended snapshot has all its rows published.
    const bool isWhole = m_snapshot.state() != ListingState::Running;
    const auto end = Row(m_snapshot.rowCount());
    Row row = rowCount();
    while (row < end && !stop.stop_requested()) {
        const Row pause = std::min(end, row + rowsBetweenLooks);
        for (; row < pause; ++row)
            addRow(row);
    }
    m_valueCount.store(m_values.size(), std::memory_order_release);
    m_rows.store(row, std::memory_order_release);
    if (isWhole && row == end) {
        m_knownSenders = {};
        m_knownDomains = {};
        m_knownClasses = {};
    }
}

void QueueIndex::addRow(Row row)
{
    m_senders.append(senderOf(m_snapshot.senderId(row)));
    const quint32 count = m_snapshot.recipientCount(row);
    for (quint32 i = 0; i < count; ++i) {
        const auto recipient = m_snapshot.recipient(row, i);
        m_recipients.append({domainOf(recipient.address), classOf(recipient.reason)});
    }
}

QueueIndex::Value QueueIndex::valueOf(QByteArrayView text)
{
    // A hostile queue of nothing but distinct values: what has no room has none.
    return m_values.isFull(1, size_t(text.size())) ? 0 : m_values.intern(text);
}

QueueIndex::Value QueueIndex::domainNamed(QByteArrayView domain)
{
    if (hasOddDots(domain)) [[unlikely]]
        return valueOf(withoutOddDots(domain.toByteArray().toLower()));
    const Folded folded = fold(domain);
    return valueOf({folded.constData(), folded.size()});
}

QueueIndex::Value QueueIndex::spelledValueOf(QByteArrayView text)
{
    const Folded folded = fold(text);
    if (m_folded.isFull(1, size_t(text.size())))
        return 0;
    const StringPool::Id number = m_folded.intern({folded.constData(), folded.size()});
    if (number == m_valueOfFolded.size())
        m_valueOfFolded.push_back(valueOf(text));
    return m_valueOfFolded[number];
}

QueueIndex::Value QueueIndex::senderOf(StringPool::Id sender)
{
    quint32 &known = slotOf(m_knownSenders, sender);
    if (known == 0) {
        const QByteArrayView text = m_snapshot.text(sender);
        const Value value = spelledValueOf(text);
        known = value + 1;
        const Value domain = domainNamed(spoolscope::domainOf(text));
        reach(m_domainOfSender, value);
        m_domainOfSender[value] = domain;
    }
    return known - 1;
}

QueueIndex::Value QueueIndex::domainOf(StringPool::Id address)
{
    quint32 &known = slotOf(m_knownDomains, address);
    if (known == 0) {
        const Value value = domainNamed(spoolscope::domainOf(m_snapshot.text(address)));
        known = value + 1;
        if (value >= m_providerOfDomain.size() || m_providerOfDomain[value] == 0) {
            const Value provider = valueOf(m_knowledge.providers.providerOfDomain(text(value)));
            reach(m_providerOfDomain, value);
            m_providerOfDomain[value] = provider;
        }
    }
    return known - 1;
}

quint32 QueueIndex::classOf(StringPool::Id reason)
{
    if (reason == 0)
        return 0;
    quint32 &known = slotOf(m_knownClasses, reason);
    if (known == 0)
        known = classOf(m_snapshot.text(reason)) + 1;
    return known - 1;
}

quint32 QueueIndex::classOf(QByteArrayView reason)
{
    const QByteArray cluster = reasonTemplate(reason);
    const QByteArrayView dsn = dsnStatusIn(reason);
    const QByteArrayView provider = m_knowledge.providers.providerOfReason(reason);
    const QByteArray name = dsn.toByteArray().append(' ').append(provider).append(' ') + cluster;
    if (m_classNames.isFull(1, size_t(name.size())))
        return 0;
    const quint32 number = m_classNames.intern(name);
    if (number < m_classes.size())
        return number;
    const ReasonCause *cause = m_knowledge.reasons.causeOf(cluster, dsn);
    m_classes.append({.cluster = spelledValueOf(cluster),
        .cause = cause ? valueOf(cause->id.toUtf8()) : valueOf(ReasonKnowledge::otherCause),
        .dsn = valueOf(dsn),
        .provider = valueOf(provider)});
    return number;
}

size_t QueueIndex::residentBytes() const
{
    return sizeof(*this) + m_values.residentBytes() + m_classNames.residentBytes()
        + m_folded.residentBytes() + m_valueOfFolded.size() * sizeof(Value)
        + (m_senders.size() + m_domainOfSender.size() + m_providerOfDomain.size()) * sizeof(Value)
        + m_recipients.size() * sizeof(Recipient) + m_classes.size() * sizeof(ReasonClass)
        + (m_knownSenders.size() + m_knownDomains.size() + m_knownClasses.size()) * sizeof(quint32);
}

}
