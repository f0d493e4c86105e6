// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/journal/standing.h"
#include "core/servers/fleet.h"

#include <QHash>
#include <QStringList>

namespace spoolscope {

/// Where a part could be carried out now.
struct PlanPlace
{
    Instance instance;
    InstanceRights rights;
    std::shared_ptr<const QueueSnapshot> snapshot;
};
using PlanPlaces = QHash<InstanceKey, PlanPlace>;

/// The instances of all servers that are connected and may be changed. GUI thread.
PlanPlaces placesOf(const Fleet &fleet);

/// A plan for what is left to do about earlier operations.
struct FollowUp
{
    std::shared_ptr<const ActionPlan> plan; ///< null where nothing is left
    QStringList leftOut; ///< whole sentences: what is not in it though there is something, and why
};

enum class FollowUpScope {
    ByJournal, ///< what the journal knows; the server decides when it is carried out
    AsListed, ///< besides, only what PlanPlace::snapshot has on hold
};

/// A part for each operation. Pure; for a job, it copies every message.
FollowUp followUpOf(Relation relation, std::span<const Standing> standings,
    const PlanPlaces &places, FollowUpScope scope = FollowUpScope::ByJournal);

}
