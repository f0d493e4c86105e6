// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>

/// Reasons that were given for operations, to be offered again; kept in the settings.
namespace spoolscope::recentreasons {

inline constexpr int longest = 500; ///< characters

QStringList all(); ///< the latest first
void remember(const QString &reason); ///< an empty one is not

}
