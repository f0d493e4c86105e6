// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/actions/ladder.h"

class QWidget;

namespace spoolscope {

/// Where a plan goes: colour, name, role, address and the end of the host key's fingerprint of each
/// server, production first. All beyond the first few are in a tooltip.
QWidget *makeTargetList(QList<PlanTarget> targets, QWidget *parent);

}
