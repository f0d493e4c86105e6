// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/plantext.h"

#include "core/base/textsafety.h"
#include "core/postfix/commandadvice.h"
#include "ui/fleet/servernames.h"
#include "ui/style/humanize.h"

#include <QCoreApplication>
#include <QSet>

using namespace Qt::StringLiterals;

namespace spoolscope::plantext {

namespace {

QString tr(const char *text, const char *comment = nullptr, qint64 n = -1)
{
    const int count = int(std::min<qint64>(n, std::numeric_limits<int>::max()));
    return QCoreApplication::translate("spoolscope::plantext", text, comment, count);
}

// The singular apart, so that English needs no plural file; others get their forms through n.
QString messageCount(qint64 n)
{
    return n == 1 ? tr("1 message") : tr("%1 messages", nullptr, n).arg(humanize::count(n));
}

/// The parts that the heading is about: those that will be tried, or all if none will.
std::vector<const PlanPart *> askedParts(const ActionPlan &plan)
{
    std::vector<const PlanPart *> all, reachable;
    for (const PlanPart &part : plan.parts()) {
        all.push_back(&part);
        if (plan.obstacle(part).isEmpty())
            reachable.push_back(&part);
    }
    return reachable.empty() ? all : reachable;
}

qint64 askedMessages(const ActionPlan &plan)
{
    qint64 messages = 0;
    for (const PlanPart *part : askedParts(plan))
        messages += qint64(part->messages.size());
    return messages;
}

/// "Trash", or what the action is for an earlier operation.
QString verb(const ActionPlan &plan)
{
    switch (plan.relation()) {
    case Relation::Undo:
        return tr("Restore");
    case Relation::Purge:
        return tr("Purge");
    case Relation::None:
    case Relation::Finish:
    case Relation::Release:
        return displayName(plan.action());
    }
    Q_UNREACHABLE_RETURN({});
}

QString placeName(const std::vector<const PlanPart *> &parts)
{
    if (parts.size() == 1)
        return partName(*parts.front());
    QSet<QString> servers;
    for (const PlanPart *part : parts)
        servers.insert(part->key.server);
    if (servers.size() == 1)
        return text::isolated(text::visible(parts.front()->serverName));
    return tr("%1 servers", nullptr, servers.size()).arg(humanize::count(servers.size()));
}

}

qint64 reachable(const ActionPlan &plan)
{
    return isObstructed(plan) ? 0 : askedMessages(plan);
}

QString heading(const ActionPlan &plan)
{
    return tr("%1 %2 on %3?")
        .arg(verb(plan), messageCount(askedMessages(plan)), placeName(askedParts(plan)));
}

QString runningHeading(const ActionPlan &plan)
{
    const QString messages = messageCount(askedMessages(plan));
    switch (plan.action()) {
    case Action::Hold:
        return tr("Holding %1").arg(messages);
    case Action::Release:
        return tr("Releasing %1").arg(messages);
    case Action::Delete:
        return tr("Deleting %1").arg(messages);
    case Action::Requeue:
        return tr("Requeueing %1").arg(messages);
    case Action::Trash:
        return tr("Moving %1 to the trash").arg(messages);
    case Action::Return:
        return tr("Returning %1 to the sender").arg(messages);
    case Action::Retry:
        return tr("Retrying %1").arg(messages);
    }
    Q_UNREACHABLE_RETURN({});
}

QString buttonLabel(const ActionPlan &plan)
{
    return tr("%1 %2", "Delete, 1,204 messages").arg(verb(plan), messageCount(askedMessages(plan)));
}

QStringList consequences(Action action)
{
    switch (action) {
    case Action::Delete:
        return {tr("Removes the messages for good, without a way back; nobody is told. Each one is "
                   "put on hold, read "
                   "back and compared first: one that is not the message you chose is left alone."),
            tr("Stopping on the way leaves what is held by then on hold: release or delete it "
               "later.")};
    case Action::Hold:
        return {tr("The messages stop being delivered and wait in the hold queue until they are "
                   "released."),
            tr("Held mail does not expire: without a release it stays for ever.")};
    case Action::Release:
        return {tr("The messages go to the deferred queue and are tried at its next run."),
            tr("Mail that has passed its lifetime is then returned to its sender.")};
    case Action::Requeue:
        return {tr("The messages pass through cleanup again, with today's address rewriting and "
                   "header checks, and skip the milters of smtpd. Each gets a new queue ID."),
            tr("Each one is put on hold, read back and compared first: one that is not the message "
               "you chose is left alone.")};
    case Action::Trash:
        return {tr("The messages are put on hold and marked as trash: they are not delivered, and "
                   "can be restored until they are purged. Held mail does not expire."),
            tr("Each one is read back and compared: one that is not the message you chose is left "
               "alone.")};
    case Action::Return:
        return {advice::returnToSender()};
    case Action::Retry:
        return {advice::retry()};
    }
    Q_UNREACHABLE_RETURN({});
}

QString followUpNote(const ActionPlan &plan)
{
    switch (plan.relation()) {
    case Relation::None:
        return {};
    case Relation::Undo:
        return tr("What has left the hold queue since, or is another message by now, is left "
                  "alone. What was on hold before leaves the trash and stays on hold.");
    case Relation::Purge:
        return tr("These are in the trash. What was restored or changed since is left alone.");
    case Relation::Finish:
        return tr(
            "This goes on with an operation that was interrupted: what it has done already is "
            "looked up first and not done twice.");
    case Relation::Release:
        return tr(
            "This lets go of what an operation has put on hold, or may have. What was on hold "
            "before it stays there.");
    }
    Q_UNREACHABLE_RETURN({});
}

QString extent(const ActionPlan &plan)
{
    const PlanSummary &summary = plan.summary();
    const qint64 age = std::max<qint64>(plan.frozenAt() / 1000 - summary.newestArrival, 1);
    const QString text
        = tr("%1 · the newest is %2 old").arg(humanize::size(summary.bytes), humanize::age(age));
    if (askedMessages(plan) == summary.messages)
        return text;
    return tr("Of %1 that were chosen · %2").arg(messageCount(summary.messages), text);
}

QString activeWarning(const ActionPlan &plan)
{
    if (plan.summary().active == 0)
        return {};
    const qint64 active = plan.summary().active;
    return active == 1 ? tr("One of them is being delivered right now and may arrive all the same.")
                       : tr("%1 of them are being delivered right now and may arrive all the same.",
                             nullptr, active)
                             .arg(humanize::count(active));
}

QStringList obstacles(const ActionPlan &plan)
{
    QStringList texts;
    for (const PlanPart &part : plan.parts()) {
        if (const QString why = plan.obstacle(part); !why.isEmpty()) {
            texts.append(tr("%1 will be left alone: %2")
                    .arg(messageCount(qint64(part.messages.size())), text::visible(why)));
        }
    }
    return texts;
}

bool isObstructed(const ActionPlan &plan)
{
    return std::ranges::all_of(
        plan.parts(), [&](const PlanPart &part) { return !plan.obstacle(part).isEmpty(); });
}

bool isTypedNumber(const QString &text, qint64 number)
{
    const QString typed = text.trimmed();
    return typed == QString::number(number) || typed == humanize::count(number);
}

QString sender(const MessageIdentity &identity)
{
    return identity.sender.isEmpty() ? u"<>"_s : text::visible(identity.sender);
}

QString partName(const PlanPart &part)
{
    return instanceLabel(part.serverName, part.instance.name);
}

QString step(Action action, const PartProgress &progress)
{
    const auto counted = [&](const QString &doing) {
        return progress.total > 0
            ? tr("%1, %2 of %3")
                  .arg(doing, humanize::count(progress.done), humanize::count(progress.total))
            : doing;
    };
    switch (progress.step) {
    case PlanStep::Holding:
        return counted(tr("Putting on hold"));
    case PlanStep::Verifying:
        return tr("Reading the queue back to compare");
    case PlanStep::BackingUp:
        return counted(tr("Copying into the vault"));
    case PlanStep::Releasing:
        return counted(tr("Releasing what is not ours"));
    case PlanStep::Acting:
        switch (action) {
        case Action::Hold:
            return counted(tr("Putting on hold"));
        case Action::Release:
            return counted(tr("Releasing"));
        case Action::Delete:
            return counted(tr("Deleting"));
        case Action::Requeue:
            return counted(tr("Requeueing"));
        case Action::Trash:
            return counted(tr("Putting on hold"));
        case Action::Return:
            return counted(tr("Marking as expired"));
        case Action::Retry:
            return counted(tr("Asking for a retry"));
        }
        break;
    case PlanStep::Reconciling:
        return tr("Reading the queue back to account for each message");
    }
    Q_UNREACHABLE_RETURN({});
}

QString verdict(Action action, Relation relation, Verdict verdict)
{
    if (verdict != Verdict::Done)
        return displayName(verdict);
    if (relation == Relation::Undo)
        return tr("restored");
    switch (action) {
    case Action::Hold:
        return tr("held");
    case Action::Release:
        return tr("released");
    case Action::Delete:
        return tr("deleted");
    case Action::Requeue:
        return tr("requeued");
    case Action::Trash:
        return tr("in the trash");
    case Action::Return:
        return tr("marked for return");
    case Action::Retry:
        return tr("asked to be tried");
    }
    Q_UNREACHABLE_RETURN({});
}

Counts total(const std::vector<PartResult> &results)
{
    Counts sum{};
    for (const PartResult &result : results) {
        for (const Verdict verdict : result.verdicts)
            ++sum[size_t(verdict)];
    }
    return sum;
}

QString headline(Action action, Relation relation, const Counts &counts)
{
    const auto words = [&](Verdict kind) {
        switch (kind) {
        case Verdict::Changed:
            return tr("changed and left alone");
        case Verdict::StillHeld:
            return tr("still on hold");
        case Verdict::Unknown:
            return tr("of unknown outcome");
        default:
            return verdict(action, relation, kind);
        }
    };
    QStringList phrases;
    for (const Verdict kind : {Verdict::Done, Verdict::AlreadyGone, Verdict::Changed,
             Verdict::StillHeld, Verdict::Unknown, Verdict::Untouched}) {
        const qint64 count = counts[size_t(kind)];
        if (count > 0 || kind == Verdict::Done)
            phrases.append(humanize::count(count) + u' ' + words(kind));
    }
    return phrases.join(tr(", "));
}

QString nextStep(const PartResult &result)
{
    const auto counts = [&] {
        Counts sum{};
        for (const Verdict verdict : result.verdicts)
            ++sum[size_t(verdict)];
        return sum;
    }();
    if (counts[size_t(Verdict::Unknown)] > 0)
        return tr("Refresh when the server answers again: what is still listed was not done.");
    if (counts[size_t(Verdict::StillHeld)] > 0)
        return tr("The messages that are still on hold wait there: release them, or run it again.");
    if (!result.error)
        return {};
    switch (result.error->kind) {
    case ErrorKind::Network:
    case ErrorKind::Timeout:
    case ErrorKind::Incomplete:
        return tr("Refresh, and run it again for what is left.");
    case ErrorKind::Auth:
    case ErrorKind::HostKey:
        return tr("Connect the server again, then repeat it for what is left.");
    default:
        return {};
    }
}

}
