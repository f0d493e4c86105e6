// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "console.h"

namespace spoolscope {
struct LoadedKnowledge;
}

/// One function a command. Each prints results to stdout and complaints to stderr.
namespace spoolscope::ctl {

struct Call;
enum class Format;

ExitCode probe(const Call &call);
ExitCode rights(const Call &call);
ExitCode queue(const Call &call);
ExitCode depth(const Call &call);
ExitCode shape(const Call &call);
ExitCode show(const Call &call);
ExitCode act(const Call &call);
ExitCode undo(const Call &call);
ExitCode trash(const Call &call);
ExitCode journal(const Call &call);
ExitCode flush(const Call &call);
ExitCode vault(const Call &call);
ExitCode log(const Call &call); ///< commandlog.h has its parts
/// Usage where a file of the user's has a fault, which was told at the start of the program.
ExitCode listKnowledge(Format format, const LoadedKnowledge &loaded);

}
