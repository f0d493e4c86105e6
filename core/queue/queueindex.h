// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/groupkey.h"
#include "core/queue/knowledge.h"
#include "core/queue/queuesnapshot.h"

#include <mutex>
#include <stop_token>

namespace spoolscope {

/// What the texts of one snapshot mean, by number: domains of addresses, providers, and the cause,
/// cluster and status code of reasons. Worked out once for each row, so that counting a million
/// messages again is a walk over columns. It grows behind the snapshot while that is filled.
class QueueIndex final
{
public:
    using Row = QueueSnapshot::Row;
    using Value = StringPool::Id; ///< number of a distinct value; 0 is the empty one

    explicit QueueIndex(const QueueSnapshot &snapshot); ///< which must outlive it
    ~QueueIndex();

    /// Works out the rows published by now, unless stopped. Any thread; one works, others wait.
    void extend(const std::stop_token &stop = {});
    /// Rows that are worked out; of them all that follows may be asked by any thread.
    Row rowCount() const { return m_rows.load(std::memory_order_acquire); }
    size_t valueCount() const { return m_valueCount.load(std::memory_order_acquire); }
    size_t residentBytes() const;

    QByteArrayView text(Value value) const { return m_values.text(value); }
    void prefetch(Value value) const { m_values.prefetch(value); }
    /// Texts that differ in the case of ASCII letters only are one, spelled as the first of them:
    /// the filter language does not tell them apart.
    Value sender(Row row) const { return m_senders[row]; }
    Value fromDomain(Row row) const { return m_domainOfSender[m_senders[row]]; }

    /// Of one recipient, for the keys that are of recipients but Reason, which is the listing's
    /// own text. `recipient`: QueueSnapshot::firstRecipient() and following.
    template <GroupKey key> Value ofRecipient(size_t recipient) const
    {
        const Recipient &facts = m_recipients[recipient];
        if constexpr (key == GroupKey::Domain)
            return facts.domain;
        const ReasonClass &reason = m_classes[facts.reasonClass];
        if constexpr (key == GroupKey::Provider)
            return reason.provider ? reason.provider : m_providerOfDomain[facts.domain];
        else if constexpr (key == GroupKey::Cause)
            return reason.cause;
        else if constexpr (key == GroupKey::Cluster)
            return reason.cluster;
        else
            return reason.dsn;
    }

    /// Asks the processor to have the recipient at hand soon.
    void prefetchRecipient(size_t recipient) const { __builtin_prefetch(&m_recipients[recipient]); }

private:
    Q_DISABLE_COPY_MOVE(QueueIndex)
    struct Recipient
    {
        Value domain = 0;
        quint32 reasonClass = 0;
    };
    struct ReasonClass ///< reasons of which the same is known
    {
        Value cluster = 0;
        Value cause = 0;
        Value dsn = 0;
        Value provider = 0; ///< of the host that it names; 0: unknown
    };
    void addRow(Row row);
    Value valueOf(QByteArrayView text);
    Value domainNamed(QByteArrayView domain); ///< as domainNameOf()
    Value spelledValueOf(QByteArrayView text);
    Value senderOf(StringPool::Id sender);
    Value domainOf(StringPool::Id address);
    quint32 classOf(StringPool::Id reason);
    quint32 classOf(QByteArrayView reason);

    const QueueSnapshot &m_snapshot;
    const Knowledge &m_knowledge = knowledge();
    std::mutex m_extending;
    StringPool m_values;
    SegmentedVector<Value> m_senders; ///< by row
    SegmentedVector<Value> m_domainOfSender; ///< by value
    SegmentedVector<Value> m_providerOfDomain; ///< by value
    SegmentedVector<Recipient> m_recipients; ///< in the snapshot's order
    SegmentedVector<ReasonClass> m_classes;
    std::atomic<Row> m_rows = 0;
    std::atomic<size_t> m_valueCount = 1;

    // Of the thread that extends: what was found for a string of the snapshot, by its number,
    // and 1.
    std::vector<quint32> m_knownSenders;
    std::vector<quint32> m_knownDomains;
    std::vector<quint32> m_knownClasses;
    StringPool m_classNames; ///< number = number of the class
    StringPool m_folded; ///< in lower case, and by number the value:
    std::vector<Value> m_valueOfFolded{0};
};

}
