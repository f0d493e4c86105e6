// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/actions/planexecutor.h"

class QWidget;

namespace spoolscope {

/// What went wrong, per server: in plain words, with what to do next, and the raw text behind a
/// button. Null if nothing did.
QWidget *makeTroubleList(
    const ActionPlan &plan, const std::vector<PartResult> &results, QWidget *parent);

}
