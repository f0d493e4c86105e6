// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/journal/operation.h"

#include <span>
#include <vector>

namespace spoolscope {

/// What can still be done about an operation, by what the journal knows of it and of those that
/// were carried out for it since (`later`: their OperationHeader::of is its id). Pure.
///
/// The messages of `operation` that a follow-up of that kind would take, as rows:
/// Undo: held by it, or in the trash still; what was on hold before it was trashed stays there
/// (staysOnHold) and only leaves the trash. Purge: in the trash still. Finish: without
/// the outcome that was planned. Release: left in hold by it, or perhaps left there.
std::vector<size_t> rowsFor(
    Relation relation, const OperationRecord &operation, std::span<const OperationRecord> later);

/// Whether rowsFor() could give any, by the header and the counts alone; cheap.
bool mayHaveRowsFor(Relation relation, const Operation &operation);

/// What the follow-up does to them.
Action actionFor(Relation relation, Action original);

/// The part to plan. `instance` and `rights` are today's.
PlanPart partFor(Relation relation, const OperationRecord &operation, std::span<const size_t> rows,
    const Instance &instance, const InstanceRights &rights);

/// The outcome of the whole operation once `part`, the follow-up made of `rows`, has ended.
PartResult mergedResult(const OperationRecord &operation, Relation relation,
    std::span<const size_t> rows, const PartResult &followUp);

}
