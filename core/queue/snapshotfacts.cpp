// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/snapshotfacts.h"

#include <QHash>

#include <algorithm>

namespace spoolscope {

namespace {

constexpr SnapshotFacts::Row rowsBetweenLooks = 4096; // at the stop token

}

class SnapshotFacts::Maker final
{
public:
    Maker() { m_facts->m_texts = {QByteArray(), QByteArray()}; }

    void add(const MessageFacts &known)
    {
        RowFacts row;
        if (known.isOriginKnown)
            row = {valueOf(known.client), valueOf(known.clientAddress), valueOf(known.saslUser),
                unknown};
        if (known.isSubjectKnown)
            row.subject = valueOf(known.subject);
        m_facts->m_hasClient = m_facts->m_hasClient || row.name > none || row.address > none;
        m_facts->m_hasUser = m_facts->m_hasUser || row.user > none;
        m_facts->m_hasSubject = m_facts->m_hasSubject || row.subject > none;
        m_isAnyKnown = m_isAnyKnown || known.isOriginKnown || known.isSubjectKnown;
        m_facts->m_rows.push_back(row);
    }

    std::shared_ptr<const SnapshotFacts> take()
    {
        if (!m_isAnyKnown)
            return nullptr;
        m_facts->m_rows.shrink_to_fit();
        return std::move(m_facts);
    }

private:
    Value valueOf(QByteArray text)
    {
        if (text.contains('\0')) [[unlikely]] // of Postfix's own there are none
            text.replace('\0', '?');
        if (text.isEmpty())
            return none;
        if (const auto known = m_exact.constFind(text); known != m_exact.cend())
            return *known;
        Value &value = m_folded[text.toLower()];
        if (value == unknown) {
            value = Value(m_facts->m_texts.size());
            m_facts->m_texts.append(text);
        }
        m_exact.insert(text, value);
        return value;
    }

    std::shared_ptr<SnapshotFacts> m_facts{new SnapshotFacts};
    QHash<QByteArray, Value> m_exact, m_folded;
    bool m_isAnyKnown = false;
};

std::optional<std::shared_ptr<const SnapshotFacts>> SnapshotFacts::make(
    const QueueSnapshot &snapshot, const FactsLookup &lookup, const SnapshotFacts *before,
    const std::stop_token &stop)
{
    Maker maker;
    const auto end = Row(snapshot.rowCount());
    for (Row row = 0; row < end; ++row) {
        if (row % rowsBetweenLooks == 0 && stop.stop_requested())
            return std::nullopt;
        MessageFacts known
            = lookup(snapshot.id(row), snapshot.arrival(row)).value_or(MessageFacts());
        if (before && !(known.isOriginKnown && known.isSubjectKnown)) {
            const MessageFacts earlier = before->facts(row);
            if (!known.isOriginKnown) {
                known.isOriginKnown = earlier.isOriginKnown;
                known.client = earlier.client;
                known.clientAddress = earlier.clientAddress;
                known.saslUser = earlier.saslUser;
            }
            if (!known.isSubjectKnown) {
                known.isSubjectKnown = earlier.isSubjectKnown;
                known.subject = earlier.subject;
            }
        }
        maker.add(known);
    }
    return maker.take();
}

MessageFacts SnapshotFacts::facts(Row row) const
{
    if (row >= m_rows.size())
        return {};
    const RowFacts &known = m_rows[row];
    return {.isOriginKnown = known.name != unknown,
        .client = m_texts[known.name],
        .clientAddress = m_texts[known.address],
        .saslUser = m_texts[known.user],
        .isSubjectKnown = known.subject != unknown,
        .subject = m_texts[known.subject]};
}

bool SnapshotFacts::has(GroupKey key) const
{
    switch (key) {
    case GroupKey::Client:
        return m_hasClient;
    case GroupKey::User:
        return m_hasUser;
    default:
        return key == GroupKey::Subject && m_hasSubject;
    }
}

size_t SnapshotFacts::residentBytes() const
{
    size_t bytes = sizeof(*this) + m_rows.capacity() * sizeof(RowFacts);
    for (const QByteArray &text : m_texts)
        bytes += sizeof(QByteArray) + size_t(text.size());
    return bytes;
}

QByteArray unknownValue()
{
    return QByteArray(1, '\0');
}

}
