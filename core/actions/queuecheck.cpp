// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/queuecheck.h"

#include "core/postfix/queuelisting.h"
#include "core/transport/remotecommand.h"

#include <QSet>

namespace spoolscope {

Result<Sightings> sightMessages(Transport &transport, const PlanPart &part, std::stop_token stop)
{
    QSet<QueueId> wanted;
    wanted.reserve(qsizetype(part.messages.size()));
    for (const PlannedMessage &message : part.messages)
        wanted.insert(message.identity.id);

    Sightings sightings;
    QueueListParser parser([&](const ListedMessage &listed) {
        // showq(8) lists hold last, so a message that moved there meanwhile is taken from there.
        if (wanted.contains(listed.id))
            sightings.seen.insert(listed.id,
                {listed.queue,
                    {listed.id, listed.arrival, listed.size, listed.sender.toByteArray()},
                    listed.forcedExpire});
    });
    auto command = RemoteCommand::start(transport, listQueueCommand(part.instance), stop);
    if (!command)
        return std::unexpected(command.error());
    const auto read = command->readAll([&](const QByteArray &bytes) {
        parser.feed(bytes);
        return true;
    });
    if (!read)
        return std::unexpected(read.error());
    parser.finish();
    if (const auto ended = checkListingExit(command->exitCode(), command->errorOutput()); !ended)
        return std::unexpected(ended.error());
    sightings.everyLineRead = parser.badLineCount() == 0;
    return sightings;
}

}
