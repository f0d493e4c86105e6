// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/followup.h"

#include "core/base/textsafety.h"
#include "core/journal/recovery.h"
#include "ui/style/humanize.h"

#include <QCoreApplication>

namespace spoolscope {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(FollowUp)
};

void keepHeld(std::vector<size_t> &rows, const OperationRecord &record, const QueueSnapshot &queue)
{
    std::erase_if(rows, [&](size_t row) {
        const MessageIdentity &identity = record.messages[row].identity;
        const auto listed = queue.find(identity.id);
        return !listed || queue.queue(*listed) != QueueName::Hold
            || queue.identity(*listed) != identity;
    });
}

}

PlanPlaces placesOf(const Fleet &fleet)
{
    PlanPlaces places;
    for (const Server *server : fleet.servers()) {
        if (server->state() != ServerState::Connected || !server->readOnlyReason().isEmpty())
            continue;
        for (const InstanceStatus &status : server->instances())
            places.insert(status.key, {status.instance, status.rights, status.snapshot});
    }
    return places;
}

FollowUp followUpOf(Relation relation, std::span<const Standing> standings,
    const PlanPlaces &places, FollowUpScope scope)
{
    std::vector<PlanPart> parts;
    FollowUp followUp;
    Action action = Action::Release;
    for (const Standing &standing : standings) {
        std::vector<size_t> rows = standing.rowsFor(relation);
        const OperationHeader &header = standing.record.operation.header;
        const auto place = places.constFind(header.key);
        if (!rows.empty() && place == places.constEnd()) {
            followUp.leftOut.append(
                Text::tr("%1 messages on %2 are left as they are: it is not connected, or is "
                         "read-only.")
                    .arg(humanize::count(qint64(rows.size())), text::visible(header.serverName)));
            continue;
        }
        if (scope == FollowUpScope::AsListed && place != places.constEnd() && place->snapshot)
            keepHeld(rows, standing.record, *place->snapshot);
        if (rows.empty())
            continue;
        action = actionFor(relation, header.action);
        parts.push_back(partFor(relation, standing.record, rows, place->instance, place->rights));
    }
    if (!parts.empty())
        followUp.plan = ActionPlan::ofParts(action, std::move(parts));
    return followUp;
}

}
