// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFontMetrics>

#include <algorithm>

namespace spoolscope::metrics {

inline constexpr int serverStripe = 3; ///< wide, in a server's own colour

/// The band at the top of table and fleet tree, with its line.
inline int bandHeight(const QFontMetrics &font)
{
    return std::max(32, font.height() + 14);
}

inline int tableRowHeight(const QFontMetrics &font)
{
    return font.height() + 9;
}

inline int treeRowHeight(const QFontMetrics &font)
{
    return std::max(28, font.height() + 10);
}

}
