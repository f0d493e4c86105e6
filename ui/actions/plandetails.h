// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/journal/request.h"

#include <QIcon>

class QWidget;

namespace spoolscope {

inline constexpr size_t shownSamples = 20;

/// Messages spread evenly over the plan, to be looked at before consenting.
QWidget *makeSampleTable(const ActionPlan &plan, QWidget *parent);

/// The commands as an administrator would type them, per server, to be copied.
QWidget *makeCommandText(const ActionPlan &plan, QWidget *parent);

QIcon actionIcon(Action action);
QIcon requestIcon(RequestKind kind);

}
