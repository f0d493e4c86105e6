// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queuelister.h"

#include "core/postfix/queuelisting.h"
#include "core/queue/queuesnapshot.h"
#include "core/transport/remotecommand.h"

#include <QCoreApplication>

#include <chrono>

namespace spoolscope {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto publishInterval = std::chrono::milliseconds(50);

std::unexpected<Error> tooLarge(const QueueSnapshot &snapshot)
{
    return failure(ErrorKind::OutputTooLarge,
        QCoreApplication::translate("QueueLister",
            "The queue has more messages than fit (%1 were read). List a part of it with "
            "postqueue on the server.")
            .arg(snapshot.rowCount()));
}

Result<void> fill(Transport &transport, const Instance &instance, QueueSnapshot &snapshot,
    QueueListParser &parser, std::stop_token stop, const std::function<void(qint64)> &published)
{
    auto command = RemoteCommand::start(transport, listQueueCommand(instance), stop);
    if (!command)
        return std::unexpected(command.error());
    auto lastPublished = Clock::time_point{};
    const auto read = command->readAll([&](const QByteArray &bytes) {
        parser.feed(bytes);
        if (snapshot.isFull())
            return false;
        if (const auto now = Clock::now(); now - lastPublished >= publishInterval) {
            lastPublished = now;
            snapshot.publish();
            if (published)
                published(qint64(snapshot.rowCount()));
        }
        return true;
    });
    if (!read)
        return std::unexpected(read.error());
    if (!*read)
        return tooLarge(snapshot);
    parser.finish();
    snapshot.publish();
    if (snapshot.isFull())
        return tooLarge(snapshot);
    return checkListingExit(command->exitCode(), command->errorOutput());
}

}

Result<void> listQueue(Transport &transport, const Instance &instance, QueueSnapshot &snapshot,
    std::stop_token stop, const std::function<void(qint64 rows)> &published)
{
    QueueListParser parser([&](const ListedMessage &message) { snapshot.add(message); });
    const auto result = fill(transport, instance, snapshot, parser, stop, published);
    snapshot.end(result ? ListingState::Complete : ListingState::Incomplete, parser.badLineCount(),
        parser.badLines());
    if (published)
        published(qint64(snapshot.rowCount()));
    return result;
}

}
