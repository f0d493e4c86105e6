// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/queuesnapshot.h"
#include "core/queue/reasonknowledge.h"

#include <QHash>

#include <optional>
#include <vector>

namespace spoolscope {

/// What messages can be counted by; named like the fields of the filter language.
enum class GroupKey : quint8 {
    Sender,
    FromDomain,
    Domain,
    Reason,
    Cause,
    Cluster,
    Dsn,
    Queue,
    Server
};

QString toString(GroupKey key); ///< "from-domain"
std::optional<GroupKey> parseGroupKey(QStringView name);
QStringList groupKeyNames();

struct QueueGroup
{
    QByteArray value = {}; ///< domains in lower case; empty: null sender, no domain, reason or code
    qint64 messages = 0;
    qint64 bytes = 0;
    qint64 oldestArrival = 0; ///< seconds since 1970, server clock
};

/// Counts messages of any number of snapshots by one key. Where the key is of recipients (domain,
/// reason, cause, cluster, dsn) a message counts once for each value it has, and for the empty one
/// if it has no recipients; so the counts may add up to more than there are messages. One thread.
class QueueGroups final
{
public:
    explicit QueueGroups(GroupKey key);

    /// Adds the rows of one snapshot; each distinct text is looked at once.
    class Adder final
    {
    public:
        Adder(QueueGroups &groups, const QueueSnapshot &snapshot, const QString &server);
        void add(QueueSnapshot::Row row); ///< a published row, once

    private:
        size_t groupOf(StringPool::Id id);
        void count(size_t group, QueueSnapshot::Row row);

        QueueGroups &m_groups;
        const QueueSnapshot &m_snapshot;
        QByteArray m_server;
        std::vector<quint32> m_known; ///< by string number: group + 1, 0 = not looked at yet
    };

    GroupKey key() const { return m_key; }
    /// Most messages first, then most bytes, then by value.
    std::vector<QueueGroup> sorted() const;

private:
    size_t groupNamed(const QByteArray &value);
    QByteArray valueOf(QByteArrayView text) const; ///< of a sender, address or reason

    GroupKey m_key;
    std::optional<ReasonKnowledge> m_knowledge; ///< for causes only
    std::vector<QueueGroup> m_groups;
    std::vector<qint64> m_lastMessage; ///< by group: the last message that was counted for it
    qint64 m_message = 0;
    QHash<QByteArray, size_t> m_byValue;
};

}
