// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/actionplan.h"

#include "core/postfix/addressdomain.h"
#include "core/postfix/queuecommand.h"
#include "core/postfix/queuelisting.h"
#include "core/postfix/retrycommand.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

class Counter final
{
public:
    void count(QByteArrayView name)
    {
        // One look-up by view; the copy is made for new names only.
        const QByteArray key = QByteArray::fromRawData(name.data(), name.size());
        if (const auto known = m_counts.find(key); known != m_counts.end())
            ++*known;
        else
            m_counts.insert(name.toByteArray(), 1);
    }

    QList<PlanSummary::Tally> sorted() const
    {
        QList<PlanSummary::Tally> tallies;
        tallies.reserve(m_counts.size());
        for (const auto &[name, messages] : m_counts.asKeyValueRange())
            tallies.append({name, messages});
        std::ranges::sort(tallies, [](const auto &a, const auto &b) {
            return a.messages != b.messages ? a.messages > b.messages : a.name < b.name;
        });
        return tallies;
    }

private:
    QHash<QByteArray, qint64> m_counts;
};

struct Counters
{
    Counter queues, senders, senderDomains, recipientDomains;
};

void countMessage(
    const QueueSnapshot &snapshot, QueueSnapshot::Row row, PlanSummary &summary, Counters &counters)
{
    ++summary.messages;
    summary.bytes += snapshot.size(row);
    summary.newestArrival = std::max(summary.newestArrival, snapshot.arrival(row));
    summary.active += snapshot.queue(row) == QueueName::Active;
    counters.queues.count(toBytes(snapshot.queue(row)));
    counters.senders.count(snapshot.sender(row));
    counters.senderDomains.count(domainNameOf(snapshot.sender(row)));
    // A message counts once for each domain it goes to.
    QByteArrayList domains;
    for (quint32 i = 0; i < snapshot.recipientCount(row); ++i) {
        const QByteArray domain = domainNameOf(snapshot.text(snapshot.recipient(row, i).address));
        if (!domains.contains(domain))
            domains.append(domain);
    }
    for (const QByteArray &domain : std::as_const(domains))
        counters.recipientDomains.count(domain);
}

/// The same for a message of which only the first recipient is known.
void countMessage(const PlannedMessage &message, PlanSummary &summary, Counters &counters)
{
    const MessageIdentity &identity = message.identity;
    ++summary.messages;
    summary.bytes += identity.size;
    summary.newestArrival = std::max(summary.newestArrival, identity.arrival);
    counters.queues.count(toBytes(message.queue));
    counters.senders.count(identity.sender);
    counters.senderDomains.count(domainNameOf(identity.sender));
    if (message.recipientCount > 0)
        counters.recipientDomains.count(domainNameOf(message.recipient));
}

void takeTallies(const Counters &counters, PlanSummary &summary)
{
    summary.queues = counters.queues.sorted();
    summary.senders = counters.senders.sorted();
    summary.senderDomains = counters.senderDomains.sorted();
    summary.recipientDomains = counters.recipientDomains.sorted();
}

bool movesAny(const PlanPart &part)
{
    for (size_t row = 0; row < part.messages.size(); ++row) {
        if (!staysOnHold(part, row))
            return true;
    }
    return false;
}

std::vector<QueueCommand> commandsOf(Action action)
{
    std::vector<QueueCommand> commands;
    if (holdsFirst(action))
        commands.push_back(QueueCommand::Hold);
    if (const auto last = finalCommand(action))
        commands.push_back(*last);
    return commands;
}

}

bool holdsFirst(Action action)
{
    return action != Action::Release && action != Action::Retry;
}

std::optional<QueueCommand> finalCommand(Action action)
{
    switch (action) {
    case Action::Hold:
    case Action::Trash:
        return std::nullopt;
    case Action::Release:
        return QueueCommand::Release;
    case Action::Delete:
        return QueueCommand::DeleteHeld;
    case Action::Requeue:
        return QueueCommand::RequeueHeld;
    case Action::Return:
        return QueueCommand::ExpireHeld;
    case Action::Retry:
        return std::nullopt; // postqueue's, not postsuper's
    }
    Q_UNREACHABLE_RETURN({});
}

bool isHoldAll(Action action)
{
    return action == Action::Hold || action == Action::Trash;
}

bool leavesQueue(Action action)
{
    return action == Action::Delete || action == Action::Requeue || action == Action::Return;
}

bool staysOnHold(const PlanPart &part, size_t row)
{
    return part.relation == Relation::Undo && part.messages[row].queue == QueueName::Hold;
}

std::optional<Privilege> rightFor(QueueCommand command, const InstanceRights &rights)
{
    switch (command) {
    case QueueCommand::Hold:
        return rights.hold;
    case QueueCommand::Release:
        return rights.release;
    case QueueCommand::DeleteHeld:
        return rights.deleteHeld;
    case QueueCommand::RequeueHeld:
        return rights.requeueHeld;
    case QueueCommand::ExpireHeld:
        return rights.expireHeld;
    }
    Q_UNREACHABLE_RETURN({});
}

std::shared_ptr<const ActionPlan> ActionPlan::freeze(
    Action action, std::span<const Selection> selections)
{
    const std::shared_ptr<ActionPlan> plan(new ActionPlan);
    plan->m_action = action;
    plan->m_frozenAt = QDateTime::currentMSecsSinceEpoch();
    Counters counters;
    for (const Selection &selection : selections) {
        if (selection.rows.empty())
            continue;
        const QueueSnapshot &snapshot = *selection.snapshot;
        PlanPart part{snapshot.instance(), selection.serverName, selection.instance,
            selection.rights, {}, selection.forbidden, Relation::None, {}, {}};
        part.messages.reserve(selection.rows.size());
        for (const QueueSnapshot::Row row : selection.rows) {
            const quint32 recipients = snapshot.recipientCount(row);
            part.messages.push_back({snapshot.identity(row), snapshot.queue(row),
                recipients ? snapshot.text(snapshot.recipient(row, 0).address).toByteArray()
                           : QByteArray(),
                recipients});
            countMessage(snapshot, row, plan->m_summary, counters);
        }
        plan->m_parts.push_back(std::move(part));
    }
    takeTallies(counters, plan->m_summary);
    return plan;
}

std::shared_ptr<const ActionPlan> ActionPlan::ofParts(Action action, std::vector<PlanPart> parts)
{
    const std::shared_ptr<ActionPlan> plan(new ActionPlan);
    plan->m_action = action;
    plan->m_frozenAt = QDateTime::currentMSecsSinceEpoch();
    Counters counters;
    for (PlanPart &part : parts) {
        if (part.messages.empty())
            continue;
        for (const PlannedMessage &message : part.messages)
            countMessage(message, plan->m_summary, counters);
        plan->m_parts.push_back(std::move(part));
    }
    takeTallies(counters, plan->m_summary);
    return plan;
}

std::vector<const PlannedMessage *> ActionPlan::samples(size_t count) const
{
    std::vector<const PlannedMessage *> all;
    all.reserve(size_t(m_summary.messages));
    for (const PlanPart &part : m_parts) {
        for (const PlannedMessage &message : part.messages)
            all.push_back(&message);
    }
    if (all.size() <= count)
        return all;
    std::vector<const PlannedMessage *> spread;
    spread.reserve(count);
    for (size_t i = 0; i < count; ++i)
        spread.push_back(all[i * all.size() / count]);
    return spread;
}

QStringList ActionPlan::commands(const PlanPart &part) const
{
    const auto line = [&](QueueCommand command) {
        return displayText(
            command, part.instance, rightFor(command, part.rights).value_or(Privilege::Sudo));
    };
    const QString verify = displayText(listQueueCommand(part.instance));
    const auto last = finalCommand(m_action);
    QStringList commands;
    if (holdsFirst(m_action))
        commands.append(line(QueueCommand::Hold));
    commands.append(verify);
    if (last && movesAny(part))
        commands.append(line(*last));
    if (m_action == Action::Retry)
        commands.append(retryDisplayText(part.instance));
    return commands;
}

QString ActionPlan::obstacle(const PlanPart &part) const
{
    if (!part.forbidden.isEmpty())
        return part.forbidden;
    std::vector<QueueCommand> needed = commandsOf(m_action);
    // What was held by mistake must be releasable, or it would wait there for ever.
    if (holdsFirst(m_action))
        needed.push_back(QueueCommand::Release);
    QStringList refused;
    if (m_action == Action::Retry && !part.rights.flush)
        refused.append(retryDisplayText(part.instance));
    for (const QueueCommand command : needed) {
        if (!rightFor(command, part.rights))
            refused.append(displayText(command, part.instance, Privilege::Sudo));
    }
    if (refused.isEmpty())
        return {};
    return QCoreApplication::translate("ActionPlan",
        "The account on %1 may not run: %2. Log in as root, or let the account run exactly this "
        "in sudoers.")
        .arg(part.serverName, refused.join(u"; "_s));
}

QString displayName(Action action)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("Action", text); };
    switch (action) {
    case Action::Hold:
        return tr(QT_TRANSLATE_NOOP("Action", "Hold"));
    case Action::Release:
        return tr(QT_TRANSLATE_NOOP("Action", "Release"));
    case Action::Delete:
        return tr(QT_TRANSLATE_NOOP("Action", "Delete"));
    case Action::Requeue:
        return tr(QT_TRANSLATE_NOOP("Action", "Requeue"));
    case Action::Trash:
        return tr(QT_TRANSLATE_NOOP("Action", "Trash"));
    case Action::Return:
        return tr(QT_TRANSLATE_NOOP("Action", "Return to sender"));
    case Action::Retry:
        return tr(QT_TRANSLATE_NOOP("Action", "Retry"));
    }
    Q_UNREACHABLE_RETURN({});
}

std::optional<Action> actionFrom(const QString &text)
{
    for (const Action action : allActions) {
        if (toString(action) == text)
            return action;
    }
    return std::nullopt;
}

QString toString(Action action)
{
    switch (action) {
    case Action::Hold:
        return u"hold"_s;
    case Action::Release:
        return u"release"_s;
    case Action::Delete:
        return u"delete"_s;
    case Action::Requeue:
        return u"requeue"_s;
    case Action::Trash:
        return u"trash"_s;
    case Action::Return:
        return u"return"_s;
    case Action::Retry:
        return u"retry"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

}
