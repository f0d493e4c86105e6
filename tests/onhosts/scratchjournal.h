// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/journal/journaledpart.h"

#include <QTemporaryDir>

namespace spoolscope {

/// A journal that is gone with the test program.
inline Journal scratchJournal()
{
    static const QTemporaryDir directory;
    return Journal(directory.filePath(QStringLiteral("journal")));
}

/// Carries out the first part of a plan as the programs do.
inline PartResult perform(const ActionPlan &plan, const TransportSource &source,
    ExecutionOptions options = {}, std::stop_token stop = {},
    const std::function<void(const PartProgress &)> &progress = {})
{
    return performPart(scratchJournal(), plan, 0, {.options = std::move(options)}, source,
        std::move(stop), progress);
}

}
