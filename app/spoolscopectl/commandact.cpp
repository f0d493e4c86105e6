// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "actinput.h"
#include "commands.h"
#include "originlookup.h"
#include "planrun.h"
#include "targets.h"
#include "where.h"

#include "core/actions/verdict.h"
#include "core/queue/queuelister.h"

#include <QDateTime>
#include <QSet>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

/// What the plan is about, looked up in present listings of all targets.
class PlanBuilder final
{
public:
    PlanBuilder(Action action, QList<WantedMessage> wanted)
        : m_action(action), m_wanted(std::move(wanted)), m_matches(size_t(m_wanted.size()))
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
        ExitCode outcome = ExitCode::Done;
        ActionPlan::Selection selection{snapshot, {}, target.server.name, target.instance,
            target.rights, readOnlyReason(target.server)};
        if (call.arguments.filter) {
            auto found = filtered(call, target, *snapshot);
            if (!found) {
                complain(target.server.name, found.error());
                const ExitCode code = exitCodeFor(found.error());
                return code == ExitCode::NotPermitted ? code : ExitCode::Incomplete;
            }
            selection.rows = std::move(found->rows);
            outcome = found->code;
        }
        m_targets.append(target);
        m_selections.push_back(std::move(selection));
        for (qsizetype i = 0; i < m_wanted.size(); ++i) {
            if (const auto row = match(m_wanted[i], target, *snapshot))
                m_matches[size_t(i)].append({m_selections.size() - 1, *row});
        }
        return outcome;
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
    struct Found
    {
        std::vector<QueueSnapshot::Row> rows;
        ExitCode code; ///< Incomplete where some might match too, and could not be read
    };

    /// Those that match and that the action is about: a release is for held mail, a hold and a
    /// retry for the rest.
    Result<Found> filtered(
        const Call &call, const Target &target, const QueueSnapshot &snapshot) const
    {
        Origins origins;
        if (wantsOrigins(call.arguments)) {
            auto read = lookUpOrigins(call, target, snapshot);
            if (!read)
                return std::unexpected(read.error());
            origins = std::move(*read); // of what could not be read, nothing holds
        }
        FilterRun run(*call.arguments.filter, snapshot, filterContext(target, origins.facts));
        auto found = run.rows(0, call.stop);
        if (found.isStopped)
            return failure(ErrorKind::Cancelled, u"stopped before anything was done"_s);
        const bool wantsHeld = m_action == Action::Release;
        const bool wantsFree = m_action == Action::Hold || m_action == Action::Retry;
        std::erase_if(found.rows, [&](QueueSnapshot::Row row) {
            const bool isHeld = snapshot.queue(row) == QueueName::Hold;
            return (wantsHeld && !isHeld) || (wantsFree && isHeld);
        });
        return Found{{found.rows.begin(), found.rows.end()}, origins.code};
    }

    static std::optional<QueueSnapshot::Row> match(
        const WantedMessage &wanted, const Target &target, const QueueSnapshot &snapshot)
    {
        const auto row = snapshot.find(wanted.id);
        if (!row || (wanted.server && *wanted.server != target.server.name)
            || (wanted.instance && wanted.instance->toUtf8() != target.instance.name)
            || (wanted.arrival && *wanted.arrival != snapshot.arrival(*row))
            || (wanted.size && *wanted.size != snapshot.size(*row))
            || (wanted.sender
                && *wanted.sender != QString::fromUtf8(snapshot.sender(*row)).toUtf8()))
            return {};
        return row;
    }

    Action m_action;
    QList<WantedMessage> m_wanted;
    std::vector<QList<std::pair<size_t, QueueSnapshot::Row>>> m_matches;
    QList<Target> m_targets;
    std::vector<ActionPlan::Selection> m_selections;
    QList<QueueId> m_absent;
};

Result<QList<WantedMessage>> wantedMessages(const Arguments &arguments)
{
    return arguments.filter ? QList<WantedMessage>() : readWantedMessages(arguments.idsFile);
}

}

ExitCode act(const Call &call)
{
    auto wanted = wantedMessages(call.arguments);
    if (!wanted) {
        complain({}, wanted.error());
        return ExitCode::Usage;
    }
    const Action action = *actionFrom(call.arguments.action);
    PlanBuilder builder(action, std::move(*wanted));
    ExitCode code
        = forEachTarget(call, [&](const Target &target) { return builder.look(call, target); });
    if (const auto selected = builder.select(); !selected) {
        complain({}, selected.error());
        return ExitCode::Usage;
    }
    const auto plan = ActionPlan::freeze(action, builder.selections());
    describe(*plan);
    if (!builder.absent().isEmpty())
        note(u"    %1 of the IDs given are not in the queue (any more), or belong to another "
             u"message now"_s.arg(builder.absent().size()));
    if (call.arguments.dryRun)
        return code;
    if (plan->summary().messages > 0) {
        if (const ExitCode agreed = agree(call.arguments, *plan, builder.targets());
            agreed != ExitCode::Done)
            return agreed;
    }
    // Where a server could not be listed, an absent ID may be there: it is not called gone.
    for (const QueueId &id : builder.absent())
        printVerdict(call.arguments, action, {}, {}, id,
            code == ExitCode::Done ? Verdict::AlreadyGone : Verdict::Untouched);
    return worse(code, carryOut(call, *plan, builder.targets()));
}

}
