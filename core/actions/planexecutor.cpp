// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/planexecutor.h"

#include "core/actions/queuecheck.h"
#include "core/postfix/queuecommand.h"
#include "core/transport/remotecommand.h"

#include <QCoreApplication>
#include <QRandomGenerator>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr int reconnectAttempts = 4;
constexpr qsizetype keptUnexpectedLines = 200;

QString translated(const char *text)
{
    return QCoreApplication::translate("PlanExecutor", text);
}

/// What is known of one message while its part is carried out.
struct Fate
{
    Verdict verdict = Verdict::Untouched;
    bool settled = false; ///< the verdict is final
    bool heldByUs = false; ///< the server said that it put this ID on hold for us
    bool inDoubt = false; ///< a change was sent and the server's word on it is missing
    bool actionSent = false;
    bool missedBefore = false; ///< a complete listing did not have it
};

bool isDeletion(Action action)
{
    return action == Action::Delete || action == Action::Requeue;
}

QueueCommand finalCommand(Action action)
{
    switch (action) {
    case Action::Hold:
        return QueueCommand::Hold;
    case Action::Release:
        return QueueCommand::Release;
    case Action::Delete:
        return QueueCommand::DeleteHeld;
    case Action::Requeue:
        return QueueCommand::RequeueHeld;
    }
    Q_UNREACHABLE_RETURN({});
}

/// Waits, but not past a stop request.
void pause(std::chrono::milliseconds time, const std::stop_token &stop)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, time, [] { return false; });
}

class PartRun final
{
public:
    PartRun(Action action, const PlanPart &part, const TransportSource &source,
        std::stop_token stop, const std::function<void(const PartProgress &)> &progress,
        const ExecutionOptions &options)
        : m_action(action)
        , m_part(part)
        , m_source(source)
        , m_stop(std::move(stop))
        , m_progress(progress)
        , m_batchesInFlight(size_t(std::clamp(options.batchesInFlight, 1, 4)))
        , m_batchSize(size_t(std::clamp<qsizetype>(options.batchSize, 1, largestBatch)))
        , m_fates(part.messages.size())
    {
        m_rowOf.reserve(qsizetype(part.messages.size()));
        for (size_t i = 0; i < part.messages.size(); ++i)
            m_rowOf.insert(part.messages[i].identity.id, i);
    }

    PartResult carryOut()
    {
        if (connect() && hold() && verify())
            act();
        reconcile();
        PartResult result;
        result.verdicts.reserve(m_fates.size());
        for (const Fate &fate : m_fates)
            result.verdicts.push_back(fate.verdict);
        result.error = std::move(m_error);
        result.unexpected = std::move(m_unexpected);
        return result;
    }

private:
    const MessageIdentity &identity(size_t i) const { return m_part.messages[i].identity; }

    void settle(size_t i, Verdict verdict)
    {
        m_fates[i].verdict = verdict;
        m_fates[i].settled = true;
        m_fates[i].inDoubt = false;
    }

    /// False, with the error kept, once anything went wrong or a stop was asked for.
    bool failed(Error error)
    {
        if (!m_error)
            m_error = std::move(error);
        return false;
    }

    bool mayGoOn()
    {
        if (m_stop.stop_requested())
            return failed({ErrorKind::Cancelled, translated("Stopped on request.")});
        return !m_error;
    }

    bool connect()
    {
        auto transport = m_source(m_stop);
        if (!transport)
            return failed(transport.error());
        m_transport = std::move(*transport);
        return true;
    }

    bool hold()
    {
        if (m_action == Action::Release)
            return true;
        std::vector<size_t> rows;
        for (size_t i = 0; i < m_fates.size(); ++i) {
            // Already there: postsuper -h would say nothing about it, the verification will.
            if (m_part.messages[i].queue != QueueName::Hold)
                rows.push_back(i);
        }
        return send(PlanStep::Holding, QueueCommand::Hold, rows);
    }

    /// Re-lists and keeps for the action only what is in the hold queue and still the same message.
    bool verify()
    {
        if (!mayGoOn())
            return false;
        report(PlanStep::Verifying, 0);
        const auto sightings = sightMessages(*m_transport, m_part, m_stop);
        if (!sightings)
            return failed(sightings.error());
        std::vector<size_t> strangers;
        for (size_t i = 0; i < m_fates.size(); ++i) {
            const auto seen = sightings->seen.find(identity(i).id);
            if (seen == sightings->seen.end()) {
                m_fates[i].inDoubt = true;
                m_fates[i].missedBefore = true;
            } else if (seen->identity != identity(i)) {
                settle(i, Verdict::Changed);
                if (m_fates[i].heldByUs)
                    strangers.push_back(i);
            } else if (seen->queue != QueueName::Hold) {
                settle(i, Verdict::Untouched);
            } else if (m_action == Action::Hold) {
                settle(i, Verdict::Done);
            } else if (m_action != Action::Release) {
                m_fates[i].verdict = Verdict::StillHeld;
            }
        }
        return releaseStrangers(strangers);
    }

    /// Another message had taken an ID before we held it: it must not wait in hold for ever.
    bool releaseStrangers(const std::vector<size_t> &rows)
    {
        if (rows.empty() || send(PlanStep::Releasing, QueueCommand::Release, rows))
            return true;
        for (const size_t i : rows)
            m_unexpected.append(
                "may still be on hold, release it: " + identity(i).id.toByteArray());
        return false;
    }

    void act()
    {
        if (m_action == Action::Hold)
            return;
        std::vector<size_t> rows;
        for (size_t i = 0; i < m_fates.size(); ++i) {
            if (!m_fates[i].settled && !m_fates[i].inDoubt)
                rows.push_back(i);
        }
        send(PlanStep::Acting, finalCommand(m_action), rows);
    }

    /// Sends the rows in batches, a few of them at a time once the first has gone well, so that the
    /// server works on one while the next is on its way. What was sent is always seen to its end.
    bool send(PlanStep step, QueueCommand command, const std::vector<size_t> &rows)
    {
        const std::span all(rows);
        std::deque<Batch> inFlight;
        size_t next = 0;
        size_t done = 0;
        bool fine = true;
        for (;;) {
            report(step, qint64(done), qint64(all.size()));
            const size_t room = done == 0 ? 1 : m_batchesInFlight;
            while (fine && next < all.size() && inFlight.size() < room && mayGoOn()) {
                const size_t count = std::min(m_batchSize, all.size() - next);
                auto batch = startBatch(step, command, all.subspan(next, count));
                next += count;
                if (batch)
                    inFlight.push_back(std::move(*batch));
                else
                    fine = failed(batch.error());
            }
            if (inFlight.empty())
                return fine && next == all.size() && (all.empty() || done == all.size());
            fine = finishBatch(step, command, inFlight.front()) && fine;
            done += inFlight.front().rows.size();
            inFlight.pop_front();
        }
    }

    struct Batch
    {
        RemoteCommand remote;
        std::span<const size_t> rows;
    };

    /// Sends one all-or-nothing batch. From then on nothing of it may be taken for untouched until
    /// the server has spoken.
    Result<Batch> startBatch(PlanStep step, QueueCommand command, std::span<const size_t> rows)
    {
        std::vector<QueueId> ids;
        ids.reserve(rows.size());
        for (const size_t i : rows)
            ids.push_back(identity(i).id);
        const QByteArray nonce = QByteArray::number(QRandomGenerator::system()->generate64(), 16);
        const auto line = queueCommand(command, m_part.instance,
            rightFor(command, m_part.rights).value_or(Privilege::Direct), ids, nonce);
        if (!line)
            return std::unexpected(line.error());
        for (const size_t i : rows) {
            m_fates[i].inDoubt = !m_fates[i].settled;
            m_fates[i].actionSent |= step == PlanStep::Acting;
        }
        // Without the stop token: a batch that was sent is seen to its end.
        auto remote = RemoteCommand::start(*m_transport, *line, {});
        if (!remote)
            return std::unexpected(remote.error());
        return Batch{std::move(*remote), rows};
    }

    /// Takes the per-ID lines, also when the link is lost behind them.
    bool finishBatch(PlanStep step, QueueCommand command, Batch &batch)
    {
        Result<QByteArray> bytes;
        do {
            bytes = batch.remote.read();
        } while (bytes && !bytes->isEmpty());
        const int exitCode = bytes ? batch.remote.exitCode() : -1;
        const QueueCommandReport answer
            = parseQueueCommandReport(command, batch.remote.errorOutput(), exitCode);
        take(step, answer);
        if (!bytes)
            return failed(bytes.error());
        return checkAnswer(step, answer, exitCode, batch.rows);
    }

    void take(PlanStep step, const QueueCommandReport &answer)
    {
        for (const QueueId &id : answer.done) {
            const auto row = m_rowOf.constFind(id);
            if (row == m_rowOf.constEnd())
                continue;
            Fate &fate = m_fates[*row];
            switch (step) {
            case PlanStep::Holding:
                fate.heldByUs = true;
                fate.inDoubt = false;
                fate.verdict = Verdict::StillHeld;
                break;
            case PlanStep::Acting:
                settle(*row, Verdict::Done);
                break;
            default:
                break;
            }
        }
        for (const QByteArray &line : answer.unexpected) {
            if (m_unexpected.size() < keptUnexpectedLines)
                m_unexpected.append(line);
        }
    }

    bool checkAnswer(
        PlanStep step, const QueueCommandReport &answer, int exitCode, std::span<const size_t> rows)
    {
        if (answer.notPermitted || answer.gateRejected) {
            for (const size_t i : rows) {
                if (!m_fates[i].settled)
                    m_fates[i].inDoubt = false;
                m_fates[i].actionSent &= step != PlanStep::Acting;
            }
            const QByteArray detail = answer.unexpected.join('\n');
            if (answer.notPermitted)
                return failed({ErrorKind::Permission,
                    translated("The server refused the command; nothing of this batch was done. "
                               "Check the account's sudo rules."),
                    detail});
            return failed({ErrorKind::Incomplete,
                translated(
                    "A batch arrived damaged and the server acted on none of it. Try again."),
                detail});
        }
        if (exitCode != 0)
            return failed({ErrorKind::Io,
                translated("postsuper stopped before the end of a batch. See the details; every "
                           "message was looked up again."),
                answer.unexpected.join('\n')});
        if (step == PlanStep::Holding) {
            // No line: not found where postsuper looked. The verification says what became of it.
            for (const size_t i : rows)
                m_fates[i].inDoubt = false;
        }
        return true;
    }

    void reconcile()
    {
        const bool anyDoubt = std::ranges::any_of(m_fates, &Fate::inDoubt);
        if (!anyDoubt)
            return;
        report(PlanStep::Reconciling, 0);
        auto sightings = lookAgain();
        // One listing may miss a message that moves between queues; two in a row will not.
        if (sightings && missesMovingMessage(*sightings))
            sightings = lookAgain();
        for (size_t i = 0; i < m_fates.size(); ++i) {
            Fate &fate = m_fates[i];
            if (fate.settled)
                continue;
            if (sightings && (fate.inDoubt || fate.verdict == Verdict::StillHeld))
                settle(i, verdictFrom(*sightings, i));
            else if (fate.inDoubt)
                settle(i, Verdict::Unknown);
        }
        if (!sightings)
            m_error = Error{ErrorKind::OutcomeUnknown,
                translated("The connection was lost and the server could not be asked again. "
                           "Messages marked unknown may or may not have been changed; refresh "
                           "when the server is back."),
                (m_error ? m_error->message.toUtf8() + '\n' : QByteArray())
                    + sightings.error().message.toUtf8()};
    }

    bool missesMovingMessage(const Sightings &sightings) const
    {
        for (size_t i = 0; i < m_fates.size(); ++i) {
            const Fate &fate = m_fates[i];
            if (fate.inDoubt && !fate.missedBefore && !fate.actionSent
                && !sightings.seen.contains(identity(i).id))
                return true;
        }
        return false;
    }

    /// One more complete listing, over a new connection where the old one is gone. A stop request
    /// does not shorten it: what was sent must be accounted for.
    Result<Sightings> lookAgain()
    {
        Error last{ErrorKind::Network, {}};
        const int attempts = m_stop.stop_requested() ? 1 : reconnectAttempts;
        for (int attempt = 0; attempt < attempts; ++attempt) {
            if (attempt > 0)
                pause(std::chrono::seconds(attempt), m_stop);
            auto transport = m_source({});
            if (!transport) {
                last = transport.error();
                continue;
            }
            m_transport = std::move(*transport);
            auto sightings = sightMessages(*m_transport, m_part, {});
            if (sightings)
                return sightings;
            last = sightings.error();
        }
        return std::unexpected(last);
    }

    Verdict verdictFrom(const Sightings &sightings, size_t i) const
    {
        const Fate &fate = m_fates[i];
        const auto seen = sightings.seen.find(identity(i).id);
        if (seen == sightings.seen.end()) {
            if (!sightings.everyLineRead)
                return Verdict::Unknown;
            // It was verified in hold, where only a command moves it, and ours was sent.
            return fate.actionSent && isDeletion(m_action) ? Verdict::Done : Verdict::AlreadyGone;
        }
        if (seen->identity != identity(i))
            return Verdict::Changed;
        if (seen->queue == QueueName::Hold) {
            if (m_action == Action::Hold)
                return Verdict::Done;
            return m_action == Action::Release ? Verdict::Untouched : Verdict::StillHeld;
        }
        return m_action == Action::Release && fate.actionSent ? Verdict::Done : Verdict::Untouched;
    }

    void report(PlanStep step, qint64 done, qint64 total = 0)
    {
        if (m_progress)
            m_progress({step, done, total});
    }

    const Action m_action;
    const PlanPart &m_part;
    const TransportSource &m_source;
    const std::stop_token m_stop;
    const std::function<void(const PartProgress &)> &m_progress;
    const size_t m_batchesInFlight;
    const size_t m_batchSize;
    std::shared_ptr<Transport> m_transport;
    QHash<QueueId, size_t> m_rowOf;
    std::vector<Fate> m_fates;
    std::optional<Error> m_error;
    QByteArrayList m_unexpected;
};

}

std::array<qint64, verdictCount> PartResult::counts() const
{
    std::array<qint64, verdictCount> counts = {};
    for (const Verdict verdict : verdicts)
        ++counts[size_t(verdict)];
    return counts;
}

PartResult executePart(Action action, const PlanPart &part, const TransportSource &source,
    std::stop_token stop, const std::function<void(const PartProgress &)> &progress,
    const ExecutionOptions &options)
{
    return PartRun(action, part, source, std::move(stop), progress, options).carryOut();
}

}
