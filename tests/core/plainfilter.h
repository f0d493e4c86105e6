// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/core/randomqueue.h"

#include <optional>

/// What filters mean, in the slowest and plainest way.
namespace spoolscope::made {

/// All texts of a message that a term about the field asks.
QByteArrayList textsOf(FilterField field, const RandomMessage &message);

/// By the logic of three values (Kleene's): what is not known decides nothing, and what is decided
/// without it is known. Nothing: it is not known.
std::optional<bool> holdsFor(const FilterNode &node, const RandomMessage &message);

/// Written with more parentheses than needed.
QString textOf(const FilterNode &node);

}
