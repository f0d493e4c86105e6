// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/logs/shownlog.h"

#include <optional>

namespace spoolscope {

/// What is said where lines of logs, or what is made of them, would be.
struct NoLines
{
    QString icon; ///< of the theme
    QString title;
    QString text; ///< plain
};

/// Why nothing comes from the logs at all; none where at least one of them is read, and the others
/// have no trouble.
std::optional<NoLines> whyNoLines(const ShownLogs &logs);

/// What is amiss with each that says something, one plain text each, where others have lines.
QStringList troublesIn(const ShownLogs &logs);
/// The same for one line: of more than two only how many.
QString troubleLine(const QStringList &troubles);

}
