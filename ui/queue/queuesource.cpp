// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/queuesource.h"

namespace spoolscope {

FilterContext filterContext(const QueueSource &source, qint64 now)
{
    return {.serverNames
        = source.serverNames.isEmpty() ? QStringList{source.server} : source.serverNames,
        .instanceNames = source.instanceNames,
        .now = now + source.clockOffset,
        .facts = source.facts};
}

}
