// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/journal/journal.h"

#include <QSet>

#include <stop_token>

namespace spoolscope {

/// The ids of the operations with a message whose queue ID, sender or first recipient contains
/// `text`, without regard to case. Reads the whole journal once and keeps none of it. Blocks; a
/// stop takes effect behind the file that is being read. Errors: Io, Cancelled.
Result<QSet<QString>> operationsNaming(
    const Journal &journal, const QString &text, const std::stop_token &stop);

}
