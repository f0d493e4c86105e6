// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/instance.h"
#include "core/postfix/queueid.h"

#include <QString>

#include <span>
#include <vector>

namespace spoolscope {

/// What an administrator may want to type instead of clicking.
enum class CopiedCommand {
    Hold, ///< postsuper -h -
    Release, ///< postsuper -H -
    Delete, ///< postsuper -d -
    Requeue, ///< postsuper -r -
    Read, ///< postcat -q ID
};

/// Messages of one instance.
struct CommandPart
{
    QString serverName;
    Instance instance;
    qint64 listedAt = 0; ///< ms since 1970, this machine's clock
    std::vector<QueueId> ids;
};

/// The commands as text for a shell, a part for each instance: comments that name server and count,
/// then postsuper(1) with the IDs in a here-document, or postcat(1) for each ID. They act by ID
/// alone, without what a plan verifies, and the comments say so. Parts without IDs are left out.
/// Pure. Errors: OutputTooLarge for more than `limit` bytes; InvalidInput for a directory that
/// cannot be quoted.
Result<QByteArray> commandScript(
    CopiedCommand command, std::span<const CommandPart> parts, qsizetype limit);

}
