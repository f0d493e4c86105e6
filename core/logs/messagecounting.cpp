// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/messagecounting.h"

#include <cstring>

namespace spoolscope {

namespace {

constexpr QByteArrayView nullSender("from=<>"); // pflogsumm's name for it

bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/// pflogsumm's: what is behind the first @; all of it where there is none.
QByteArrayView hostPart(QByteArrayView address)
{
    const qsizetype at = address.indexOf('@');
    return at < 1 ? address : address.sliced(at + 1);
}

/// Whether pflogsumm takes the last labels for a top-level domain: three letters, "example.xx" or
/// "example.xxx" of two or three before two.
qsizetype topLevelStart(QByteArrayView name)
{
    const qsizetype last = name.lastIndexOf('.');
    if (last < 0)
        return -1;
    const qsizetype size = name.size() - last - 1;
    if (size == 3)
        return last + 1;
    const qsizetype before = last < 1 ? -1 : name.lastIndexOf('.', last - 1);
    const qsizetype sizeBefore = last - before - 1;
    return size == 2 && before >= 0 && (sizeBefore == 2 || sizeBefore == 3) ? before + 1 : -1;
}

std::array<quint64, 4> partsOf(QByteArrayView delays)
{
    std::array<quint64, 4> parts = {};
    for (quint64 &part : parts) {
        const qsizetype end = delays.indexOf('/');
        part = millisecondsIn(end < 0 ? delays : delays.first(end));
        delays = end < 0 ? QByteArrayView() : delays.sliced(end + 1);
    }
    return parts;
}

/// What is in a list was counted when it came in.
void countFirst(DistinctCount &distinct, const TopSketch::Values &values, quint64 hash)
{
    if (values.count == 0)
        distinct.add(hash);
}

void countClass(QByteArrayView dsn, TrafficPlace &place)
{
    if (dsn.startsWith('2'))
        place.add(TrafficCount::Dsn2);
    else if (dsn.startsWith('4'))
        place.add(TrafficCount::Dsn4);
    else if (dsn.startsWith('5'))
        place.add(TrafficCount::Dsn5);
}

}

QByteArrayView sendingHost(QByteArrayView name, QByteArrayView address)
{
    if (name.isEmpty() || name == "unknown")
        return address;
    const qsizetype top = topLevelStart(name);
    if (top < 2)
        return name;
    const qsizetype dot = name.lastIndexOf('.', top - 2);
    return dot < 0 ? name : name.sliced(dot + 1);
}

QByteArrayView MessageCounting::counted(QByteArrayView address)
{
    address = address.first(std::min(address.size(), TopSketch::longestText));
    const qsizetype at = address.indexOf('@');
    if (at < 0 || std::none_of(address.begin() + at, address.end(), isUpper))
        return address;
    std::memcpy(m_address.data(), address.data(), size_t(address.size()));
    for (qsizetype i = at; i < address.size(); ++i) {
        char &c = m_address[size_t(i)];
        if (isUpper(c))
            c += 'a' - 'A';
    }
    return {m_address.data(), address.size()};
}

void MessageCounting::arrived(const LogEvent &event, TrafficPlace &place, bool byPickup)
{
    place.add(TrafficCount::Received);
    const quint64 key = TopSketch::hashOf(event.queueId);
    MessageTable::Message &message = m_messages.at(key);
    message.size = 0; // the ID may have been another message's
    message.flags = MessageTable::Arrived | (byPickup ? MessageTable::ByPickup : 0);
    Arrival &arrival = arrivalOf(key);
    const QByteArrayView host = byPickup
        ? QByteArrayView()
        : sendingHost(event.value(LogField::Client), event.value(LogField::ClientAddress));
    arrival.key = key;
    arrival.size = quint8(std::min<size_t>(arrival.host.size(), size_t(host.size())));
    std::memcpy(arrival.host.data(), host.data(), arrival.size);
}

void MessageCounting::client(const LogEvent &event, TrafficPlace &place)
{
    if (event.queueId.isEmpty())
        return; // before a proxy filter: it comes again with an ID
    arrived(event, place, false);
    const QByteArrayView client = clientOf(event);
    ++place.top(TopList::Clients, client).count;
    if (!event.has(LogField::SaslMethod) && !event.has(LogField::SaslUser))
        return;
    place.add(TrafficCount::Authenticated);
    ++place.top(TopList::SaslUsers, event.value(LogField::SaslUser)).count;
    ++place.top(TopList::SaslMethods, event.value(LogField::SaslMethod)).count;
    ++place.top(TopList::SaslClients, client).second;
}

void MessageCounting::pickup(const LogEvent &event, TrafficPlace &place)
{
    place.add(TrafficCount::PickedUp);
    arrived(event, place, true);
}

void MessageCounting::queued(const LogEvent &event, TrafficPlace &place)
{
    const quint64 key = TopSketch::hashOf(event.queueId);
    MessageTable::Message &message = m_messages.at(key);
    if (message.has(MessageTable::Sized))
        return; // it was put off, and qmgr(8) takes it up again
    const quint64 size = quint64(std::max<qint64>(0, event.value(LogField::Size).toLongLong()));
    message.size = size & ((quint64(1) << 56) - 1);
    message.set(MessageTable::Sized);
    if (!message.has(MessageTable::Arrived))
        return;
    message.clear(MessageTable::Arrived);
    countSender(event.value(LogField::From), key, message.has(MessageTable::ByPickup), size, place);
}

void MessageCounting::countSender(
    QByteArrayView from, quint64 key, bool byPickup, quint64 size, TrafficPlace &place)
{
    place.slot.bytesReceived += size;
    const QByteArrayView address = from.isEmpty() ? nullSender : counted(from);
    const quint64 hash = TopSketch::hashOf(address);
    TopSketch::Values &sender = place.counts.top(TopList::Senders).at(address, hash);
    countFirst(place.counts.senders, sender, hash);
    ++sender.count;
    sender.bytes += size;
    const Arrival &arrival = arrivalOf(key);
    QByteArrayView host = hostPart(address);
    if (host.size() == address.size() && !byPickup && arrival.key == key)
        host = {arrival.host.data(), qsizetype(arrival.size)};
    const quint64 hostHash = TopSketch::hashOf(host);
    TopSketch::Values &sending = place.counts.top(TopList::SendingHosts).at(host, hostHash);
    countFirst(place.counts.sendingHosts, sending, hostHash);
    ++sending.count;
    sending.bytes += size;
}

void MessageCounting::delivery(const LogEvent &event, TrafficPlace &place)
{
    const QByteArrayView status = event.value(LogField::Status);
    const quint64 delay = millisecondsIn(event.value(LogField::Delay));
    if (status == "sent")
        sent(event, delay, place);
    else if (status == "deferred")
        deferred(event, delay, place);
    else if (status == "bounced")
        bounced(event, place);
    else if (status == "deliverable" || status == "undeliverable")
        return place.add(TrafficCount::Probed);
    countClass(event.value(LogField::Dsn), place);
}

void MessageCounting::sent(const LogEvent &event, quint64 delay, TrafficPlace &place)
{
    if (event.line.daemon == LogDaemon::Local
        && event.value(LogField::Text).indexOf(QByteArrayView("forwarded as ")) >= 0)
        return place.add(TrafficCount::Forwarded);
    place.add(TrafficCount::Sent);
    const quint64 key = TopSketch::hashOf(event.queueId);
    m_messages.prefetch(key);
    const QByteArrayView address = counted(event.value(LogField::To));
    const std::array texts{address, hostPart(address), event.value(LogField::Relay)};
    const std::array lists{&place.counts.top(TopList::Recipients),
        &place.counts.top(TopList::RecipientDomains), &place.counts.top(TopList::Relays)};
    std::array<quint64, 3> hashes;
    for (size_t i = 0; i < lists.size(); ++i) {
        hashes[i] = TopSketch::hashOf(texts[i]);
        lists[i]->prefetch(hashes[i]);
    }
    const quint64 size = m_messages.at(key).size;
    place.slot.bytesSent += size;
    for (size_t i = 0; i < lists.size(); ++i)
        lists[i]->prefetchValues(hashes[i]);
    std::array<TopSketch::Values *, 3> values;
    for (size_t i = 0; i < lists.size(); ++i)
        values[i] = &lists[i]->at(texts[i], hashes[i]);
    countFirst(place.counts.recipients, *values[0], hashes[0]);
    countFirst(place.counts.recipientDomains, *values[1], hashes[1]);
    for (TopSketch::Values *value : values) {
        ++value->count;
        value->bytes += size;
        value->delay += delay;
        value->longest = std::max(value->longest, delay);
    }
    countDelays(event, delay, place);
}

void MessageCounting::countDelays(const LogEvent &event, quint64 delay, TrafficPlace &place)
{
    const auto add = [&place](size_t part, quint64 milliseconds) {
        place.slot.delays[part].add(milliseconds);
        place.counts.delays[part].add(milliseconds);
    };
    add(size_t(DelayPart::Total), delay);
    if (!event.has(LogField::Delays))
        return;
    const std::array<quint64, 4> parts = partsOf(event.value(LogField::Delays));
    for (size_t i = 0; i < parts.size(); ++i)
        add(size_t(DelayPart::BeforeQueue) + i, parts[i]);
}

void MessageCounting::deferred(const LogEvent &event, quint64 delay, TrafficPlace &place)
{
    place.add(TrafficCount::Deferred);
    MessageTable::Message &message = m_messages.at(TopSketch::hashOf(event.queueId));
    if (!message.has(MessageTable::Deferred))
        place.add(TrafficCount::DeferredMessages);
    message.set(MessageTable::Deferred);
    TopSketch::Values &domain
        = place.top(TopList::RecipientDomains, hostPart(counted(event.value(LogField::To))));
    ++domain.second;
    domain.longest = std::max(domain.longest, delay);
    ++place.top(TopList::Relays, event.value(LogField::Relay)).second;
    const ReasonMemo::Reason &reason = m_reasons.of(event.value(LogField::Text));
    ++place.counts.top(TopList::DeferReasons).at(reason.text, reason.hash).count;
}

void MessageCounting::bounced(const LogEvent &event, TrafficPlace &place)
{
    place.add(TrafficCount::Bounced);
    ++place.top(TopList::Relays, event.value(LogField::Relay)).second;
    const ReasonMemo::Reason &reason = m_reasons.of(event.value(LogField::Text));
    ++place.counts.top(TopList::BounceReasons).at(reason.text, reason.hash).count;
}

}
