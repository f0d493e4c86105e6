// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/tracefate.h"

#include <QHash>

#include <algorithm>

namespace spoolscope {

namespace {

bool isWaiting(RecipientFate fate)
{
    return fate == RecipientFate::Deferred || fate == RecipientFate::Waiting;
}

RecipientFate fateOf(QByteArrayView status)
{
    if (status == "sent")
        return RecipientFate::Sent;
    if (status == "bounced")
        return RecipientFate::Bounced;
    if (status == "expired" || status == "force-expired")
        return RecipientFate::Expired;
    if (status.startsWith("deliverable") || status.startsWith("undeliverable"))
        return RecipientFate::Probed;
    if (status == "deferred" || status == "SOFTBOUNCE") // soft_bounce = yes
        return RecipientFate::Deferred;
    return RecipientFate::Unknown;
}

class RecipientReader final
{
public:
    explicit RecipientReader(const TraceHop &hop) : m_hop(hop) { }

    void read(const TraceStep &step)
    {
        switch (step.kind) {
        case LogEventKind::Delivery:
            readDelivery(step);
            break;
        case LogEventKind::Expired:
            m_isExpired = true;
            for (HopRecipient &known : m_recipients) {
                if (isWaiting(known.recipient.fate))
                    settle(known, RecipientFate::Expired, step.time);
            }
            break;
        case LogEventKind::Reject:
        case LogEventKind::MilterReject:
        case LogEventKind::ProxyReject:
            readRefusal(step);
            break;
        case LogEventKind::Hold:
        case LogEventKind::Discard:
        case LogEventKind::MilterOther: // of what is not tried these tell a recipient
            if (step.has(LogField::To))
                named(step).recipient.time = step.time;
            break;
        default:
            break;
        }
    }

    std::vector<HopRecipient> finish()
    {
        if (std::ranges::any_of(m_recipients, wasTried)) {
            std::erase_if(m_recipients, [](const HopRecipient &known) { // an alias stood for it
                return !wasTried(known) && known.recipient.fate == RecipientFate::Waiting;
            });
        }
        for (HopRecipient &known : m_recipients)
            known.recipient.fate = fateAtEnd(known.recipient.fate);
        if (m_hop.ended == TraceEnd::Requeued) {
            std::erase_if(m_recipients,
                [](const HopRecipient &known) { return isWaiting(known.recipient.fate); });
        } else {
            addUnnamed();
        }
        return std::move(m_recipients);
    }

private:
    static bool wasTried(const HopRecipient &known) { return known.recipient.attempts > 0; }
    HopRecipient &named(const TraceStep &step)
    {
        const QByteArray address = step.value(LogField::To);
        const auto index = m_index.constFind(address.toLower());
        if (index != m_index.constEnd())
            return m_recipients[*index];
        m_index.insert(address.toLower(), m_recipients.size());
        HopRecipient &made = m_recipients.emplace_back();
        made.recipient.address = address;
        made.recipient.original = step.value(LogField::OrigTo);
        made.recipient.fate = RecipientFate::Waiting;
        return made;
    }
    static void settle(HopRecipient &known, RecipientFate fate, qint64 time)
    {
        known.recipient.fate = fate;
        known.recipient.time = time;
    }
    void readDelivery(const TraceStep &step)
    {
        HopRecipient &known = named(step);
        settle(known, fateOf(step.value(LogField::Status)), step.time);
        ++known.recipient.attempts;
        known.recipient.relay = step.value(LogField::Relay);
        known.recipient.dsn = step.value(LogField::Dsn);
        known.recipient.text = step.value(LogField::Text);
        known.next = isSent(step) ? step.value(LogField::NextQueueId) : QByteArray();
        known.toSameHost = isSent(step) && isToSameHost(step);
    }
    void readRefusal(const TraceStep &step)
    {
        if (!step.has(LogField::To))
            return;
        HopRecipient &known = named(step);
        settle(known, RecipientFate::Refused, step.time);
        known.recipient.dsn = step.value(LogField::Dsn);
        known.recipient.text = step.value(LogField::Text);
    }

    RecipientFate fateAtEnd(RecipientFate fate) const
    {
        if (!isWaiting(fate))
            return fate;
        switch (m_hop.ended) {
        case TraceEnd::Deleted:
            return RecipientFate::Deleted;
        case TraceEnd::Discarded:
            return RecipientFate::Discarded;
        case TraceEnd::Refused:
        case TraceEnd::GivenUp:
            return RecipientFate::Refused;
        case TraceEnd::Held:
            return RecipientFate::Held;
        case TraceEnd::Waiting:
        case TraceEnd::Requeued:
            return fate;
        case TraceEnd::Removed: // not before it was done: the line that says how is missing
        case TraceEnd::Unknown:
            break;
        }
        return RecipientFate::Unknown;
    }

    void addUnnamed()
    {
        const auto isAccepted = [](const HopRecipient &known) {
            return known.recipient.fate != RecipientFate::Refused || known.recipient.attempts > 0;
        };
        const qint64 missing
            = m_hop.recipientCount - std::ranges::count_if(m_recipients, isAccepted);
        const bool isNone = m_recipients.empty() && m_hop.began != TraceBegin::Refusal
            && m_hop.ended != TraceEnd::GivenUp && m_hop.ended != TraceEnd::Refused;
        if (missing <= 0 && !isNone)
            return;
        TraceRecipient unnamed;
        unnamed.count = std::max<qint64>(missing, 1);
        unnamed.fate = m_isExpired ? RecipientFate::Expired : fateAtEnd(RecipientFate::Waiting);
        unnamed.time = m_hop.end;
        m_recipients.push_back({unnamed, {}, false});
    }

    const TraceHop &m_hop;
    std::vector<HopRecipient> m_recipients;
    QHash<QByteArray, size_t> m_index;
    bool m_isExpired = false;
};

/// Follows recipients from hop to hop.
class FateFinder final
{
public:
    FateFinder(const QList<TraceHop> &hops, const std::vector<const TraceNode *> &nodes)
        : m_hops(hops), m_nodes(nodes)
    {
    }

    QList<TraceRecipient> fatesFrom(qsizetype hop) const
    {
        std::vector<HopRecipient> own = hopRecipients(*m_nodes[size_t(hop)]);
        for (HopRecipient &known : own)
            known.recipient.hop = hop;
        QList<TraceRecipient> notified;
        QList<TraceRecipient> onward;
        for (qsizetype next = hop + 1; next < m_hops.size(); ++next) {
            if (m_hops[next].from != hop)
                continue;
            QList<TraceRecipient> there = fatesFrom(next);
            if (m_hops[next].link == TraceLink::Notification) {
                for (TraceRecipient &recipient : there)
                    recipient.ofNotification = true;
                notified += there;
            } else {
                goOn(own, next, there);
                onward += there;
            }
        }
        QList<TraceRecipient> fates;
        for (const HopRecipient &known : own)
            fates.append(known.recipient);
        return fates + onward + notified;
    }

private:
    bool wentTo(const HopRecipient &known, qsizetype next) const
    {
        if (known.recipient.fate != RecipientFate::Sent)
            return false;
        return known.next.isEmpty() ? known.toSameHost && m_hops[next].link != TraceLink::QueuedAs
                                    : known.next == m_hops[next].queueId->bytes();
    }

    /// What `there` has become of those of `own` that went there stands for them.
    void goOn(std::vector<HopRecipient> &own, qsizetype next, QList<TraceRecipient> &there) const
    {
        std::vector<TraceRecipient> went;
        std::erase_if(own, [&](const HopRecipient &known) {
            if (!wentTo(known, next))
                return false;
            went.push_back(known.recipient);
            return true;
        });
        QList<bool> isMatched(there.size());
        std::erase_if(
            went, [&](const TraceRecipient &known) { return match(known, there, isMatched); });
        // Whom the next server renamed without a word stands there under the new address.
        const bool hasStrangers = std::ranges::any_of(isMatched, [](bool is) { return !is; })
            && std::ranges::none_of(
                there, [](const TraceRecipient &one) { return one.address.isEmpty(); });
        if (!hasStrangers)
            nameThe(went, next, there);
    }

    static bool match(
        const TraceRecipient &known, QList<TraceRecipient> &there, QList<bool> &isMatched)
    {
        bool found = false;
        for (qsizetype i = 0; i < there.size(); ++i) {
            TraceRecipient &one = there[i];
            if (one.address.isEmpty()
                || !(isSameAddress(one.address, known.address)
                    || isSameAddress(one.original, known.address)))
                continue;
            if (!known.original.isEmpty())
                one.original = known.original;
            found = isMatched[i] = true;
        }
        return found;
    }

    /// No line of the next server names them, but the server before does.
    static void nameThe(
        const std::vector<TraceRecipient> &went, qsizetype next, QList<TraceRecipient> &there)
    {
        const auto unnamed = std::ranges::find_if(
            there, [](const TraceRecipient &one) { return one.address.isEmpty(); });
        TraceRecipient fate;
        fate.hop = next;
        if (unnamed != there.end()) {
            fate = *unnamed;
            unnamed->count -= qint64(went.size());
            if (unnamed->count <= 0)
                there.erase(unnamed);
        }
        for (const TraceRecipient &known : went) {
            fate.address = known.address;
            fate.original = known.original;
            fate.count = 1;
            fate.time = std::max(fate.time, known.time);
            there.append(fate);
        }
    }

    const QList<TraceHop> &m_hops;
    const std::vector<const TraceNode *> &m_nodes;
};

}

std::vector<HopRecipient> hopRecipients(const TraceNode &node)
{
    RecipientReader reader(node.hop);
    for (const TraceStep &step : node.message.steps)
        reader.read(step);
    return reader.finish();
}

QList<TraceRecipient> traceRecipients(
    const QList<TraceHop> &hops, const std::vector<const TraceNode *> &nodes)
{
    const FateFinder finder(hops, nodes);
    QList<TraceRecipient> fates;
    for (qsizetype hop = 0; hop < hops.size(); ++hop) {
        if (hops[hop].from < 0)
            fates += finder.fatesFrom(hop);
    }
    return fates;
}

}
