// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/planexecutor.h"
#include "core/actions/queuecheck.h"
#include "core/transport/remotecommand.h"

#include <QHash>

#include <chrono>
#include <memory>
#include <span>

namespace spoolscope {

/// One part of a plan being carried out, once. What executePart() promises is kept here.
class PartRun final
{
public:
    PartRun(Action action, const PlanPart &part, const TransportSource &source,
        PartRecorder &recorder, std::stop_token stop,
        const std::function<void(const PartProgress &)> &progress, const ExecutionOptions &options);

    PartResult carryOut();
    PartResult account(); ///< looks and changes nothing; for accountForPart()

private:
    /// What is known of one message.
    struct Fate
    {
        Verdict verdict = Verdict::Untouched;
        bool settled = false; ///< the verdict is final
        bool heldByUs = false; ///< the server said that it put this ID on hold for us
        bool inDoubt = false; ///< a change was sent and the server's word on it is missing
        bool actionSent = false;
        bool missedBefore = false; ///< a complete listing did not have it
    };
    /// What a batch does: a command of postsuper, or a retry where there is none.
    using Verb = std::optional<QueueCommand>;
    struct Batch
    {
        RemoteCommand remote;
        std::span<const size_t> rows;
    };
    using Rows = std::vector<size_t>;

    bool connect();
    bool hold();
    bool verify();
    bool compare(const Sightings &sightings);
    bool releaseStrangers(const Rows &rows);
    bool backUp(Rows &rows);
    void act();
    void reconcile();
    PartResult result();

    bool send(PlanStep step, Verb verb, const Rows &rows);
    void keepPace(size_t sent);
    Result<Batch> startBatch(PlanStep step, Verb verb, std::span<const size_t> rows);
    Result<CommandLine> commandFor(Verb verb, std::span<const QueueId> ids) const;
    QueueCommandReport reportOf(
        Verb verb, Batch &batch, const QByteArray &output, int exitCode) const;
    bool finishBatch(PlanStep step, Verb verb, Batch &batch);
    std::vector<QueueId> idsOf(std::span<const size_t> rows) const;
    bool isPlaceFor(QueueName queue) const;
    PartRecorder::Answer take(PlanStep step, const QueueCommandReport &report, int exitCode);
    bool checkAnswer(PlanStep step, const QueueCommandReport &report, int exitCode,
        std::span<const size_t> rows);
    bool isAsExpected(
        PlanStep step, const QueueCommandReport &report, std::span<const size_t> rows);

    Result<Sightings> lookAgain();
    Result<Sightings> sightWhenQuiet();
    bool missesMovingMessage(const Sightings &sightings) const;
    Verdict verdictFrom(const Sightings &sightings, size_t row) const;

    const MessageIdentity &identity(size_t row) const { return m_part.messages[row].identity; }
    void settle(size_t row, Verdict verdict);
    bool failed(Error error);
    bool recorded(const Result<void> &result);
    bool mayGoOn();
    void report(PlanStep step, qint64 done, qint64 total = 0);

    const Action m_action;
    const PlanPart &m_part;
    const TransportSource &m_source;
    PartRecorder &m_recorder;
    const std::stop_token m_stop;
    const std::function<void(const PartProgress &)> &m_progress;
    const ExecutionOptions &m_options;
    std::shared_ptr<Transport> m_transport;
    QByteArrayList m_unanswered; ///< nonces of batches that may still be at work
    std::chrono::steady_clock::time_point m_sendingSince;
    QHash<QueueId, size_t> m_rowOf;
    std::vector<Fate> m_fates;
    std::optional<Error> m_error; ///< stops what is left
    std::optional<Error> m_shortage; ///< to tell at the end, where nothing worse is
    QByteArrayList m_unexpected;
};

}
