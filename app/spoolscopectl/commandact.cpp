// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "actinput.h"
#include "commands.h"
#include "targets.h"

#include "core/base/textsafety.h"
#include "core/journal/journaledpart.h"
#include "core/queue/queuelister.h"

#include <QDateTime>
#include <QSet>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

/// Prints the verdict of one message.
void printVerdict(Format format, Action action, const QString &server, const QString &instance,
    const QueueId &id, Verdict verdict)
{
    if (format == Format::Json)
        printJson({{u"server"_s, server}, {u"instance"_s, instance}, {u"queue_id"_s, id.toString()},
            {u"action"_s, toString(action)}, {u"verdict"_s, toString(verdict)}});
    else
        printText(QStringList{server, instance, id.toString(), toString(verdict)}.join(u"  "_s));
}

/// The wanted messages looked up in present listings of all targets.
class PlanBuilder final
{
public:
    explicit PlanBuilder(QList<WantedMessage> wanted)
        : m_wanted(std::move(wanted)), m_matches(size_t(m_wanted.size()))
    {
    }

    ExitCode look(const Call &call, const Target &target)
    {
        const auto snapshot = std::make_shared<QueueSnapshot>(
            InstanceKey{target.server.id, target.instance.configDirectory},
            QDateTime::currentMSecsSinceEpoch());
        if (const auto listed
            = listQueue(*target.link.transport, target.instance, *snapshot, call.stop);
            !listed) {
            complain(target.server.name, listed.error());
            note(u"    The listing is incomplete, so nothing is done on this server."_s);
            const ExitCode code = exitCodeFor(listed.error());
            return code == ExitCode::NotPermitted ? code : ExitCode::Incomplete;
        }
        m_targets.append(target);
        m_selections.push_back({snapshot, {}, target.server.name, target.instance, target.rights});
        for (qsizetype i = 0; i < m_wanted.size(); ++i) {
            if (const auto row = match(m_wanted[i], target, *snapshot))
                m_matches[size_t(i)].append({m_selections.size() - 1, *row});
        }
        return ExitCode::Done;
    }

    /// Fails for an ID that names messages in more than one queue.
    Result<void> select()
    {
        QSet<std::pair<size_t, QueueSnapshot::Row>> taken;
        for (qsizetype i = 0; i < m_wanted.size(); ++i) {
            const auto &places = m_matches[size_t(i)];
            if (places.size() > 1)
                return failure(ErrorKind::InvalidInput,
                    u"%1 exists on more than one server or instance; name one with --instance, or "
                    u"give lines of \"queue --json\""_s.arg(m_wanted[i].id.toString()));
            if (places.isEmpty()) {
                m_absent.append(m_wanted[i].id);
            } else if (!taken.contains(places.first())) {
                taken.insert(places.first());
                m_selections[places.first().first].rows.push_back(places.first().second);
            }
        }
        return {};
    }

    const QList<Target> &targets() const { return m_targets; }
    const std::vector<ActionPlan::Selection> &selections() const { return m_selections; }
    const QList<QueueId> &absent() const { return m_absent; }

private:
    static std::optional<QueueSnapshot::Row> match(
        const WantedMessage &wanted, const Target &target, const QueueSnapshot &snapshot)
    {
        const auto row = snapshot.find(wanted.id);
        if (!row || (wanted.server && *wanted.server != target.server.name)
            || (wanted.instance && wanted.instance->toUtf8() != target.instance.name)
            || (wanted.arrival && *wanted.arrival != snapshot.arrival(*row))
            || (wanted.size && *wanted.size != snapshot.size(*row))
            || (wanted.sender && *wanted.sender != text::exact(snapshot.sender(*row)).toUtf8()))
            return {};
        return row;
    }

    QList<WantedMessage> m_wanted;
    std::vector<QList<std::pair<size_t, QueueSnapshot::Row>>> m_matches;
    QList<Target> m_targets;
    std::vector<ActionPlan::Selection> m_selections;
    QList<QueueId> m_absent;
};

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
                text::exact(tallies[i].name.isEmpty() ? QByteArray("<>") : tallies[i].name),
                QString::number(tallies[i].messages)));
    };
    top(u"queue"_s, summary.queues);
    top(u"sender"_s, summary.senders);
    top(u"to domain"_s, summary.recipientDomains);
    for (const PlanPart &part : plan.parts()) {
        note(u"  %1 %2: %3 messages"_s.arg(part.serverName, QString::fromUtf8(part.instance.name),
            QString::number(part.messages.size())));
        const QStringList commands = plan.commands(part);
        for (const QString &command : commands)
            note(u"    $ "_s + command);
    }
}

bool confirmed(const Arguments &arguments)
{
    if (arguments.yes)
        return true;
    if (arguments.idsFile == "-"_L1 || !isatty(STDIN_FILENO)) {
        note(u"spoolscopectl: nothing was done: add --yes to carry this out without asking"_s);
        return false;
    }
    std::fputs("Carry this out? Type yes: ", stderr);
    char answer[8] = {};
    return std::fgets(answer, sizeof answer, stdin) && QByteArrayView(answer).trimmed() == "yes";
}

ExitCode carryOut(const Call &call, const ActionPlan &plan, size_t index, const Target &target)
{
    const PlanPart &part = plan.parts()[index];
    PartResult result;
    if (const QString obstacle = plan.obstacle(part); !obstacle.isEmpty()) {
        result.verdicts.assign(part.messages.size(), Verdict::Untouched);
        result.error = Error{ErrorKind::Permission, obstacle};
    } else {
        OperationOrder order;
        order.address = target.server.address();
        order.account = target.link.facts.account;
        order.hostKey = target.link.hostKey;
        result = performPart(Journal(), plan, index, order,
            reconnectingSource(target.server, target.link.transport), call.stop);
    }
    for (size_t i = 0; i < part.messages.size(); ++i)
        printVerdict(call.arguments.format, plan.action(), part.serverName,
            QString::fromUtf8(part.instance.name), part.messages[i].identity.id,
            result.verdicts[i]);
    const auto counts = result.counts();
    QStringList words;
    for (int i = 0; i < verdictCount; ++i) {
        if (counts[size_t(i)] > 0)
            words.append(u"%1 %2"_s.arg(QString::number(counts[size_t(i)]), toString(Verdict(i))));
    }
    note(part.serverName + u": "_s + words.join(u", "_s));
    for (const QByteArray &line : std::as_const(result.unexpected))
        note(u"    "_s + text::exact(line));
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

ExitCode act(const Call &call)
{
    auto wanted = readWantedMessages(call.arguments.idsFile);
    if (!wanted) {
        complain({}, wanted.error());
        return ExitCode::Usage;
    }
    PlanBuilder builder(std::move(*wanted));
    ExitCode code
        = forEachTarget(call, [&](const Target &target) { return builder.look(call, target); });
    if (const auto selected = builder.select(); !selected) {
        complain({}, selected.error());
        return ExitCode::Usage;
    }
    const auto plan = ActionPlan::freeze(*actionFrom(call.arguments.action), builder.selections());
    describe(*plan);
    if (!builder.absent().isEmpty())
        note(u"    %1 of the IDs given are not in the queue (any more), or belong to another "
             u"message now"_s.arg(builder.absent().size()));
    if (call.arguments.dryRun)
        return code;
    if (plan->summary().messages > 0 && !confirmed(call.arguments))
        return ExitCode::Usage;
    // Where a server could not be listed, an absent ID may be there: it is not called gone.
    for (const QueueId &id : builder.absent())
        printVerdict(call.arguments.format, plan->action(), {}, {}, id,
            code == ExitCode::Done ? Verdict::AlreadyGone : Verdict::Untouched);
    for (size_t part = 0; part < plan->parts().size(); ++part) {
        for (const Target &target : builder.targets()) {
            if (InstanceKey{target.server.id, target.instance.configDirectory}
                == plan->parts()[part].key)
                code = worse(code, carryOut(call, *plan, part, target));
        }
    }
    return code;
}

}
