// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "console.h"

#include "core/actions/actionplan.h"
#include "core/actions/verdict.h"

namespace spoolscope::ctl {

struct Arguments;
struct Call;
struct Target;

/// What is common to all commands that change something: the plan is told, agreed to, carried out
/// with the journal, and accounted for message by message.
void describe(const ActionPlan &plan);

/// Done: go on. What was not agreed to, or lacks its reason, is Usage, and nothing was done.
ExitCode agree(const Arguments &arguments, const ActionPlan &plan, const QList<Target> &targets);

/// Every part on its target; the gravest exit code.
ExitCode carryOut(const Call &call, const ActionPlan &plan, const QList<Target> &targets);

/// "SERVER  INSTANCE  ID  verdict", or the same as JSON.
void printVerdict(const Arguments &arguments, Action action, const QString &server,
    const QString &instance, const QueueId &id, Verdict verdict);

}
