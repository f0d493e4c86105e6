// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/traceindex.h"

#include "core/logs/foreignmention.h"
#include "core/logs/tracefields.h"

#include <algorithm>
#include <chrono>

namespace spoolscope {

namespace {

using namespace std::chrono_literals;

constexpr qint64 microseconds(std::chrono::microseconds time)
{
    return time.count();
}

// Lines of several processes may be a little out of order.
constexpr qint64 disorder = microseconds(2s);
// A delivery that was under way when its message was deleted is told of when it ends.
constexpr qint64 afterword = microseconds(1h);
// From the first line of a notification to the line that says what it is about.
constexpr qint64 untilNotified = microseconds(1min);

constexpr size_t mostOrigins = 1024; ///< more hosts and instances than a file has, unless forged
constexpr qsizetype mostSessions = 65'536;
constexpr qsizetype mostForetelling = 4096; ///< sessions
constexpr size_t mostForetold = 8; ///< lines of each
constexpr size_t mostGaps = 256;
constexpr size_t mostOfOneMessageId = 1024; ///< looked at: a loop has as many

quint32 hashOf(const QueueId &id)
{
    return quint32(qHash(id));
}

/// Strangers choose Message-IDs, so the hash is one that they cannot foresee.
quint32 hashOf(QByteArrayView messageId)
{
    return quint32(qHash(messageId, QHashSeed::globalSeed()));
}

bool isRefusal(LogEventKind kind)
{
    return kind == LogEventKind::Reject || kind == LogEventKind::MilterReject
        || kind == LogEventKind::ProxyReject;
}

/// Whether the message, and not one of its recipients only, ends with that line.
bool endsWhole(const LogEvent &event)
{
    const LogEventKind kind = event.kind;
    if (!isRefusal(kind) && kind != LogEventKind::Discard && kind != LogEventKind::Trouble)
        return false; // of most lines the fields need no look
    const QByteArrayView phase = event.value(LogField::Phase);
    if (kind == LogEventKind::Discard)
        return event.line.daemon == LogDaemon::Cleanup || isOfWholeMessage(phase);
    return refusesMessage(kind, event.line.daemon, phase, event.value(LogField::Text));
}

quint64 sessionOf(quint16 origin, const LogEvent &event)
{
    return quint64(origin) << 32 | event.line.pid;
}

/// Whether its words are in the line only.
bool saysMore(const LogEvent &event)
{
    if (event.has(LogField::Text))
        return false;
    return event.kind == LogEventKind::Unparsed || event.kind == LogEventKind::Trouble
        || (event.kind == LogEventKind::Removed && event.line.daemon == LogDaemon::Cleanup);
}

}

TraceIndex::TraceIndex(QString name, size_t mostBytes)
    : m_name(std::move(name))
    , m_steps(mostBytes / 8 * 7)
    , m_refusals(mostBytes / 8)
    , m_origins{Origin()}
    , m_oldest(m_steps.oldest())
{
}

void TraceIndex::take(const LogEvent &event)
{
    const std::scoped_lock lock(m_mutex);
    if (event.line.time) {
        m_now = event.line.time;
        m_first = m_first ? m_first : m_now;
        m_last = std::max(m_last, m_now);
    }
    if (!m_gaps.empty() && m_gaps.back().second == 0)
        m_gaps.back().second = m_now;
    if (event.kind == LogEventKind::Foreign) {
        takeForeign(event);
    } else if (!event.queueId.isEmpty()) {
        if (const auto id = QueueId::parse(event.queueId))
            takeMessage(event, *id);
    } else if (isRefusal(event.kind)) {
        takeRefusal(event);
    } else {
        takeSession(event);
    }
    if (m_steps.oldest() != m_oldest)
        forget();
}

void TraceIndex::gap(const LogGap &)
{
    const std::scoped_lock lock(m_mutex);
    if (m_gaps.size() == mostGaps)
        m_gaps.erase(m_gaps.begin());
    m_gaps.emplace_back(m_last, 0);
}

quint16 TraceIndex::originOf(const LogEvent &event)
{
    const auto isIt = [&](const Origin &origin) {
        return origin.host == event.line.host && origin.instance == event.line.instance;
    };
    if (isIt(m_origins[m_lastOrigin]))
        return m_lastOrigin;
    const auto found = std::ranges::find_if(m_origins, isIt);
    if (found != m_origins.end())
        return m_lastOrigin = quint16(found - m_origins.begin());
    if (m_origins.size() == mostOrigins)
        return 0;
    m_origins.push_back({event.line.host.toByteArray(), event.line.instance.toByteArray()});
    return m_lastOrigin = quint16(m_origins.size() - 1);
}

void TraceIndex::takeForeign(const LogEvent &event)
{
    const ForeignMention mention = foreignMention(event.line.message);
    Entry entry = HashSlots::none;
    for (size_t i = 0; i < mention.queueIds.size() && entry == HashSlots::none; ++i)
        entry = newestOnHost(event.line.host, mention.queueIds[i]);
    if (entry == HashSlots::none && !mention.messageId.isEmpty())
        entry = newestWithMessageId(event.line.host, mention.messageId);
    if (entry == HashSlots::none
        || (m_messages[entry].has(IsEnded) && m_now - m_messages[entry].end > afterword))
        return;
    addStep(entry, event.kind, event,
        {{LogField::Process, event.line.program}, {LogField::Text, event.line.message}});
}

void TraceIndex::takeRefusal(const LogEvent &event)
{
    m_refusals.begin(event.kind, event.line.daemon, m_now, originOf(event), 0);
    event.forEachField([&](LogField field, QByteArrayView value) {
        if (tracefields::isKept(field))
            m_refusals.put(field, tracefields::kept(field, value));
    });
    m_refusals.end();
    ++m_revision;
}

/// smtpd does not say of which message it lost the client, but it has one at a time.
void TraceIndex::takeSession(const LogEvent &event)
{
    switch (event.kind) {
    case LogEventKind::LostConnection:
    case LogEventKind::Timeout:
    case LogEventKind::TooManyErrors:
    case LogEventKind::Disconnect:
        break;
    default:
        foretell(event);
        return;
    }
    const quint64 session = sessionOf(originOf(event), event);
    if (event.kind == LogEventKind::Disconnect)
        m_foretold.remove(session);
    const auto found = m_sessions.constFind(session);
    if (found == m_sessions.constEnd())
        return;
    const Message *message = withNumber(*found);
    if (event.kind == LogEventKind::Disconnect)
        m_sessions.erase(found);
    if (!message || message->has(IsQueued | IsRefused | IsEnded))
        return;
    const auto entry = Entry(message - m_messages.data());
    addStep(entry, event);
    if (event.kind != LogEventKind::Disconnect)
        m_messages[entry].flags |= IsRefused;
}

/// A check of the first recipient is told of before the message has a queue ID.
void TraceIndex::foretell(const LogEvent &event)
{
    switch (event.kind) {
    case LogEventKind::Hold:
    case LogEventKind::Discard:
    case LogEventKind::Redirect:
    case LogEventKind::Filter:
    case LogEventKind::OtherCheck:
    case LogEventKind::MilterOther:
    case LogEventKind::RejectWarning:
        break;
    default:
        return;
    }
    if (m_foretold.size() >= mostForetelling)
        m_foretold.clear();
    auto &told = m_foretold[sessionOf(originOf(event), event)];
    if (told.size() >= mostForetold)
        return;
    told.push_back({event.kind, m_now, {}});
    event.forEachField([&](LogField field, QByteArrayView value) {
        if (tracefields::isKept(field))
            told.back().fields.emplace_back(field, tracefields::kept(field, value).toByteArray());
    });
}

void TraceIndex::takeForetold(Entry entry, quint64 session)
{
    for (const Foretold &told : m_foretold.take(session)) {
        if (told.kind == LogEventKind::Discard)
            m_messages[entry].flags |= IsRefused;
        begin(entry, told.kind, LogDaemon::Smtpd, told.time);
        for (const auto &[field, value] : told.fields)
            m_steps.put(field, value);
        m_steps.end();
    }
}

void TraceIndex::takeClient(const LogEvent &event, Entry entry)
{
    const quint64 session = sessionOf(m_messages[entry].origin, event);
    m_messages[entry].flags |= HasBegin;
    if (m_sessions.size() >= mostSessions)
        m_sessions.clear();
    m_sessions.insert(session, m_messages[entry].number);
    takeForetold(entry, session);
    addStep(entry, event);
}

void TraceIndex::takeMessage(const LogEvent &event, const QueueId &id)
{
    const quint16 origin = originOf(event);
    Entry entry = newest(origin, id);
    if (entry == HashSlots::none || startsAnew(m_messages[entry], event))
        entry = make(origin, id);
    Message &message = m_messages[entry];
    switch (event.kind) {
    case LogEventKind::Client:
        takeClient(event, entry);
        return;
    case LogEventKind::Pickup:
        message.flags |= HasBegin | IsLocal;
        addStep(entry, event);
        if (const auto old = QueueId::parse(event.value(LogField::OrigQueueId)))
            joinRequeued(event, entry, newest(origin, *old));
        return;
    case LogEventKind::MessageId:
        takeMessageId(event, entry);
        return;
    case LogEventKind::Queued:
        if (message.has(IsQueued)) { // once more, for another attempt
            addStep(entry, event.kind, event, {});
            return;
        }
        message.flags |= IsQueued;
        break;
    case LogEventKind::Removed:
        message.flags |= IsEnded;
        break;
    case LogEventKind::Requeued:
        message.flags |= IsEnded | IsRequeued;
        break;
    case LogEventKind::Notification:
        takeNotification(event, entry);
        return;
    default:
        if (endsWhole(event))
            message.flags |= IsRefused;
        break;
    }
    addStep(entry, event);
}

bool TraceIndex::startsAnew(const Message &message, const LogEvent &event) const
{
    const qint64 since = m_now - message.end;
    switch (event.kind) {
    case LogEventKind::Client:
    case LogEventKind::Pickup:
        return message.has(HasBegin | IsQueued | IsRefused | IsEnded) || since > disorder;
    case LogEventKind::MessageId:
        return message.has(IsQueued | IsEnded)
            || (message.has(IsRefused) && (message.has(HasMessageId) || since > afterword));
    case LogEventKind::Queued:
        return message.has(IsEnded) || (message.has(IsRefused) && since > disorder);
    default:
        return message.has(IsEnded) && since > afterword;
    }
}

void TraceIndex::takeMessageId(const LogEvent &event, Entry entry)
{
    addStep(entry, event);
    const QByteArrayView messageId = tracefields::withoutBrackets(event.value(LogField::MessageId));
    if (messageId.isEmpty() || m_messages[entry].has(HasMessageId))
        return; // a second one is that of a message sent on by its reader (Resent-Message-ID)
    m_messages[entry].flags |= HasMessageId;
    m_messages[entry].messageId = m_messages[entry].last;
    if (m_messages[entry].has(IsLocal))
        findRequeued(event, entry, messageId);
    indexMessageId(entry, messageId);
}

/// postsuper -r puts the message where pickup finds it, which gives it another queue ID. Pickup
/// says which one it had, but not in every version; then the Message-ID tells.
void TraceIndex::findRequeued(const LogEvent &event, Entry entry, QByteArrayView messageId)
{
    Entry old = m_byMessageId.find(hashOf(messageId));
    for (size_t seen = 0; old != HashSlots::none && seen < mostOfOneMessageId; ++seen) {
        const Message &message = m_messages[old];
        if (message.origin == m_messages[entry].origin && messageIdOf(message) == messageId
            && joinRequeued(event, entry, old))
            return;
        old = message.olderOfMessageId;
    }
}

bool TraceIndex::joinRequeued(const LogEvent &event, Entry entry, Entry old)
{
    if (old == HashSlots::none || !m_messages[old].has(IsRequeued)
        || m_messages[old].has(HasSuccessor))
        return false;
    m_messages[old].flags |= HasSuccessor;
    m_messages[entry].flags &= quint16(~IsLocal);
    const QueueId before = m_messages[old].id;
    const QueueId now = m_messages[entry].id;
    addStep(old, LogEventKind::Requeued, event, {{LogField::NewQueueId, now.bytes()}});
    addStep(entry, LogEventKind::Requeued, event, {{LogField::OrigQueueId, before.bytes()}});
    return true;
}

/// The notification is a message itself, and mostly has been logged as such by now.
void TraceIndex::takeNotification(const LogEvent &event, Entry about)
{
    addStep(about, event);
    const auto id = QueueId::parse(event.value(LogField::NewQueueId));
    if (!id)
        return;
    const quint16 origin = m_messages[about].origin;
    Entry entry = newest(origin, *id);
    if (entry == HashSlots::none || m_messages[entry].has(HasBegin)
        || m_now - m_messages[entry].begin > untilNotified)
        entry = make(origin, *id);
    m_messages[entry].flags |= HasBegin;
    const QueueId original = m_messages[about].id;
    addStep(entry, LogEventKind::Notification, event,
        {{LogField::OrigQueueId, original.bytes()},
            {LogField::Notice, event.value(LogField::Notice)}});
}

TraceIndex::Entry TraceIndex::newest(quint16 origin, const QueueId &id) const
{
    Entry entry = m_byId.find(hashOf(id));
    while (entry != HashSlots::none
        && !(m_messages[entry].origin == origin && m_messages[entry].id == id))
        entry = m_messages[entry].olderOfId;
    return entry;
}

TraceIndex::Entry TraceIndex::newestOnHost(QByteArrayView host, const QueueId &id) const
{
    Entry entry = m_byId.find(hashOf(id));
    while (entry != HashSlots::none
        && !(m_messages[entry].id == id && m_origins[m_messages[entry].origin].host == host))
        entry = m_messages[entry].olderOfId;
    return entry;
}

TraceIndex::Entry TraceIndex::newestWithMessageId(
    QByteArrayView host, QByteArrayView messageId) const
{
    Entry entry = m_byMessageId.find(hashOf(messageId));
    for (size_t seen = 0; entry != HashSlots::none && seen < mostOfOneMessageId; ++seen) {
        const Message &message = m_messages[entry];
        if (m_origins[message.origin].host == host && messageIdOf(message) == messageId)
            return entry;
        entry = message.olderOfMessageId;
    }
    return HashSlots::none;
}

TraceIndex::Entry TraceIndex::make(quint16 origin, const QueueId &id)
{
    const auto entry = Entry(m_messages.size());
    Message message(id);
    message.origin = origin;
    message.number = ++m_made;
    message.begin = message.end = m_now;
    message.olderOfId = m_byId.replace(hashOf(id), entry);
    m_messages.push_back(message);
    return entry;
}

void TraceIndex::begin(Entry entry, LogEventKind kind, LogDaemon daemon, qint64 time)
{
    Message &message = m_messages[entry];
    message.last = m_steps.begin(kind, daemon, time, message.number, message.last);
    message.begin = std::min(message.begin, time);
    message.end = std::max(message.end, time);
    ++m_revision;
}

void TraceIndex::addStep(Entry entry, const LogEvent &event)
{
    begin(entry, event.kind, event.line.daemon, m_now);
    event.forEachField([&](LogField field, QByteArrayView value) {
        if (tracefields::isKept(field))
            m_steps.put(field, tracefields::kept(field, value));
    });
    if (saysMore(event))
        m_steps.put(LogField::Text, event.line.message);
    m_steps.end();
}

void TraceIndex::addStep(Entry entry, LogEventKind kind, const LogEvent &event,
    std::initializer_list<std::pair<LogField, QByteArrayView>> fields)
{
    begin(entry, kind, event.line.daemon, m_now);
    for (const auto &[field, value] : fields)
        m_steps.put(field, value);
    m_steps.end();
}

void TraceIndex::indexMessageId(Entry entry, QByteArrayView messageId)
{
    m_messages[entry].olderOfMessageId = m_byMessageId.replace(hashOf(messageId), entry);
}

QByteArrayView TraceIndex::messageIdOf(const Message &message) const
{
    QByteArrayView found;
    if (m_steps.has(message.messageId)) {
        m_steps.forEachField(
            m_steps.at(message.messageId), [&](LogField field, QByteArrayView value) {
                if (field == LogField::MessageId)
                    found = value;
            });
    }
    return found;
}

const TraceIndex::Message *TraceIndex::withNumber(Number number) const
{
    const auto found = std::ranges::lower_bound(m_messages, number, {}, &Message::number);
    return found != m_messages.end() && found->number == number ? &*found : nullptr;
}

/// Drops the messages of which no line is left. Entries are numbered anew, in the same order.
void TraceIndex::forget()
{
    m_oldest = m_steps.oldest();
    std::erase_if(m_messages, [this](const Message &message) { return message.last < m_oldest; });
    m_byId.clear();
    m_byMessageId.clear();
    for (Entry entry = 0; entry < m_messages.size(); ++entry) {
        Message &message = m_messages[entry];
        message.olderOfId = m_byId.replace(hashOf(message.id), entry);
        message.olderOfMessageId = HashSlots::none;
        if (const QByteArrayView messageId = messageIdOf(message); !messageId.isEmpty())
            indexMessageId(entry, messageId);
    }
}

}
