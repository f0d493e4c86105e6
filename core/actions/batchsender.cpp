// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/batchsender.h"

#include "core/actions/canary.h"
#include "core/actions/pause.h"
#include "core/base/nonce.h"

#include <algorithm>
#include <deque>

namespace spoolscope {

namespace {

/// With a pace, half a minute's worth: else the pace would come in jerks as large as a batch.
size_t largestBatchFor(const ExecutionOptions &options)
{
    qsizetype largest = options.batchSize;
    if (options.messagesPerMinute > 0)
        largest = std::min<qsizetype>(largest, options.messagesPerMinute / 2);
    return size_t(std::clamp<qsizetype>(largest, 1, largestBatch));
}

std::vector<QueueId> idsOf(const PlanPart &part, std::span<const size_t> rows)
{
    std::vector<QueueId> ids;
    ids.reserve(rows.size());
    for (const size_t row : rows)
        ids.push_back(part.messages[row].identity.id);
    return ids;
}

}

BatchSender::BatchSender(const PlanPart &part, PartAccount &account, PartRecorder &recorder,
    const std::stop_token &stop, const std::function<void(const PartProgress &)> &progress,
    const ExecutionOptions &options)
    : m_part(part)
    , m_account(account)
    , m_recorder(recorder)
    , m_stop(stop)
    , m_progress(progress)
    , m_options(options)
{
}

bool BatchSender::send(
    Transport &transport, PlanStep step, BatchVerb verb, std::span<const size_t> rows)
{
    const Canary canary(rows.size(), largestBatchFor(m_options));
    // A sudo that asks is answered when its batch is read, one after the other.
    const bool isAsked = verb && rightFor(*verb, m_part.rights) == Privilege::SudoPassword;
    const auto inFlightAtMost = isAsked ? 1 : size_t(std::clamp(m_options.batchesInFlight, 1, 4));
    std::deque<Batch> inFlight;
    size_t next = 0;
    size_t done = 0;
    bool fine = true;
    m_sendingSince = std::chrono::steady_clock::now();
    for (;;) {
        if (m_progress)
            m_progress({step, qint64(done), qint64(rows.size())});
        const size_t room = canary.isOver(done) ? inFlightAtMost : 1;
        while (fine && next < rows.size() && inFlight.size() < room) {
            keepPace(next);
            if (!m_account.mayGoOn(m_stop)) {
                fine = false;
                break;
            }
            auto batch = start(transport, step, verb, rows.subspan(next, canary.batch(next)));
            if (!batch) {
                fine = m_account.fail(batch.error());
                break;
            }
            next += batch->rows.size();
            inFlight.push_back(std::move(*batch));
        }
        if (inFlight.empty())
            return fine && next == rows.size();
        fine = finish(step, verb, inFlight.front()) && fine;
        done += inFlight.front().rows.size();
        inFlight.pop_front();
    }
}

void BatchSender::keepPace(size_t sent)
{
    if (m_options.messagesPerMinute <= 0 || sent == 0)
        return;
    const auto pace
        = std::chrono::milliseconds(60'000) * qint64(sent) / m_options.messagesPerMinute;
    pauseUntil(m_sendingSince + pace, m_stop);
}

/// Sends one all-or-nothing batch. From then on nothing of it may be taken for untouched until the
/// server has spoken.
Result<BatchSender::Batch> BatchSender::start(
    Transport &transport, PlanStep step, BatchVerb verb, std::span<const size_t> rows)
{
    std::vector<QueueId> ids = idsOf(m_part, rows);
    const auto line = batchCommand(verb, m_part, ids, makeNonce());
    if (!line)
        return std::unexpected(line.error());
    if (const auto noted = m_recorder.sending(step, nameOf(verb), rows); !noted)
        return std::unexpected(noted.error());
    m_account.noteSent(step, rows);
    // Without the stop token: a batch that was sent is seen to its end.
    auto remote = RemoteCommand::start(transport, *line, {});
    if (!remote)
        return std::unexpected(remote.error());
    m_unanswered.append(remote->nonce());
    return Batch{std::move(*remote), rows, std::move(ids)};
}

/// Takes the per-ID lines, also when the link is lost behind them.
bool BatchSender::finish(PlanStep step, BatchVerb verb, Batch &batch)
{
    QByteArray output;
    const auto read = batch.remote.readAll([&](const QByteArray &bytes) {
        output += bytes;
        return true;
    });
    const int exitCode = read ? batch.remote.exitCode() : -1;
    const QueueCommandReport report
        = batchReport(verb, batch.ids, output, batch.remote.errorOutput(), exitCode);
    const auto answer = m_account.take(step, report, exitCode);
    const bool noted = m_account.check(m_recorder.answered(step, answer));
    if (!read)
        return m_account.fail(read.error());
    m_unanswered.removeOne(batch.remote.nonce());
    m_account.takeEnd(step, report, exitCode, batch.rows);
    if (auto surprise = surpriseIn(step, report, exitCode, batch.ids))
        return m_account.fail(std::move(*surprise));
    return noted;
}

}
