// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/filterpattern.h"

#include "core/queue/filter.h"

#include <QCoreApplication>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Filter)
};

// The heap is in KiB; compiled code uses a stack that Qt bounds at 512 KiB.
constexpr auto limits = "(*LIMIT_MATCH=20000)(*LIMIT_DEPTH=2000)(*LIMIT_HEAP=4096)"_L1;

}

QString whyNotAPattern(const QString &pattern)
{
    if (pattern.isEmpty())
        return Words::tr("an empty pattern is in every message");
    if (pattern.size() > Filter::longestPattern)
        return Words::tr("a pattern may be %1 characters long").arg(Filter::longestPattern);
    // They would stand behind ours and change how the pattern is run, not what it means.
    if (pattern.startsWith("(*"_L1))
        return Words::tr("a pattern may not begin with (*");
    // It splits characters, for which the PCRE2 manual promises nothing good.
    if (pattern.contains("\\C"_L1))
        return Words::tr("a pattern may not use \\C");
    const QRegularExpression compiled = boundedPattern(pattern);
    if (compiled.isValid())
        return {};
    const qsizetype at = std::max<qsizetype>(0, compiled.patternErrorOffset() - limits.size());
    return Words::tr("this pattern is broken at its character %1: %2")
        .arg(QString::number(std::min(at, pattern.size() - 1) + 1), compiled.errorString());
}

QRegularExpression boundedPattern(const QString &pattern)
{
    return QRegularExpression(limits + pattern, QRegularExpression::CaseInsensitiveOption);
}

}
