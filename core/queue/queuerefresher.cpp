// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queuerefresher.h"

#include "core/queue/entryreader.h"
#include "core/queue/queuechanges.h"
#include "core/queue/queuelister.h"
#include "core/queue/queuesnapshot.h"
#include "core/transport/remotecommand.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>

#include <algorithm>
#include <iterator>
#include <thread>

namespace spoolscope {

namespace {

using Clock = RefreshBase::Clock;

constexpr qint64 margin = 5; ///< seconds; see the header
/// Less than the margin, so that a step which is not noticed does no harm.
constexpr std::chrono::milliseconds clockSlack(2000), longestAnswer(2000);
/// A message that is read costs about as much as ten that are listed.
constexpr size_t worthFraction = 10;
constexpr size_t alwaysWorth = 200;

/// Why it cannot be done, or that the connection failed.
using Obstacle = std::expected<RefreshWay, Error>;

bool isTooMany(const QueueChanges &changes, const QueueSnapshot &before)
{
    return changes.changedCount() > std::max(alwaysWorth, before.rowCount() / worthFraction);
}

/// What an error of a parser stands for; one of the link stays an error.
Obstacle obstacleOf(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Permission:
        return RefreshWay::NoRights;
    case ErrorKind::NotFound:
        return RefreshWay::NoGnuFind;
    case ErrorKind::Parse:
    case ErrorKind::InvalidInput:
    case ErrorKind::OutputTooLarge:
        return RefreshWay::Doubtful;
    default:
        return std::unexpected(error);
    }
}

Error tooLarge()
{
    return {ErrorKind::OutputTooLarge,
        QCoreApplication::translate("QueueLister", "The queue has more messages than fit.")};
}

class Refresher final
{
public:
    Refresher(Transport &transport, const Instance &instance, const RefreshBase &base,
        qint64 startedAt, const std::stop_token &stop)
        : m_transport(transport)
        , m_instance(instance)
        , m_base(base)
        , m_snapshot(std::make_shared<QueueSnapshot>(
              base.snapshot->instance(), startedAt, base.snapshot.get()))
        , m_stop(stop)
    {
    }

    /// Incremental with the snapshot complete, or why not.
    Obstacle run();
    const std::shared_ptr<QueueSnapshot> &snapshot() const { return m_snapshot; }
    RefreshBase nextBase() const;
    qsizetype readCount() const { return m_readCount; }

private:
    std::expected<ScanFacts, Obstacle> scan(qint64 since, ScanExtent extent, QueueChanges &changes);
    std::expected<ReadEntries, Obstacle> read(const QueueChanges &changes);
    std::expected<ReadEntries, Obstacle> readWhileCopying(const QueueChanges &changes);
    std::expected<void, Obstacle> followMoved(ReadEntries &entries);
    bool clockWentOn() const;

    Transport &m_transport;
    const Instance &m_instance;
    const RefreshBase &m_base;
    const std::shared_ptr<QueueSnapshot> m_snapshot;
    const std::stop_token &m_stop;
    ScanFacts m_facts;
    Clock::time_point m_askedAt;
    Clock::time_point m_answeredAt; ///< of the first scan
    qsizetype m_readCount = 0;
};

std::expected<ScanFacts, Obstacle> Refresher::scan(
    qint64 since, ScanExtent extent, QueueChanges &changes)
{
    QueueScanParser parser([&](const ScannedFile &file) { changes.take(file); });
    auto command = RemoteCommand::start(
        m_transport, scanQueuesCommand(m_instance, since - margin, extent), m_stop);
    if (!command)
        return std::unexpected(obstacleOf(command.error()));
    const auto read = command->readAll([&](const QByteArray &bytes) {
        if (m_answeredAt == Clock::time_point())
            m_answeredAt = Clock::now();
        parser.feed(bytes);
        return !isTooMany(changes, *m_base.snapshot);
    });
    if (!read)
        return std::unexpected(obstacleOf(read.error()));
    if (!*read)
        return std::unexpected(RefreshWay::TooManyChanges);
    const auto facts = parser.finish(command->exitCode(), command->errorOutput());
    if (!facts)
        return std::unexpected(obstacleOf(facts.error()));
    changes.finish();
    return *facts;
}

std::expected<ReadEntries, Obstacle> Refresher::read(const QueueChanges &changes)
{
    if (changes.isContradictory())
        return std::unexpected(RefreshWay::Doubtful);
    if (isTooMany(changes, *m_base.snapshot))
        return std::unexpected(RefreshWay::TooManyChanges);
    auto entries = readEntries(m_transport, m_facts, changes.changed(), m_stop);
    if (!entries)
        return std::unexpected(obstacleOf(entries.error()));
    if (entries->isDoubtful)
        return std::unexpected(RefreshWay::Doubtful);
    return std::move(*entries);
}

/// The server is busy with the one while we are with the other.
std::expected<ReadEntries, Obstacle> Refresher::readWhileCopying(const QueueChanges &changes)
{
    const std::jthread copying([&] {
        m_snapshot->copyFrom(
            *m_base.snapshot, [&](QueueSnapshot::Row row) { return changes.isUnchanged(row); });
    });
    return read(changes);
}

/// Of the messages that vanished before they were read, those that only went to another queue are
/// looked for once more, as postqueue would have met most of them there.
std::expected<void, Obstacle> Refresher::followMoved(ReadEntries &entries)
{
    if (entries.vanished.isEmpty())
        return {};
    const auto nothing = std::make_shared<QueueSnapshot>(m_base.snapshot->instance(), qint64(0));
    nothing->end(ListingState::Complete, 0, {});
    QueueChanges moved(nothing);
    if (const auto scanned = scan(m_facts.clock, ScanExtent::OnlyChanged, moved); !scanned)
        return std::unexpected(scanned.error());
    const QSet<QueueId> wanted(entries.vanished.cbegin(), entries.vanished.cend());
    std::vector<ChangedFile> files;
    std::ranges::copy_if(moved.changed(), std::back_inserter(files),
        [&](const ChangedFile &file) { return wanted.contains(file.id); });
    auto found = readEntries(m_transport, m_facts, files, m_stop);
    if (!found)
        return std::unexpected(obstacleOf(found.error()));
    if (found->isDoubtful)
        return std::unexpected(RefreshWay::Doubtful);
    std::ranges::move(found->entries, std::back_inserter(entries.entries));
    return {};
}

/// The server's clock was read some time between question and answer.
bool Refresher::clockWentOn() const
{
    const auto answered = std::min<Clock::duration>(m_answeredAt - m_askedAt, longestAnswer);
    return clocksAgree(m_facts.clock - m_base.serverClock,
        std::chrono::duration_cast<std::chrono::milliseconds>(m_askedAt - m_base.askedAt),
        clockSlack + std::chrono::duration_cast<std::chrono::milliseconds>(answered));
}

Obstacle Refresher::run()
{
    QueueChanges changes(m_base.snapshot);
    m_askedAt = Clock::now();
    const auto facts = scan(m_base.serverClock, ScanExtent::Everything, changes);
    if (!facts)
        return facts.error();
    m_facts = *facts;
    if (!clockWentOn())
        return RefreshWay::ClockStepped;
    auto entries = readWhileCopying(changes);
    if (!entries)
        return entries.error();
    if (const auto followed = followMoved(*entries); !followed)
        return followed.error();
    const bool isCertain = std::ranges::all_of(entries->entries, [this](const QueueEntry &entry) {
        return listEntry(
            entry, m_facts, [this](const ListedMessage &message) { m_snapshot->add(message); });
    });
    if (!isCertain)
        return RefreshWay::Doubtful;
    m_readCount = qsizetype(entries->entries.size());
    if (m_snapshot->isFull())
        return std::unexpected(tooLarge());
    m_snapshot->end(ListingState::Complete, 0, {});
    return RefreshWay::Incremental;
}

RefreshBase Refresher::nextBase() const
{
    return {.snapshot = m_snapshot,
        .serverClock = m_facts.clock,
        .askedAt = m_askedAt,
        .listedAt = m_base.listedAt,
        .refreshes = m_base.refreshes + 1};
}

bool isTimeToVerify(const RefreshBase &base)
{
    return base.refreshes + 1 >= verifyEvery || Clock::now() - base.listedAt >= verifyAfter;
}

Result<Refreshed> listInFull(RefreshWay way, Transport &transport, const Instance &instance,
    bool canScan, const std::shared_ptr<QueueSnapshot> &snapshot, std::stop_token stop,
    const std::function<void(qint64)> &published)
{
    Refreshed refreshed{.snapshot = snapshot, .way = way};
    if (!canScan) {
        const auto listed = listQueue(transport, instance, *snapshot, std::move(stop), published);
        return listed ? Result<Refreshed>(refreshed) : std::unexpected(listed.error());
    }
    const auto askedAt = Clock::now();
    const auto clock
        = listQueueWithClock(transport, instance, *snapshot, std::move(stop), published);
    if (!clock)
        return std::unexpected(clock.error());
    // A line that was not understood is a message that the next refresh would take for none.
    if (*clock && snapshot->badLineCount() == 0) {
        refreshed.base = RefreshBase{
            .snapshot = snapshot, .serverClock = **clock, .askedAt = askedAt, .listedAt = askedAt};
    }
    return refreshed;
}

/// The incremental way, if it can be gone to its end.
Obstacle tryIncrementally(Refresher &refresher, const RefreshBase &base)
{
    return isTimeToVerify(base) ? Obstacle(RefreshWay::Verification) : refresher.run();
}

}

bool clocksAgree(
    qint64 serverSeconds, std::chrono::milliseconds ours, std::chrono::milliseconds slack)
{
    const auto difference = std::chrono::seconds(serverSeconds) - ours;
    return difference <= slack && difference >= -slack;
}

Result<Refreshed> refreshQueue(Transport &transport, const Instance &instance, bool canScan,
    const std::optional<RefreshBase> &base, const std::shared_ptr<QueueSnapshot> &snapshot,
    std::stop_token stop, const std::function<void(qint64 rows)> &published)
{
    const auto start = Clock::now();
    const auto withCost = [&](Result<Refreshed> refreshed) {
        if (refreshed) {
            refreshed->cost
                = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
        }
        return refreshed;
    };
    if (!canScan || !base) {
        return withCost(listInFull(canScan ? RefreshWay::FirstListing : RefreshWay::NoRights,
            transport, instance, canScan, snapshot, stop, published));
    }
    Refresher refresher(transport, instance, *base, snapshot->startedAt(), stop);
    const Obstacle outcome = tryIncrementally(refresher, *base);
    if (!outcome) {
        snapshot->end(ListingState::Incomplete, 0, {});
        return std::unexpected(outcome.error());
    }
    if (*outcome != RefreshWay::Incremental)
        return withCost(
            listInFull(*outcome, transport, instance, canScan, snapshot, stop, published));
    if (published)
        published(qint64(refresher.snapshot()->rowCount()));
    return withCost(Refreshed{.snapshot = refresher.snapshot(),
        .way = RefreshWay::Incremental,
        .read = refresher.readCount(),
        .base = refresher.nextBase()});
}

}
