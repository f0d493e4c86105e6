// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "console.h"

#include "core/base/result.h"
#include "core/queue/snapshotfacts.h"

#include <memory>
#include <span>

namespace spoolscope::ctl {

struct Arguments;
struct Call;
struct Target;

/// Whether what was asked for cannot be answered without knowing where messages came from.
bool wantsOrigins(const Arguments &arguments);

/// What was read of the messages that the rest of --where lets through; null: there were none.
struct Origins
{
    std::shared_ptr<const SnapshotFacts> facts;
    ExitCode code = ExitCode::Done; ///< Incomplete where some could not be read; that was said
};

/// Reads it from the queue files of the target. A message that could not be read is one of unknown
/// origin, which no term is true of. Errors: as readOrigins().
Result<Origins> lookUpOrigins(
    const Call &call, const Target &target, const QueueSnapshot &snapshot);

}
