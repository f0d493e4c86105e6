// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/partrun.h"

#include "core/actions/canary.h"
#include "core/actions/stillrunning.h"
#include "core/base/nonce.h"
#include "core/postfix/retrycommand.h"

#include <QCoreApplication>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr int reconnectAttempts = 4;
constexpr qsizetype keptUnexpectedLines = 200;
/// One in a thousand, and one in any case: short queue IDs do repeat now and then.
constexpr size_t toleratedChanges(size_t messages)
{
    return 1 + messages / 1000;
}

QString translated(const char *text)
{
    return QCoreApplication::translate("PlanExecutor", text);
}

/// Waits, but not past a stop request.
void pauseUntil(std::chrono::steady_clock::time_point time, const std::stop_token &stop)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_until(lock, stop, time, [] { return false; });
}

QString nameOf(std::optional<QueueCommand> verb)
{
    if (!verb)
        return u"retry"_s;
    switch (*verb) {
    case QueueCommand::Hold:
        return u"hold"_s;
    case QueueCommand::Release:
        return u"release"_s;
    case QueueCommand::DeleteHeld:
        return u"delete"_s;
    case QueueCommand::RequeueHeld:
        return u"requeue"_s;
    case QueueCommand::ExpireHeld:
        return u"expire"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

bool isComplaint(const QByteArray &line)
{
    return line.startsWith("postsuper: ") || line.startsWith("postqueue: ");
}

}

PartRun::PartRun(Action action, const PlanPart &part, const TransportSource &source,
    PartRecorder &recorder, std::stop_token stop,
    const std::function<void(const PartProgress &)> &progress, const ExecutionOptions &options)
    : m_action(action)
    , m_part(part)
    , m_source(source)
    , m_recorder(recorder)
    , m_stop(std::move(stop))
    , m_progress(progress)
    , m_options(options)
    , m_fates(part.messages.size())
{
    m_rowOf.reserve(qsizetype(part.messages.size()));
    for (size_t i = 0; i < part.messages.size(); ++i)
        m_rowOf.insert(part.messages[i].identity.id, i);
    for (size_t i = 0; i < std::min(part.prior.size(), m_fates.size()); ++i) {
        m_fates[i].heldByUs = part.prior[i].held;
        m_fates[i].actionSent = part.prior[i].actionSent;
        if (part.prior[i].acted)
            settle(i, Verdict::Done);
    }
}

PartResult PartRun::carryOut()
{
    if (connect() && hold() && verify())
        act();
    reconcile();
    return result();
}

PartResult PartRun::account()
{
    for (Fate &fate : m_fates)
        fate.inDoubt = !fate.settled;
    reconcile();
    return result();
}

PartResult PartRun::result()
{
    PartResult result;
    result.verdicts.reserve(m_fates.size());
    for (const Fate &fate : m_fates)
        result.verdicts.push_back(fate.verdict);
    result.error = m_error ? std::move(m_error) : std::move(m_shortage);
    result.unexpected = std::move(m_unexpected);
    return result;
}

// --- the account ---

void PartRun::settle(size_t row, Verdict verdict)
{
    m_fates[row].verdict = verdict;
    m_fates[row].settled = true;
    m_fates[row].inDoubt = false;
}

/// False, with the first error kept.
bool PartRun::failed(Error error)
{
    if (!m_error)
        m_error = std::move(error);
    return false;
}

bool PartRun::recorded(const Result<void> &result)
{
    return result || failed(result.error());
}

bool PartRun::mayGoOn()
{
    if (m_stop.stop_requested())
        return failed({ErrorKind::Cancelled, translated("Stopped on request.")});
    return !m_error;
}

void PartRun::report(PlanStep step, qint64 done, qint64 total)
{
    if (m_progress)
        m_progress({step, done, total});
}

// --- the steps ---

bool PartRun::connect()
{
    auto transport = m_source(m_stop);
    if (!transport)
        return failed(transport.error());
    m_transport = std::move(*transport);
    return true;
}

bool PartRun::hold()
{
    if (!holdsFirst(m_action))
        return true;
    Rows rows;
    for (size_t i = 0; i < m_fates.size(); ++i) {
        // Already there: postsuper -h would say nothing about it, the verification will.
        if (m_part.messages[i].queue != QueueName::Hold && !m_fates[i].settled)
            rows.push_back(i);
    }
    return send(PlanStep::Holding, QueueCommand::Hold, rows);
}

/// Where a message must be for the action: in hold, where it cannot change, or for a retry anywhere
/// else.
bool PartRun::isPlaceFor(QueueName queue) const
{
    return (queue == QueueName::Hold) == (m_action != Action::Retry);
}

/// Re-lists and keeps for the action only what is in the hold queue and still the same message.
bool PartRun::verify()
{
    if (!mayGoOn())
        return false;
    report(PlanStep::Verifying, 0);
    const auto sightings = sightMessages(*m_transport, m_part, m_stop);
    return sightings ? compare(*sightings) : failed(sightings.error());
}

bool PartRun::compare(const Sightings &sightings)
{
    PartRecorder::Verification verification;
    Rows strangers;
    for (size_t i = 0; i < m_fates.size(); ++i) {
        if (m_fates[i].settled)
            continue; // by the operation that this one goes on with
        const auto seen = sightings.seen.find(identity(i).id);
        if (seen == sightings.seen.end()) {
            m_fates[i].inDoubt = true;
            m_fates[i].missedBefore = true;
            verification.missing.push_back(i);
        } else if (seen->identity != identity(i)) {
            settle(i, Verdict::Changed);
            verification.changed.push_back(i);
            if (m_fates[i].heldByUs && seen->queue == QueueName::Hold)
                strangers.push_back(i);
        } else if (!isPlaceFor(seen->queue)) {
            settle(i, Verdict::Untouched);
        } else {
            verification.same.push_back(i);
            if (isHoldAll(m_action) || staysOnHold(m_part, i))
                settle(i, Verdict::Done);
            else if (holdsFirst(m_action))
                m_fates[i].verdict = Verdict::StillHeld;
        }
    }
    if (!recorded(m_recorder.verified(verification)) || !releaseStrangers(strangers))
        return false;
    const size_t changed = verification.changed.size();
    if (changed <= toleratedChanges(m_fates.size()))
        return true;
    return failed({ErrorKind::Incomplete,
        translated("Stopped: %1 of %2 queue IDs belong to other messages by now, which is more "
                   "than chance. Refresh the list and plan again.")
            .arg(QString::number(changed), QString::number(m_fates.size()))});
}

/// Another message had taken an ID before we held it: it must not wait in hold for ever.
bool PartRun::releaseStrangers(const Rows &rows)
{
    if (rows.empty() || send(PlanStep::Releasing, QueueCommand::Release, rows))
        return true;
    for (const size_t row : rows)
        m_unexpected.append("may still be on hold, release it: " + identity(row).id.toByteArray());
    return false;
}

/// Takes out of `rows` what could not be copied.
bool PartRun::backUp(Rows &rows)
{
    if (m_action != Action::Delete || !m_options.backUp || rows.empty())
        return true;
    report(PlanStep::BackingUp, 0, qint64(rows.size()));
    const qint64 total = qint64(rows.size());
    auto saved = m_options.backUp(*m_transport, m_part, rows, m_stop,
        [&](qint64 done) { report(PlanStep::BackingUp, done, total); });
    if (!saved)
        return failed(saved.error());
    std::ranges::sort(*saved);
    // Only what was asked for, whatever came back.
    std::erase_if(rows, [&](size_t row) { return !std::ranges::binary_search(*saved, row); });
    if (qint64(rows.size()) < total)
        m_shortage = Error{ErrorKind::Incomplete,
            translated(
                "%1 of %2 messages could not be copied into the vault. They were not deleted "
                "and wait in hold.")
                .arg(QString::number(total - qint64(rows.size())), QString::number(total))};
    return true;
}

void PartRun::act()
{
    if (isHoldAll(m_action))
        return;
    Rows rows;
    for (size_t i = 0; i < m_fates.size(); ++i) {
        if (!m_fates[i].settled && !m_fates[i].inDoubt)
            rows.push_back(i);
    }
    if (backUp(rows))
        send(PlanStep::Acting, finalCommand(m_action), rows);
}

// --- batches ---

/// Sends the rows in batches, a few of them at a time once the canaries are home, so that the
/// server works on one while the next is on its way. What was sent is always seen to its end.
bool PartRun::send(PlanStep step, Verb verb, const Rows &rows)
{
    const std::span all(rows);
    const Canary canary(
        all.size(), size_t(std::clamp<qsizetype>(m_options.batchSize, 1, largestBatch)));
    // A sudo that asks is answered when its batch is read, one after the other.
    const bool isAsked = verb && rightFor(*verb, m_part.rights) == Privilege::SudoPassword;
    const auto inFlightAtMost = isAsked ? 1 : size_t(std::clamp(m_options.batchesInFlight, 1, 4));
    std::deque<Batch> inFlight;
    size_t next = 0;
    size_t done = 0;
    bool fine = true;
    m_sendingSince = std::chrono::steady_clock::now();
    for (;;) {
        report(step, qint64(done), qint64(all.size()));
        const size_t room = canary.isOver(done) ? inFlightAtMost : 1;
        while (fine && next < all.size() && inFlight.size() < room) {
            keepPace(next);
            if (!mayGoOn()) {
                fine = false;
                break;
            }
            auto batch = startBatch(step, verb, all.subspan(next, canary.batch(next)));
            if (!batch) {
                fine = failed(batch.error());
                break;
            }
            next += batch->rows.size();
            inFlight.push_back(std::move(*batch));
        }
        if (inFlight.empty())
            return fine && next == all.size();
        fine = finishBatch(step, verb, inFlight.front()) && fine;
        done += inFlight.front().rows.size();
        inFlight.pop_front();
    }
}

void PartRun::keepPace(size_t sent)
{
    if (m_options.messagesPerMinute <= 0 || sent == 0)
        return;
    const auto pace
        = std::chrono::milliseconds(60'000) * qint64(sent) / m_options.messagesPerMinute;
    pauseUntil(m_sendingSince + pace, m_stop);
}

std::vector<QueueId> PartRun::idsOf(std::span<const size_t> rows) const
{
    std::vector<QueueId> ids;
    ids.reserve(rows.size());
    for (const size_t row : rows)
        ids.push_back(identity(row).id);
    return ids;
}

Result<CommandLine> PartRun::commandFor(Verb verb, std::span<const QueueId> ids) const
{
    const QByteArray nonce = makeNonce();
    if (!verb)
        return retryCommand(m_part.instance, ids, nonce);
    return queueCommand(*verb, m_part.instance,
        rightFor(*verb, m_part.rights).value_or(Privilege::Direct), ids, nonce);
}

/// Sends one all-or-nothing batch. From then on nothing of it may be taken for untouched until the
/// server has spoken.
Result<PartRun::Batch> PartRun::startBatch(PlanStep step, Verb verb, std::span<const size_t> rows)
{
    const auto line = commandFor(verb, idsOf(rows));
    if (!line)
        return std::unexpected(line.error());
    if (const auto noted = m_recorder.sending(step, nameOf(verb), rows); !noted)
        return std::unexpected(noted.error());
    for (const size_t row : rows) {
        m_fates[row].inDoubt = !m_fates[row].settled;
        m_fates[row].actionSent |= step == PlanStep::Acting;
    }
    // Without the stop token: a batch that was sent is seen to its end.
    auto remote = RemoteCommand::start(*m_transport, *line, {});
    if (!remote)
        return std::unexpected(remote.error());
    m_unanswered.append(remote->nonce());
    return Batch{std::move(*remote), rows};
}

/// Takes the per-ID lines, also when the link is lost behind them.
bool PartRun::finishBatch(PlanStep step, Verb verb, Batch &batch)
{
    QByteArray output;
    Result<QByteArray> bytes;
    while ((bytes = batch.remote.read()) && !bytes->isEmpty())
        output += *bytes;
    const int exitCode = bytes ? batch.remote.exitCode() : -1;
    const QueueCommandReport report = reportOf(verb, batch, output, exitCode);
    const auto answer = take(step, report, exitCode);
    const bool noted = recorded(m_recorder.answered(step, answer));
    if (!bytes)
        return failed(bytes.error());
    m_unanswered.removeOne(batch.remote.nonce());
    return checkAnswer(step, report, exitCode, batch.rows) && noted;
}

/// A retry's account in the words of postsuper's.
QueueCommandReport PartRun::reportOf(
    Verb verb, Batch &batch, const QByteArray &output, int exitCode) const
{
    const QByteArray errors = batch.remote.errorOutput();
    if (verb)
        return parseQueueCommandReport(*verb, errors, exitCode);
    const std::vector<QueueId> ids = idsOf(batch.rows);
    const RetryReport retries = parseRetryReport(ids, output, errors, exitCode);
    QueueCommandReport report;
    for (size_t i = 0; i < ids.size(); ++i) {
        if (retries.outcomes[i] == RetryOutcome::Asked)
            report.done.append(ids[i]);
    }
    report.notPermitted
        = report.done.isEmpty() && retries.error && retries.error->kind == ErrorKind::Permission;
    if (!errors.isEmpty())
        report.unexpected = errors.trimmed().split('\n');
    return report;
}

PartRecorder::Answer PartRun::take(PlanStep step, const QueueCommandReport &report, int exitCode)
{
    PartRecorder::Answer answer{{}, exitCode, report.unexpected};
    for (const QueueId &id : report.done) {
        const auto row = m_rowOf.constFind(id);
        if (row == m_rowOf.constEnd())
            continue;
        answer.done.push_back(*row);
        Fate &fate = m_fates[*row];
        if (step == PlanStep::Holding) {
            fate.heldByUs = true;
            fate.inDoubt = false;
            fate.verdict = Verdict::StillHeld;
        } else if (step == PlanStep::Acting) {
            settle(*row, Verdict::Done);
        }
    }
    std::ranges::sort(answer.done);
    for (const QByteArray &line : report.unexpected) {
        if (m_unexpected.size() < keptUnexpectedLines)
            m_unexpected.append(line);
    }
    return answer;
}

bool PartRun::checkAnswer(
    PlanStep step, const QueueCommandReport &report, int exitCode, std::span<const size_t> rows)
{
    if (report.notPermitted || report.gateRejected) {
        for (const size_t row : rows) {
            if (!m_fates[row].settled)
                m_fates[row].inDoubt = false;
            m_fates[row].actionSent &= step != PlanStep::Acting;
        }
        const QByteArray detail = report.unexpected.join('\n');
        if (report.notPermitted)
            return failed({ErrorKind::Permission,
                translated("The server refused the command; nothing of this batch was done. "
                           "Check the account's sudo rules."),
                detail});
        return failed({ErrorKind::Incomplete,
            translated("A batch arrived damaged and the server acted on none of it. Try again."),
            detail});
    }
    if (exitCode != 0)
        return failed({ErrorKind::Io,
            translated("The command stopped before the end of a batch. See the details; every "
                       "message was looked up again."),
            report.unexpected.join('\n')});
    if (step == PlanStep::Holding) {
        // No line: not found where postsuper looked. The verification says what became of it.
        for (const size_t row : rows)
            m_fates[row].inDoubt = false;
    }
    return isAsExpected(step, report, rows);
}

/// Whether a batch that ended well did nothing odd. What is odd is looked into before more is done.
bool PartRun::isAsExpected(
    PlanStep step, const QueueCommandReport &report, std::span<const size_t> rows)
{
    if (std::ranges::any_of(report.unexpected, isComplaint))
        return failed({ErrorKind::Io,
            translated("Stopped: postsuper complained about a batch. See the details; what it said "
                       "may concern the rest as well."),
            report.unexpected.join('\n')});
    if (report.done.size() > qsizetype(rows.size())
        || std::ranges::any_of(report.done, [&](const QueueId &id) {
               return !std::ranges::binary_search(rows, m_rowOf.value(id, m_fates.size()));
           }))
        return failed({ErrorKind::Parse,
            translated("Stopped: postsuper reported messages that it was not asked for."),
            report.done.last().toByteArray()});
    // What was verified in hold can only be missing when somebody else acts there as well.
    if (step == PlanStep::Acting && report.done.size() < qsizetype(rows.size()))
        return failed({ErrorKind::Incomplete,
            translated("Stopped: of %1 messages of a batch the server found only %2. Somebody else "
                       "may be at work in this queue. Refresh and look before you go on.")
                .arg(QString::number(rows.size()), QString::number(report.done.size()))});
    return true;
}

// --- what became of the rest ---

void PartRun::reconcile()
{
    if (!std::ranges::any_of(m_fates, &Fate::inDoubt))
        return;
    report(PlanStep::Reconciling, 0);
    auto sightings = lookAgain();
    // One listing may miss a message that moves between queues; two in a row will not.
    if (sightings && missesMovingMessage(*sightings))
        sightings = lookAgain();
    for (size_t i = 0; i < m_fates.size(); ++i) {
        const Fate &fate = m_fates[i];
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

bool PartRun::missesMovingMessage(const Sightings &sightings) const
{
    for (size_t i = 0; i < m_fates.size(); ++i) {
        const Fate &fate = m_fates[i];
        if (fate.inDoubt && !fate.missedBefore && !fate.actionSent
            && !sightings.seen.contains(identity(i).id))
            return true;
    }
    return false;
}

/// One more complete listing, over a new connection where the old one is gone. A stop request does
/// not shorten it: what was sent must be accounted for.
Result<Sightings> PartRun::lookAgain()
{
    Error last{ErrorKind::Network, {}};
    const int attempts = m_stop.stop_requested() ? 1 : reconnectAttempts;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        if (attempt > 0)
            pauseUntil(std::chrono::steady_clock::now() + std::chrono::seconds(attempt), m_stop);
        auto transport = m_source({});
        if (!transport) {
            last = transport.error();
            continue;
        }
        m_transport = std::move(*transport);
        auto sightings = sightWhenQuiet();
        if (sightings || sightings.error().kind == ErrorKind::OutcomeUnknown)
            return sightings;
        last = sightings.error();
    }
    return std::unexpected(last);
}

Result<Sightings> PartRun::sightWhenQuiet()
{
    if (!m_unanswered.isEmpty()) {
        if (const auto over = waitUntilOver(*m_transport, m_unanswered); !over)
            return std::unexpected(over.error());
    }
    return sightMessages(*m_transport, m_part, {});
}

Verdict PartRun::verdictFrom(const Sightings &sightings, size_t row) const
{
    const Fate &fate = m_fates[row];
    const auto seen = sightings.seen.find(identity(row).id);
    if (seen == sightings.seen.end()) {
        if (!sightings.everyLineRead)
            return Verdict::Unknown;
        // It was verified in hold, where only a command moves it, and ours was sent.
        return fate.actionSent && leavesQueue(m_action) ? Verdict::Done : Verdict::AlreadyGone;
    }
    if (seen->identity != identity(row))
        return Verdict::Changed;
    if (m_action == Action::Retry) // asking again does no harm, so doubt is not worth a word
        return Verdict::Untouched;
    if (seen->queue == QueueName::Hold) {
        if (isHoldAll(m_action))
            return Verdict::Done;
        // What was there before the plan was not left there by it.
        return holdsFirst(m_action) && (fate.heldByUs || m_part.prior.empty()) ? Verdict::StillHeld
                                                                               : Verdict::Untouched;
    }
    const bool leftHold
        = m_action == Action::Release || (m_action == Action::Return && seen->forcedExpire);
    return leftHold && fate.actionSent ? Verdict::Done : Verdict::Untouched;
}

}
