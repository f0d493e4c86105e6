// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queuegroups.h"

#include "core/postfix/addressdomain.h"
#include "core/postfix/dsnstatus.h"
#include "core/queue/reasontemplate.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <tuple>

namespace spoolscope {

namespace {

constexpr std::array<QStringView, 9> names{u"sender", u"from-domain", u"domain", u"reason",
    u"cause", u"cluster", u"dsn", u"queue", u"server"};

}

QString toString(GroupKey key)
{
    return names[size_t(key)].toString();
}

std::optional<GroupKey> parseGroupKey(QStringView name)
{
    const auto match = std::ranges::find(names, name);
    return match == names.end() ? std::nullopt : std::optional(GroupKey(match - names.begin()));
}

QStringList groupKeyNames()
{
    QStringList list;
    for (const QStringView name : names)
        list.append(name.toString());
    return list;
}

QueueGroups::QueueGroups(GroupKey key) : m_key(key)
{
    if (key == GroupKey::Cause)
        m_knowledge = ReasonKnowledge::builtIn();
}

QueueGroups::Adder::Adder(QueueGroups &groups, const QueueSnapshot &snapshot, const QString &server)
    : m_groups(groups), m_snapshot(snapshot), m_server(server.toUtf8())
{
}

void QueueGroups::Adder::add(QueueSnapshot::Row row)
{
    ++m_groups.m_message;
    switch (m_groups.m_key) {
    case GroupKey::Queue:
        return count(m_groups.groupNamed(toBytes(m_snapshot.queue(row)).toByteArray()), row);
    case GroupKey::Server:
        return count(m_groups.groupNamed(m_server), row);
    case GroupKey::Sender:
    case GroupKey::FromDomain:
        return count(groupOf(m_snapshot.senderId(row)), row);
    case GroupKey::Domain:
    case GroupKey::Reason:
    case GroupKey::Cause:
    case GroupKey::Cluster:
    case GroupKey::Dsn:
        break;
    }
    const quint32 recipients = m_snapshot.recipientCount(row);
    for (quint32 i = 0; i < recipients; ++i) {
        const auto recipient = m_snapshot.recipient(row, i);
        count(groupOf(m_groups.m_key == GroupKey::Domain ? recipient.address : recipient.reason),
            row);
    }
    if (recipients == 0)
        count(m_groups.groupNamed({}), row);
}

size_t QueueGroups::Adder::groupOf(StringPool::Id id)
{
    if (id >= m_known.size())
        m_known.resize(std::max<size_t>(id + 1, m_known.size() * 2));
    quint32 &known = m_known[id];
    if (known == 0)
        known = quint32(m_groups.groupNamed(m_groups.valueOf(m_snapshot.text(id)))) + 1;
    return known - 1;
}

QByteArray QueueGroups::valueOf(QByteArrayView text) const
{
    switch (m_key) {
    case GroupKey::FromDomain:
    case GroupKey::Domain:
        return domainOf(text).toByteArray().toLower();
    case GroupKey::Dsn:
        return dsnStatusIn(text).toByteArray();
    case GroupKey::Cluster:
        return reasonTemplate(text);
    case GroupKey::Cause:
        return m_knowledge->causeIdOf(text);
    default:
        return text.toByteArray();
    }
}

void QueueGroups::Adder::count(size_t index, QueueSnapshot::Row row)
{
    if (m_groups.m_lastMessage[index] == m_groups.m_message)
        return; // two recipients of one message
    m_groups.m_lastMessage[index] = m_groups.m_message;
    QueueGroup &group = m_groups.m_groups[index];
    const qint64 arrival = m_snapshot.arrival(row);
    group.oldestArrival = group.messages == 0 ? arrival : std::min(group.oldestArrival, arrival);
    ++group.messages;
    if (qAddOverflow(group.bytes, m_snapshot.size(row), &group.bytes))
        group.bytes = std::numeric_limits<qint64>::max(); // a server may claim any size
}

size_t QueueGroups::groupNamed(const QByteArray &value)
{
    const auto known = m_byValue.constFind(value);
    if (known != m_byValue.cend())
        return *known;
    m_byValue.insert(value, m_groups.size());
    m_groups.push_back({.value = value});
    m_lastMessage.push_back(0);
    return m_groups.size() - 1;
}

std::vector<QueueGroup> QueueGroups::sorted() const
{
    std::vector<QueueGroup> groups;
    std::ranges::copy_if(m_groups, std::back_inserter(groups),
        [](const QueueGroup &group) { return group.messages > 0; });
    std::ranges::sort(groups, [](const QueueGroup &a, const QueueGroup &b) {
        return std::tie(b.messages, b.bytes, a.value) < std::tie(a.messages, a.bytes, b.value);
    });
    return groups;
}

}
