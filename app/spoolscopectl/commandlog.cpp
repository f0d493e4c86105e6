// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commandlog.h"

#include "commands.h"
#include "targets.h"

#include <array>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

struct Action
{
    QLatin1StringView name; ///< as in arguments.cpp, which lets no other pass
    ExitCode (*run)(const Call &);
};
constexpr std::array actions{
    Action{"follow"_L1, logFollow},
    Action{"parse"_L1, logParse},
    Action{"summary"_L1, logSummary},
    Action{"trace"_L1, logTrace},
};

}

ExitCode log(const Call &call)
{
    for (const Action &action : actions)
        if (call.arguments.action == action.name)
            return action.run(call);
    return ExitCode::Usage;
}

}
