// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/messagefacts.h"
#include "core/queue/groupkey.h"
#include "core/queue/queuesnapshot.h"

#include <QByteArrayList>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace spoolscope {

/// What is known of a message, if anything is. Any thread.
using FactsLookup = std::function<std::optional<MessageFacts>(const QueueId &, qint64 arrival)>;

/// What is known of where the messages of one snapshot came from, by row: 16 bytes for each, and
/// the distinct texts. Immutable; any thread. Where nothing is known there is no object at all, so
/// that a fleet without logs pays nothing.
class SnapshotFacts final
{
public:
    using Row = QueueSnapshot::Row;
    /// Number of a text. Texts that differ in the case of ASCII letters only are one, spelled as
    /// the first of them, as in the filter language.
    using Value = quint32;
    static constexpr Value unknown = 0;
    static constexpr Value none = 1; ///< known to be empty: no client, no login, no subject

    /// Looks up the rows published by now. What was known `before` of the same snapshot stays
    /// known: a log forgets what has left the queue. Null: nothing is known. Nothing when stopped.
    static std::optional<std::shared_ptr<const SnapshotFacts>> make(const QueueSnapshot &snapshot,
        const FactsLookup &lookup, const SnapshotFacts *before = nullptr,
        const std::stop_token &stop = {});

    /// By GroupKey::Client (the address; the name where there is none), User or Subject; `unknown`
    /// also for rows that came later.
    Value value(GroupKey key, Row row) const
    {
        if (row >= m_rows.size())
            return unknown;
        const RowFacts &facts = m_rows[row];
        switch (key) {
        case GroupKey::Client:
            return facts.address > none ? facts.address : facts.name;
        case GroupKey::User:
            return facts.user;
        default:
            return facts.subject;
        }
    }
    Value clientName(Row row) const { return row < m_rows.size() ? m_rows[row].name : unknown; }
    Value clientAddress(Row row) const
    {
        return row < m_rows.size() ? m_rows[row].address : unknown;
    }
    MessageFacts facts(Row row) const;

    QByteArrayView text(Value value) const { return m_texts[value]; } ///< of `unknown`: empty
    Value valueCount() const { return Value(m_texts.size()); }
    /// Whether any row has a value of the key that is not empty.
    bool has(GroupKey key) const;
    size_t residentBytes() const;

    friend bool operator==(const SnapshotFacts &a, const SnapshotFacts &b)
    {
        return a.m_rows == b.m_rows && a.m_texts == b.m_texts;
    }

private:
    class Maker;
    struct RowFacts
    {
        Value name = unknown, address = unknown, user = unknown, subject = unknown;

        bool operator==(const RowFacts &) const = default;
    };
    SnapshotFacts() = default;

    std::vector<RowFacts> m_rows;
    QByteArrayList m_texts;
    bool m_hasClient = false, m_hasUser = false, m_hasSubject = false;
};

/// What a group of messages is called of which the key's value is not known. No text of a message:
/// those have no NUL.
QByteArray unknownValue();

}
