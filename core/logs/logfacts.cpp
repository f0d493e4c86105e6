// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logfacts.h"

#include "core/message/originfacts.h"

#include <algorithm>
#include <cstdlib>

namespace spoolscope {

namespace {

constexpr size_t mostInstances = 1024; ///< more than there are, unless lines are forged
constexpr qsizetype mostSources = 65'536;
// The queue has the time at which the message began to come in, the log that of a line soon after.
constexpr qint64 mostBetween = 600; ///< seconds

constexpr QByteArrayView subjectName = "subject:";

QByteArray subjectIn(QByteArrayView header)
{
    if (header.size() <= subjectName.size()
        || header.first(subjectName.size()).compare(subjectName, Qt::CaseInsensitive) != 0)
        return {};
    const QByteArrayView text = header.sliced(subjectName.size()).trimmed();
    return subjectText(text);
}

}

LogFacts::LogFacts(qsizetype most) : m_most(std::max<qsizetype>(most, 1))
{
}

std::optional<quint16> LogFacts::instanceOf(QByteArrayView name)
{
    const auto found = std::ranges::find(m_instances, name);
    if (found != m_instances.end())
        return quint16(found - m_instances.begin());
    if (m_instances.size() == mostInstances)
        return std::nullopt;
    m_instances.push_back(name.toByteArray());
    return quint16(m_instances.size() - 1);
}

std::shared_ptr<const LogFacts::Source> LogFacts::sourceOf(const LogEvent &event)
{
    const QByteArrayView client = event.value(LogField::Client);
    Source source{client == "unknown" ? QByteArray() : client.toByteArray(),
        event.value(LogField::ClientAddress).toByteArray(),
        event.value(LogField::SaslUser).toByteArray()};
    std::weak_ptr<const Source> &known = m_sources[source];
    if (auto shared = known.lock())
        return shared;
    auto made = std::make_shared<const Source>(std::move(source));
    known = made;
    if (m_sources.size() > mostSources)
        m_sources.removeIf([](const auto &entry) { return entry.value().expired(); });
    if (m_sources.size() > mostSources)
        m_sources.clear(); // what is shared stays so; new messages share anew
    return made;
}

void LogFacts::take(const LogEvent &event)
{
    switch (event.kind) {
    case LogEventKind::Client:
    case LogEventKind::Pickup:
    case LogEventKind::Removed:
    case LogEventKind::RejectWarning:
    case LogEventKind::OtherCheck:
    case LogEventKind::Hold:
        break;
    default:
        return; // nearly all lines
    }
    const auto id = QueueId::parse(event.queueId);
    if (!id)
        return;
    const std::scoped_lock lock(m_mutex);
    const auto instance = instanceOf(event.line.instance);
    if (!instance)
        return;
    const Key key{*instance, *id};
    if (event.kind == LogEventKind::Client || event.kind == LogEventKind::Pickup) {
        begin(key, event);
    } else if (event.kind == LogEventKind::Removed) {
        m_messages.remove(key);
    } else if (QByteArray subject = subjectIn(event.value(LogField::Header)); !subject.isEmpty()) {
        Message message = m_messages.value(key);
        if (!message.number)
            message.begin = message.firstBegin = event.line.time / 1'000'000;
        message.subject = std::move(subject);
        insert(key, std::move(message));
    }
}

void LogFacts::begin(const Key &key, const LogEvent &event)
{
    Message message;
    if (const auto original = QueueId::parse(event.value(LogField::OrigQueueId)))
        message = m_messages.value(Key{key.instance, *original});
    message.number = 0;
    message.begin = event.line.time / 1'000'000;
    message.firstBegin = message.firstBegin ? message.firstBegin : message.begin;
    if (event.kind == LogEventKind::Client) {
        if (!message.source)
            message.source = sourceOf(event);
        message.isSourceKnown = true;
    } else if (event.value(LogField::OrigQueueId).isEmpty()) {
        message.isSourceKnown = true; // else it was requeued, and came from anywhere
    }
    insert(key, std::move(message));
}

void LogFacts::insert(const Key &key, Message message)
{
    ++m_revision;
    if (!message.number) {
        message.number = ++m_made;
        m_order.emplace_back(key, message.number);
    }
    m_messages.insert(key, std::move(message));
    const auto isGone = [this](const std::pair<Key, quint64> &entry) {
        const auto found = m_messages.constFind(entry.first);
        return found == m_messages.constEnd() || found->number != entry.second;
    };
    while (m_messages.size() > m_most || (!m_order.empty() && isGone(m_order.front()))) {
        if (!isGone(m_order.front()))
            m_messages.remove(m_order.front().first);
        m_order.pop_front();
    }
    // One that stays long in front must not keep all that came and went behind it.
    if (m_order.size() > 2 * size_t(m_messages.size()) + 1024)
        std::erase_if(m_order, isGone);
}

std::optional<MessageFacts> LogFacts::find(
    QByteArrayView instance, const QueueId &id, qint64 arrival) const
{
    const std::scoped_lock lock(m_mutex);
    const auto name = std::ranges::find(m_instances, instance);
    if (name == m_instances.end())
        return std::nullopt;
    const auto found = m_messages.constFind(Key{quint16(name - m_instances.begin()), id});
    if (found == m_messages.constEnd())
        return std::nullopt;
    // A requeued message may keep the time at which it came first.
    const auto isNear
        = [arrival](qint64 begin) { return std::abs(begin - arrival) <= mostBetween; };
    if (!isNear(found->begin) && !isNear(found->firstBegin))
        return std::nullopt;
    MessageFacts facts;
    facts.isOriginKnown = found->isSourceKnown;
    if (found->source) {
        facts.client = found->source->client;
        facts.clientAddress = found->source->clientAddress;
        facts.saslUser = found->source->saslUser;
    }
    facts.isSubjectKnown = !found->subject.isEmpty();
    facts.subject = found->subject;
    return facts;
}

qsizetype LogFacts::size() const
{
    const std::scoped_lock lock(m_mutex);
    return m_messages.size();
}

quint64 LogFacts::revision() const
{
    const std::scoped_lock lock(m_mutex);
    return m_revision;
}

}
