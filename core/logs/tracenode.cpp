// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/tracenode.h"

#include <algorithm>
#include <chrono>

namespace spoolscope {

namespace {

using namespace std::chrono_literals;

constexpr qint64 microseconds(std::chrono::microseconds time)
{
    return time.count();
}

// Every message of the queue is tried and logged more often than that, unless it is on hold
// (maximal_backoff_time is 4000 s, and hardly ever more than hours).
constexpr qint64 longestSilence = microseconds(24h);
// Between the end of the envelope and the end of the content a client may take its time.
constexpr qint64 longestEntry = microseconds(1h);
// How far clocks of two servers may be apart.
constexpr qint64 mostClockDifference = microseconds(10min);
// A filter may answer first and give the message back afterwards.
constexpr qint64 longestFilter = microseconds(1min);
constexpr qint64 stampResolution = microseconds(2s); // stamps may be of whole seconds

bool isLoopback(QByteArrayView name, QByteArrayView address)
{
    return address.startsWith("127.") || address == "::1" || name == "localhost"
        || name.startsWith("127.0.0.1");
}

bool discards(const TraceStep &step)
{
    if (step.daemon != LogDaemon::Cleanup && step.daemon != LogDaemon::Smtpd)
        return false;
    return step.kind == LogEventKind::Discard
        || (step.kind == LogEventKind::MilterOther
            && step.value(LogField::Status).endsWith("discard"));
}

bool clientWent(const TraceStep &step)
{
    switch (step.kind) {
    case LogEventKind::LostConnection:
    case LogEventKind::Timeout:
    case LogEventKind::TooManyErrors:
    case LogEventKind::Disconnect:
        return true;
    default:
        return false;
    }
}

/// Reads the lines of one message, one after the other, and then says how it stands.
class HopReader final
{
public:
    explicit HopReader(TraceHop &hop) : m_hop(hop) { }

    void read(const TraceStep &step)
    {
        switch (step.kind) {
        case LogEventKind::Client:
            readClient(step);
            break;
        case LogEventKind::Pickup:
            setBegin(TraceBegin::Local);
            takeSender(step);
            break;
        case LogEventKind::MessageId:
            if (m_hop.messageId.isEmpty())
                m_hop.messageId = step.value(LogField::MessageId);
            break;
        case LogEventKind::Queued:
            readQueued(step);
            break;
        case LogEventKind::Notification:
            if (step.has(LogField::OrigQueueId))
                m_hop.began = TraceBegin::Notification;
            break;
        case LogEventKind::Requeued:
            if (step.has(LogField::OrigQueueId))
                m_hop.began = TraceBegin::Requeue;
            else
                m_hop.ended = TraceEnd::Requeued;
            break;
        case LogEventKind::Removed:
            readRemoved(step);
            break;
        case LogEventKind::Hold:
        case LogEventKind::Held:
            m_isHeld = true;
            takeSender(step);
            break;
        case LogEventKind::Released:
            m_isHeld = false;
            break;
        default:
            readOther(step);
            break;
        }
        readHeader(step);
    }

    void finish(const LoggedMessage &message)
    {
        if (m_hop.began == TraceBegin::Unknown)
            doubtBegin(message);
        if (m_hop.ended == TraceEnd::Unknown)
            findEnd(message);
    }

private:
    void setBegin(TraceBegin begin)
    {
        if (m_hop.began == TraceBegin::Unknown)
            m_hop.began = begin;
    }
    void takeSender(const TraceStep &step)
    {
        if (step.has(LogField::From) && !m_hop.sender)
            m_hop.sender = step.value(LogField::From);
    }
    void readClient(const TraceStep &step)
    {
        setBegin(TraceBegin::Client);
        m_hop.client = step.value(LogField::Client);
        if (m_hop.client == "unknown")
            m_hop.client.clear();
        m_hop.clientAddress = step.value(LogField::ClientAddress);
        m_hop.originalClient = step.value(LogField::OrigClient);
        m_hop.saslUser = step.value(LogField::SaslUser);
    }
    void readQueued(const TraceStep &step)
    {
        m_isQueued = true;
        if (step.has(LogField::From)) // pickup has it before addresses are made complete
            m_hop.sender = step.value(LogField::From);
        if (!m_hop.size)
            m_hop.size = step.value(LogField::Size).toLongLong();
        if (!m_hop.recipientCount)
            m_hop.recipientCount = step.value(LogField::RecipientCount).toLongLong();
    }
    void readRemoved(const TraceStep &step)
    {
        switch (step.daemon) {
        case LogDaemon::Postsuper:
            m_hop.ended = TraceEnd::Deleted;
            break;
        case LogDaemon::Cleanup: // "removed (canceled)" or "removed (discarded)"
            m_hop.ended = m_entry != TraceEnd::Unknown               ? m_entry
                : step.value(LogField::Text).contains("(discarded)") ? TraceEnd::Discarded
                                                                     : TraceEnd::GivenUp;
            break;
        default:
            m_hop.ended = TraceEnd::Removed;
            break;
        }
    }
    /// Who was refused before there was a queue ID.
    void readRefused(const TraceStep &step)
    {
        m_hop.client = step.value(LogField::Client);
        if (m_hop.client == "unknown")
            m_hop.client.clear();
        m_hop.clientAddress = step.value(LogField::ClientAddress);
        m_hop.saslUser = step.value(LogField::SaslUser);
        takeSender(step);
    }
    void readOther(const TraceStep &step)
    {
        takeSender(step); // of checks, for qmgr(8) hears of neither held nor discarded mail
        if (step.kind == LogEventKind::Reject || step.kind == LogEventKind::MilterReject) {
            if (m_hop.clientAddress.isEmpty())
                readRefused(step);
        }
        m_wasTried = m_wasTried || step.kind == LogEventKind::Delivery;
        m_isHeld = m_isHeld
            || (step.kind == LogEventKind::MilterOther
                && step.value(LogField::Status).endsWith("hold"));
        if (refusesMessage(
                step.kind, step.daemon, step.value(LogField::Phase), step.value(LogField::Text)))
            m_entry = TraceEnd::Refused;
        else if (discards(step))
            m_entry = TraceEnd::Discarded;
        else if (clientWent(step) && m_entry == TraceEnd::Unknown
            && !(m_isHeld && step.kind == LogEventKind::Disconnect)) // as it should
            m_entry = TraceEnd::GivenUp;
    }
    /// header_checks with WARN or INFO on /^Subject:/ is how a subject gets into a log.
    void readHeader(const TraceStep &step)
    {
        constexpr QByteArrayView name = "subject:";
        const QByteArray header = step.value(LogField::Header);
        if (m_hop.subject.isEmpty() && header.size() > name.size()
            && QByteArrayView(header).first(name.size()).compare(name, Qt::CaseInsensitive) == 0)
            m_hop.subject = header.sliced(name.size()).trimmed();
    }

    void doubtBegin(const LoggedMessage &message)
    {
        const bool isWhole = !message.isForgotten && !message.hasGap;
        const bool fromCleanup
            = !message.steps.empty() && message.steps.front().kind == LogEventKind::MessageId;
        if (message.isForgotten)
            m_hop.beginDoubt = TraceDoubt::Forgotten;
        else if (message.hasGap)
            m_hop.beginDoubt = TraceDoubt::LinesMissing;
        else if (isWhole && fromCleanup && m_hop.begin > m_hop.logBegin)
            m_hop.began = TraceBegin::Internal;
        else
            m_hop.beginDoubt = TraceDoubt::LogStartsLater;
    }

    void findEnd(const LoggedMessage &message)
    {
        const bool wasQueued = m_isQueued || m_wasTried;
        const qint64 silence = m_hop.logEnd - m_hop.end;
        if (!wasQueued && m_entry != TraceEnd::Unknown)
            m_hop.ended = m_entry;
        else if (message.hasGap)
            m_hop.endDoubt = TraceDoubt::LinesMissing;
        else if (m_isHeld)
            m_hop.ended = TraceEnd::Held;
        else if (silence > (wasQueued ? longestSilence : longestEntry))
            m_hop.endDoubt = TraceDoubt::LinesMissing;
        else if (wasQueued)
            m_hop.ended = TraceEnd::Waiting;
        else
            m_hop.endDoubt = TraceDoubt::LogEnds;
    }

    TraceHop &m_hop;
    TraceEnd m_entry = TraceEnd::Unknown; ///< how it came not to be queued
    bool m_isQueued = false;
    bool m_wasTried = false;
    bool m_isHeld = false;
};

bool isSameHost(const TraceNode &a, const TraceNode &b)
{
    return a.log == b.log && a.message.host == b.message.host;
}

bool isSameInstance(const TraceNode &a, const TraceNode &b)
{
    return isSameHost(a, b) && a.message.instance == b.message.instance;
}

/// Both lines were made of the same one, of the message that it begins with.
bool isOfSameLine(const TraceNode &a, const TraceNode &b, LogEventKind kind)
{
    return std::ranges::any_of(b.message.steps, [&](const TraceStep &later) {
        return later.kind == kind && later.value(LogField::OrigQueueId) == a.hop.queueId->bytes()
            && std::ranges::any_of(a.message.steps, [&](const TraceStep &step) {
                   return step.kind == kind && step.time == later.time
                       && step.value(LogField::NewQueueId) == b.hop.queueId->bytes();
               });
    });
}

/// "mx2.example.com" of a relay and "mx2" of syslog.
bool isNameOf(QByteArrayView relay, QByteArrayView host)
{
    if (relay.isEmpty() || host.isEmpty())
        return false;
    const auto firstLabel = [](QByteArrayView name) {
        const qsizetype dot = name.indexOf('.');
        return dot < 0 ? name : name.first(dot);
    };
    const bool isShort = !relay.contains('.') || !host.contains('.');
    return isSameAddress(relay, host)
        || (isShort && isSameAddress(firstLabel(relay), firstLabel(host)));
}

bool isConfirmed(const TraceNode &a, const TraceStep &step, const TraceNode &b)
{
    if (!a.hop.messageId.isEmpty() && !b.hop.messageId.isEmpty())
        return a.hop.messageId == b.hop.messageId;
    if (isSameHost(a, b))
        return isToSameHost(step) || step.daemon == LogDaemon::Local;
    return isNameOf(step.value(LogField::Relay), b.message.host)
        || isNameOf(step.value(LogField::Relay), b.hop.server.toUtf8());
}

bool isQueuedAs(const TraceNode &a, const TraceNode &b)
{
    return std::ranges::any_of(a.message.steps, [&](const TraceStep &step) {
        return (isSent(step) || step.kind == LogEventKind::ProxyAccept)
            && step.value(LogField::NextQueueId) == b.hop.queueId->bytes()
            && b.hop.begin >= step.time - longestEntry - mostClockDifference
            && b.hop.begin <= step.time + mostClockDifference && isConfirmed(a, step, b);
    });
}

bool hasOriginal(const TraceNode &a, const TraceNode &b)
{
    if (b.hop.ended == TraceEnd::GivenUp)
        return false; // it was told of, and never given back: its fate is not what became of that
    const bool mayBe = a.hop.messageId.isEmpty() || b.hop.messageId.isEmpty()
        || a.hop.messageId == b.hop.messageId;
    return mayBe && isSameHost(a, b) && b.hop.begin >= a.hop.begin - stampResolution
        && b.hop.begin <= a.hop.end + longestFilter
        && std::ranges::any_of(b.message.steps, [&](const TraceStep &step) {
               return step.kind == LogEventKind::Client
                   && step.value(LogField::OrigQueueId) == a.hop.queueId->bytes();
           });
}

/// Seconds that a delivery took: the last two of "a/b/c/d".
qint64 durationOf(const TraceStep &step)
{
    const QList<QByteArray> delays = step.value(LogField::Delays).split('/');
    if (delays.size() != 4)
        return 0;
    const double seconds = delays[2].toDouble() + delays[3].toDouble();
    return seconds >= 0 && seconds < 1e6 ? qint64(seconds * 1e6) : 0;
}

bool wentThroughFilter(const TraceNode &a, const TraceNode &b)
{
    const bool cameBack = b.hop.began == TraceBegin::Local
        || (b.hop.began == TraceBegin::Client && isLoopback(b.hop.client, b.hop.clientAddress));
    if (!cameBack || !isSameHost(a, b) || a.hop.messageId.isEmpty()
        || a.hop.messageId != b.hop.messageId)
        return false;
    return std::ranges::any_of(a.message.steps, [&](const TraceStep &step) {
        return isSent(step) && isToSameHost(step) && !step.has(LogField::NextQueueId)
            && b.hop.begin >= step.time - durationOf(step) - stampResolution
            && b.hop.begin <= step.time + longestFilter;
    });
}

}

bool isSent(const TraceStep &step)
{
    return step.kind == LogEventKind::Delivery && step.value(LogField::Status) == "sent";
}

bool isToSameHost(const TraceStep &step)
{
    return step.daemon == LogDaemon::Pipe
        || isLoopback(step.value(LogField::Relay), step.value(LogField::RelayAddress));
}

TraceNode traceNode(size_t log, const TraceIndex &index, LoggedMessage message)
{
    TraceNode node{log, std::move(message), {}};
    TraceHop &hop = node.hop;
    hop.server = index.name();
    hop.host = node.message.host;
    hop.instance = node.message.instance;
    hop.queueId = node.message.queueId;
    hop.hasGap = node.message.hasGap;
    hop.logBegin = index.firstTime();
    hop.logEnd = index.lastTime();
    HopReader reader(hop);
    for (const TraceStep &step : node.message.steps) {
        hop.begin = hop.begin ? std::min(hop.begin, step.time) : step.time;
        hop.end = std::max(hop.end, step.time);
        reader.read(step);
    }
    reader.finish(node.message);
    return node;
}

TraceLink linkBetween(const TraceNode &a, const TraceNode &b)
{
    if (!a.hop.queueId || !b.hop.queueId)
        return TraceLink::None;
    if (isSameInstance(a, b)) {
        if (isOfSameLine(a, b, LogEventKind::Notification))
            return TraceLink::Notification;
        if (isOfSameLine(a, b, LogEventKind::Requeued))
            return TraceLink::Requeue;
    }
    if (isQueuedAs(a, b))
        return TraceLink::QueuedAs;
    if (hasOriginal(a, b))
        return TraceLink::Original;
    return wentThroughFilter(a, b) ? TraceLink::SameMessage : TraceLink::None;
}

}
