// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtTypes>

class QAction;

namespace spoolscope {

class EmptyState;
struct ScopeStatus;

/// Why the table of the queue has no rows.
struct NoRows
{
    const ScopeStatus &scope;
    qint64 messages; ///< that there are, hidden by the filter
    bool hasServers;
    bool isOriginUnknown; ///< the filter might find some if it were known where they came from
    QAction *addServer, *clearFilter, *readOrigins, *retry; ///< next steps
};

/// Has `empty` say why, and what to do.
void explainNoRows(EmptyState &empty, const NoRows &why);

}
