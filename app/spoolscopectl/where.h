// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/queue/filterrun.h"

namespace spoolscope::ctl {

struct Target;

/// The filter after --where. Error: InvalidInput; the detail shows the text with carets under the
/// offending word.
Result<Filter> parseWhere(const QString &text);

/// For FilterRun: what the target's server and instance are called, and its clock. `facts`: of the
/// snapshot, where origins were read.
FilterContext filterContext(const Target &target, std::shared_ptr<const SnapshotFacts> facts = {});

}
