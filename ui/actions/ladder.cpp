// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/ladder.h"

#include "core/servers/fleet.h"
#include "ui/actions/plantext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

QStringList namesOf(const QList<PlanTarget> &targets)
{
    QStringList names;
    for (const PlanTarget &target : targets)
        names.append(target.name);
    return names;
}

/// The servers whose names are to be typed.
QList<PlanTarget> namedTargets(
    Action action, qint64 messages, const QList<PlanTarget> &targets, PlanScale scale)
{
    QList<PlanTarget> production;
    for (const PlanTarget &target : targets) {
        if (target.role == ServerRole::Production)
            production.append(target);
    }
    if (isReversible(action))
        return messages > mostWithoutName ? production : QList<PlanTarget>();
    if (scale == PlanScale::WholeQueue)
        return targets;
    if (!production.isEmpty() || messages <= mostWithoutName)
        return production;
    return {*std::ranges::max_element(targets, {}, &PlanTarget::messages)};
}

bool wantsNumber(Action action, qint64 messages, const QList<PlanTarget> &targets)
{
    const bool isProduction
        = std::ranges::contains(targets, ServerRole::Production, &PlanTarget::role);
    const bool isLight = isReversible(action) && !isProduction;
    return messages > (isLight ? mostWithoutName : mostWithoutNumber);
}

}

QList<PlanTarget> targetsOf(const ActionPlan &plan, const Fleet &fleet)
{
    QList<PlanTarget> targets;
    for (const PlanPart &part : plan.parts()) {
        auto target = std::ranges::find(targets, part.key.server, &PlanTarget::server);
        if (target == targets.end()) {
            PlanTarget added{part.key.server, part.serverName, {}, {}};
            if (const Server *server = fleet.server(part.key.server)) {
                added.address = server->definition().address();
                added.hostKey = server->hostKey();
                added.role = server->definition().role;
                added.colour = server->definition().colour;
            }
            targets.append(added);
            target = targets.end() - 1;
        }
        if (plan.obstacle(part).isEmpty())
            target->messages += qint64(part.messages.size());
    }
    return targets;
}

bool isReversible(Action action)
{
    return !leavesQueue(action);
}

bool isDestructive(Action action)
{
    return leavesQueue(action) && action != Action::Requeue;
}

ConfirmationRules confirmationFor(
    const ActionPlan &plan, std::span<const PlanTarget> all, PlanScale scale)
{
    const Action action = plan.action();
    const qint64 messages = plantext::reachable(plan);
    ConfirmationRules rules;
    QList<PlanTarget> targets;
    for (const PlanTarget &target : all) {
        if (target.messages > 0)
            targets.append(target);
    }
    if (messages == 0 || targets.isEmpty())
        return rules;
    rules.isDelayed = !isReversible(action);
    rules.names = namesOf(namedTargets(action, messages, targets, scale));
    // Names that stand for every server make the number needless.
    if (wantsNumber(action, messages, targets)
        && (rules.names.size() < targets.size() || scale == PlanScale::WholeQueue))
        rules.number = messages;
    if (messages > mostWithoutNumber)
        rules.reason = isDestructive(action) ? ConfirmationRules::Reason::Required
                                             : ConfirmationRules::Reason::Offered;
    return rules;
}

bool isTypedName(const QString &text, const QString &name)
{
    return text.trimmed().compare(name.trimmed(), Qt::CaseInsensitive) == 0;
}

QString keySuffix(const PlanTarget &target)
{
    constexpr qsizetype shown = 8;
    if (target.hostKey.isEmpty())
        return {};
    return u'…' + QString::fromLatin1(target.hostKey.last(std::min(shown, target.hostKey.size())));
}

}
