// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/queue/queuesource.h"

#include <span>
#include <vector>

namespace spoolscope {

class MessageSelection;

/// The selected rows of each source, ascending: a value that other threads may have.
using ChosenRows = std::vector<std::vector<QueueSnapshot::Row>>;

ChosenRows chosenRows(const MessageSelection &selection);

/// Of the chosen rows those that are shown first, in the table's order, and behind them what the
/// filter hides. Pure.
std::vector<RowRef> inTableOrder(std::span<const RowRef> shown, const ChosenRows &chosen);

}
