// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/filterfield.h"

#include <QStringList>

#include <functional>
#include <vector>

namespace spoolscope {

struct FilterCandidate
{
    QString text; ///< takes the place of the word
    QString help; ///< what it means, in a few words; empty where the text says it
};

struct FilterCompletion
{
    qsizetype start = 0; ///< of the word before the cursor, in UTF-16 units
    qsizetype length = 0;
    std::vector<FilterCandidate> candidates;
};

/// Values that are worth offering for a field, the best first.
using FilterValues = std::function<QStringList(FilterField)>;

/// What the word before the cursor may become: fields, values of a field, or words that join.
/// Nothing within a regular expression. Pure but for `values`.
FilterCompletion completeFilter(const QString &text, qsizetype cursor, const FilterValues &values,
    FilterFields fields = filterFields());

}
