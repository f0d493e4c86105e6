// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/batchverb.h"
#include "core/actions/partaccount.h"
#include "core/transport/remotecommand.h"

#include <chrono>
#include <functional>

namespace spoolscope {

/// Sends the batches of one part and reads their answers into its account: a few at a time once
/// the canaries are home, so that the server works on one while the next is on its way. No record,
/// no batch; what was sent is always seen to its end, also past a stop request. Blocks; never on
/// the GUI thread.
class BatchSender final
{
public:
    BatchSender(const PlanPart &part, PartAccount &account, PartRecorder &recorder,
        const std::stop_token &stop, const std::function<void(const PartProgress &)> &progress,
        const ExecutionOptions &options);

    /// False: not all were sent, or an answer was not as expected; the account has the error.
    bool send(Transport &transport, PlanStep step, BatchVerb verb, std::span<const size_t> rows);

    /// Nonces of batches that may still be at work: their answers did not come to an end.
    const QByteArrayList &unanswered() const { return m_unanswered; }

private:
    struct Batch
    {
        RemoteCommand remote;
        std::span<const size_t> rows;
        std::vector<QueueId> ids;
    };

    void keepPace(size_t sent);
    Result<Batch> start(
        Transport &transport, PlanStep step, BatchVerb verb, std::span<const size_t> rows);
    bool finish(PlanStep step, BatchVerb verb, Batch &batch);

    const PlanPart &m_part;
    PartAccount &m_account;
    PartRecorder &m_recorder;
    const std::stop_token &m_stop;
    const std::function<void(const PartProgress &)> &m_progress;
    const ExecutionOptions &m_options;
    QByteArrayList m_unanswered;
    std::chrono::steady_clock::time_point m_sendingSince;
};

}
