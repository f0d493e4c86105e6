// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "planrun.h"

#include "arguments.h"
#include "targets.h"

#include "core/actions/vaultbackup.h"
#include "core/base/textsafety.h"
#include "core/journal/journaledpart.h"
#include "core/postfix/commandadvice.h"

#include <QDateTime>

#include <algorithm>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

constexpr qint64 mostWithoutReason = 10;
constexpr qint64 mostByNumber = 1000; ///< above it the server's name is typed

bool isReversible(Action action)
{
    return action == Action::Hold || action == Action::Release || action == Action::Trash
        || action == Action::Retry;
}

QString adviceOn(Action action)
{
    switch (action) {
    case Action::Hold:
    case Action::Trash:
        return advice::hold();
    case Action::Requeue:
        return advice::requeue();
    case Action::Return:
        return advice::returnToSender();
    case Action::Retry:
        return advice::retry();
    case Action::Release:
    case Action::Delete:
        return {};
    }
    Q_UNREACHABLE_RETURN({});
}

const Target *targetOf(const PlanPart &part, const QList<Target> &targets)
{
    const auto found = std::ranges::find_if(targets, [&](const Target &target) {
        return InstanceKey{target.server.id, target.instance.configDirectory} == part.key;
    });
    return found == targets.end() ? nullptr : &*found;
}

/// A line from the terminal; empty when there is none.
QByteArray asked(const QString &question)
{
    std::fputs(qPrintable(question), stderr);
    char answer[512] = {};
    return std::fgets(answer, sizeof answer, stdin) ? QByteArray(answer).trimmed() : QByteArray();
}

/// What a slip of the hand does not type.
QStringList wordsToType(const ActionPlan &plan, const QList<Target> &targets)
{
    const qint64 messages = plan.summary().messages;
    QStringList words;
    for (const PlanPart &part : plan.parts()) {
        const Target *target = targetOf(part, targets);
        const bool isProduction = target && target->server.role == ServerRole::Production;
        if ((isProduction || messages > mostByNumber) && !words.contains(part.serverName))
            words.append(part.serverName);
    }
    if (words.isEmpty())
        words.append(messages > mostWithoutReason ? QString::number(messages) : u"yes"_s);
    return words;
}

PartResult untouched(const PlanPart &part, const Error &error)
{
    PartResult result;
    result.verdicts.assign(part.messages.size(), Verdict::Untouched);
    result.error = error;
    return result;
}

PartResult attempt(const Call &call, const ActionPlan &plan, size_t index, const Target &target)
{
    const PlanPart &part = plan.parts()[index];
    if (const QString obstacle = plan.obstacle(part); !obstacle.isEmpty())
        return untouched(part, {ErrorKind::Permission, obstacle});
    OperationOrder order;
    order.reason = call.arguments.reason;
    order.address = target.server.address();
    order.account = target.link.facts.account;
    order.hostKey = target.link.hostKey;
    if (call.arguments.vault)
        order.options.backUp = backUpIntoVault(Vault::defaultDirectory());
    order.options.messagesPerMinute = call.arguments.rate;
    return performPart(Journal(), plan, index, order,
        reconnectingSource(target.server, target.link.transport, call.jobOptions()), call.stop);
}

ExitCode account(
    const Call &call, const ActionPlan &plan, const PlanPart &part, const PartResult &result)
{
    for (size_t i = 0; i < part.messages.size(); ++i)
        printVerdict(call.arguments, plan.action(), part.serverName,
            QString::fromUtf8(part.instance.name), part.messages[i].identity.id,
            result.verdicts[i]);
    const auto counts = result.counts();
    QStringList words;
    for (int i = 0; i < verdictCount; ++i) {
        if (counts[size_t(i)] > 0)
            words.append(u"%1 %2"_s.arg(QString::number(counts[size_t(i)]), toString(Verdict(i))));
    }
    note(part.serverName + u": "_s + words.join(u", "_s)
        + (result.operation.isEmpty() ? QString() : u" (operation %1)"_s.arg(result.operation)));
    for (const QByteArray &line : std::as_const(result.unexpected))
        note(u"    "_s + text::visible(line));
    ExitCode code = ExitCode::Done;
    if (result.error) {
        complain(part.serverName, *result.error);
        code = result.error->kind == ErrorKind::Permission ? ExitCode::NotPermitted
                                                           : ExitCode::Incomplete;
    }
    if (counts[size_t(Verdict::Unknown)] > 0)
        return ExitCode::OutcomeUnknown;
    const qint64 fine = counts[size_t(Verdict::Done)] + counts[size_t(Verdict::AlreadyGone)];
    return fine == qint64(part.messages.size())
        ? code
        : worse(code, code == ExitCode::Done ? ExitCode::Incomplete : code);
}

}

void printVerdict(const Arguments &arguments, Action action, const QString &server,
    const QString &instance, const QueueId &id, Verdict verdict)
{
    if (arguments.format == Format::Json)
        printJson({{u"server"_s, server}, {u"instance"_s, instance}, {u"queue_id"_s, id.toString()},
            {u"action"_s, toString(action)}, {u"verdict"_s, toString(verdict)}});
    else
        print(text::visible(server).toUtf8() + "  " + text::visible(instance).toUtf8() + "  "
            + id.toByteArray() + "  " + toString(verdict).toUtf8() + '\n');
}

void describe(const ActionPlan &plan)
{
    const PlanSummary &summary = plan.summary();
    note(u"%1: %2 messages, %3 bytes, newest of %4"_s.arg(toString(plan.action()),
        QString::number(summary.messages), QString::number(summary.bytes),
        QDateTime::fromSecsSinceEpoch(summary.newestArrival).toString(Qt::ISODate)));
    if (summary.active > 0)
        note(
            u"    %1 are active: they may be delivered before they are held"_s.arg(summary.active));
    const auto top = [](const QString &what, const QList<PlanSummary::Tally> &tallies) {
        for (qsizetype i = 0; i < std::min<qsizetype>(tallies.size(), 5); ++i)
            note(u"    %1 %2: %3"_s.arg(what,
                text::visible(tallies[i].name.isEmpty() ? QByteArray("<>") : tallies[i].name),
                QString::number(tallies[i].messages)));
    };
    top(u"queue"_s, summary.queues);
    top(u"sender"_s, summary.senders);
    top(u"to domain"_s, summary.recipientDomains);
    for (const PlanPart &part : plan.parts()) {
        note(u"  %1 %2: %3 messages"_s.arg(text::visible(part.serverName),
            text::visible(part.instance.name), QString::number(part.messages.size())));
        const QStringList commands = plan.commands(part);
        for (const QString &command : commands)
            note(u"    $ "_s + command);
    }
    if (const QString advice = adviceOn(plan.action()); !advice.isEmpty())
        note(u"    "_s + advice);
}

ExitCode agree(const Arguments &arguments, const ActionPlan &plan, const QList<Target> &targets)
{
    if (!isReversible(plan.action()) && plan.summary().messages > mostWithoutReason
        && arguments.reason.trimmed().isEmpty()) {
        note(u"spoolscopectl: nothing was done: above %1 messages say why with --reason TEXT; the "
             "journal keeps it"_s.arg(mostWithoutReason));
        return ExitCode::Usage;
    }
    if (arguments.yes)
        return ExitCode::Done;
    if (arguments.idsFile == "-"_L1 || !isatty(STDIN_FILENO)) {
        note(u"spoolscopectl: nothing was done: add --yes to carry this out without asking"_s);
        return ExitCode::Usage;
    }
    for (const QString &word : wordsToType(plan, targets)) {
        if (QString::fromUtf8(asked(u"Carry this out? Type %1: "_s.arg(text::visible(word))))
            != word) {
            note(u"spoolscopectl: nothing was done"_s);
            return ExitCode::Usage;
        }
    }
    return ExitCode::Done;
}

ExitCode carryOut(const Call &call, const ActionPlan &plan, const QList<Target> &targets)
{
    ExitCode code = ExitCode::Done;
    for (size_t index = 0; index < plan.parts().size(); ++index) {
        const PlanPart &part = plan.parts()[index];
        if (const Target *target = targetOf(part, targets))
            code = worse(code, account(call, plan, part, attempt(call, plan, index, *target)));
    }
    return code;
}

}
