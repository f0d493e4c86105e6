// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/actions/planexecutor.h"

#include <QStringList>

#include <array>

/// The words around a plan: what it will do, what it does, what became of it. Pure; all text from
/// servers went through text::visible.
namespace spoolscope::plantext {

using Counts = std::array<qint64, verdictCount>;

/// Messages in parts without an obstacle: what will be tried, and so what is asked for.
qint64 reachable(const ActionPlan &plan);
QString heading(const ActionPlan &plan); ///< "Delete 1,204 messages on 2 servers?"
QString runningHeading(const ActionPlan &plan); ///< "Deleting 1,204 messages"
QString buttonLabel(const ActionPlan &plan); ///< "Delete 1,204 messages"
QStringList consequences(Action action); ///< whole sentences, the gravest first
/// Of a plan that follows up an earlier operation, what that means for it besides; else empty.
QString followUpNote(const ActionPlan &plan);
QString extent(const ActionPlan &plan); ///< "38 MB · newest 4 min old"
QString activeWarning(const ActionPlan &plan); ///< empty if no message is active
QStringList obstacles(const ActionPlan &plan); ///< one sentence per part that cannot be carried out
bool isObstructed(const ActionPlan &plan); ///< no part can be carried out

/// Takes "1204" and the number as the heading prints it.
bool isTypedNumber(const QString &text, qint64 number);

QString sender(const MessageIdentity &identity); ///< "a@example.com", "<>"
QString partName(const PlanPart &part); ///< "mx1", "mx1 (postfix-out)"
QString step(Action action, const PartProgress &progress); ///< "Holding, 600 of 1,204"
QString verdict(Action action, Relation relation, Verdict verdict); ///< "deleted", "already gone"

Counts total(const std::vector<PartResult> &results);
/// "1,198 deleted, 4 already gone"
QString headline(Action action, Relation relation, const Counts &counts);
QString nextStep(const PartResult &result); ///< what to do about an early end; empty if nothing

}
