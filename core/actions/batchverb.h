// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/actions/partrecorder.h"

#include <optional>
#include <span>

namespace spoolscope {

/// What a batch does: a command of postsuper, or a retry where there is none. All of this is pure.
using BatchVerb = std::optional<QueueCommand>;

/// Stable, for PartRecorder::sending().
QString nameOf(BatchVerb verb);

Result<CommandLine> batchCommand(
    BatchVerb verb, const PlanPart &part, std::span<const QueueId> ids, const QByteArray &nonce);

/// What the server said of a batch of `ids`; a retry's account in the words of postsuper's.
QueueCommandReport batchReport(BatchVerb verb, std::span<const QueueId> ids,
    const QByteArray &output, const QByteArray &errors, int exitCode);

/// What is odd about the whole answer to a batch of `ids`, if anything is. What is odd is looked
/// into before more is done.
std::optional<Error> surpriseIn(
    PlanStep step, const QueueCommandReport &report, int exitCode, std::span<const QueueId> ids);

}
