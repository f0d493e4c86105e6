// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queuelister.h"

#include "core/postfix/queuelisting.h"
#include "core/queue/queuesnapshot.h"
#include "core/transport/remotecommand.h"

#include <QCoreApplication>

#include <chrono>
#include <optional>
#include <utility>

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

/// Takes the first line off what comes in any chunks.
class ClockLine final
{
public:
    QByteArray without(const QByteArray &bytes)
    {
        if (m_isWhole)
            return bytes;
        const qsizetype end = bytes.indexOf('\n');
        m_isWhole = end >= 0;
        if (m_line.size() < longestClock)
            m_line += m_isWhole ? bytes.first(end) : bytes;
        return m_isWhole ? bytes.sliced(end + 1) : QByteArray();
    }
    std::optional<qint64> clock() const
    {
        bool isNumber = false;
        const qint64 seconds = m_line.trimmed().toLongLong(&isNumber);
        return m_isWhole && isNumber && seconds > 0 ? std::optional(seconds) : std::nullopt;
    }

private:
    QByteArray m_line;
    bool m_isWhole = false;
    static constexpr qsizetype longestClock = 64;
};

Result<void> fill(Transport &transport, const CommandLine &line, ClockLine *clock,
    QueueSnapshot &snapshot, QueueListParser &parser, std::stop_token stop,
    const std::function<void(qint64)> &published)
{
    auto command = RemoteCommand::start(transport, line, stop);
    if (!command)
        return std::unexpected(command.error());
    auto lastPublished = Clock::time_point{};
    const auto read = command->readAll([&](const QByteArray &bytes) {
        parser.feed(clock ? clock->without(bytes) : bytes);
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

Result<void> listInto(Transport &transport, const CommandLine &line, ClockLine *clock,
    QueueSnapshot &snapshot, std::stop_token stop, const std::function<void(qint64)> &published)
{
    QueueListParser parser([&](const ListedMessage &message) { snapshot.add(message); });
    const auto result = fill(transport, line, clock, snapshot, parser, std::move(stop), published);
    snapshot.end(result ? ListingState::Complete : ListingState::Incomplete, parser.badLineCount(),
        parser.badLines());
    if (published)
        published(qint64(snapshot.rowCount()));
    return result;
}

}

Result<void> listQueue(Transport &transport, const Instance &instance, QueueSnapshot &snapshot,
    std::stop_token stop, const std::function<void(qint64 rows)> &published)
{
    return listInto(
        transport, listQueueCommand(instance), nullptr, snapshot, std::move(stop), published);
}

Result<std::optional<qint64>> listQueueWithClock(Transport &transport, const Instance &instance,
    QueueSnapshot &snapshot, std::stop_token stop,
    const std::function<void(qint64 rows)> &published)
{
    ClockLine clock;
    const auto listed = listInto(transport, listQueueWithClockCommand(instance), &clock, snapshot,
        std::move(stop), published);
    if (!listed)
        return std::unexpected(listed.error());
    return clock.clock();
}

}
