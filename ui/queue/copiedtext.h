// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/commandscript.h"
#include "ui/queue/chosenrows.h"
#include "ui/queue/queuearrangement.h"

#include <QString>

#include <optional>

namespace spoolscope {

class Fleet;
class MessageSelection;
class QueueModel;

/// No text for the clipboard is longer (characters): desktops keep histories of it, and it is made
/// on the GUI thread.
inline constexpr qsizetype clipboardLimit = 4 << 20;
inline constexpr qsizetype copiedRowsLimit = 2 << 20; ///< of rows, each of which costs more

// Of the selected messages, whether the filter hides them or not. Nothing where it would be too
// long: half of what was meant would pass for all of it.

/// A queue ID a line.
std::optional<QString> selectedIds(const MessageSelection &selection);
std::optional<QString> idsOf(const QueueSources &sources, const ChosenRows &rows);
bool isTooLongForIds(qint64 messages); ///< certainly; without making them
/// A header and a row a message, as the table shows them, with tabs between; no row is more than a
/// line and no field a formula for a spreadsheet.
std::optional<QString> selectedRows(const QueueModel &model, const MessageSelection &selection,
    const std::vector<QueueColumn> &columns);
/// commandScript() for those the command is about: hold for what is not on hold, release for what
/// is.
Result<QString> selectedAsCommands(
    CopiedCommand command, const Fleet &fleet, const MessageSelection &selection);

}
