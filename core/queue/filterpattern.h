// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QRegularExpression>
#include <QString>

namespace spoolscope {

/// The regular expressions of the filter language are those of PCRE2, which backtracks; so what one
/// may cost is bounded three ways: steps a text (LIMIT_MATCH in the pattern itself, which a pattern
/// can lower but not raise; pcre2pattern(3)), the length of a text, and the time a FilterRun
/// spends. What a bound cuts off is undecided, never a match or a mismatch. std::regex recurses by
/// the length of the text, and a linear engine (RE2) would be one more library on every system.
inline constexpr qsizetype longestPatternText = 64 << 10; ///< UTF-16 units of a text

/// A sentence about what is wrong with a pattern; empty where nothing is.
QString whyNotAPattern(const QString &pattern);

/// With the limits; valid where whyNotAPattern() says nothing.
QRegularExpression boundedPattern(const QString &pattern);

}
