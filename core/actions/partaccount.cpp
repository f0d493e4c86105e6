// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/partaccount.h"

#include <QCoreApplication>

#include <algorithm>

namespace spoolscope {

namespace {

constexpr qsizetype keptUnexpectedLines = 200;

}

PartAccount::PartAccount(Action action, const PlanPart &part)
    : m_action(action), m_part(part), m_fates(part.messages.size())
{
    m_rowOf.reserve(qsizetype(part.messages.size()));
    for (size_t i = 0; i < part.messages.size(); ++i)
        m_rowOf.insert(part.messages[i].identity.id, i);
    for (size_t i = 0; i < std::min(part.prior.size(), m_fates.size()); ++i) {
        m_fates[i].heldByUs = part.prior[i].held;
        m_fates[i].actionSent = part.prior[i].actionSent;
        if (part.prior[i].acted)
            m_fates[i].settle(Verdict::Done);
    }
}

bool PartAccount::isAnyInDoubt() const
{
    return std::ranges::any_of(m_fates, &MessageFate::inDoubt);
}

void PartAccount::doubtUnsettled()
{
    for (MessageFate &fate : m_fates)
        fate.inDoubt = !fate.settled;
}

// --- batches ---

void PartAccount::noteSent(PlanStep step, std::span<const size_t> rows)
{
    for (const size_t row : rows) {
        m_fates[row].inDoubt = !m_fates[row].settled;
        m_fates[row].actionSent |= step == PlanStep::Acting;
    }
}

PartRecorder::Answer PartAccount::take(
    PlanStep step, const QueueCommandReport &report, int exitCode)
{
    PartRecorder::Answer answer{{}, exitCode, report.unexpected};
    for (const QueueId &id : report.done) {
        const auto row = m_rowOf.constFind(id);
        if (row == m_rowOf.constEnd())
            continue;
        answer.done.push_back(*row);
        MessageFate &fate = m_fates[*row];
        if (step == PlanStep::Holding) {
            fate.heldByUs = true;
            fate.inDoubt = false;
            fate.verdict = Verdict::StillHeld;
        } else if (step == PlanStep::Acting) {
            fate.settle(Verdict::Done);
        }
    }
    std::ranges::sort(answer.done);
    for (const QByteArray &line : report.unexpected) {
        if (m_unexpected.size() < keptUnexpectedLines)
            m_unexpected.append(line);
    }
    return answer;
}

void PartAccount::takeEnd(
    PlanStep step, const QueueCommandReport &report, int exitCode, std::span<const size_t> rows)
{
    if (report.notPermitted || report.gateRejected) {
        // The server's word that it did nothing of it.
        for (const size_t row : rows) {
            if (!m_fates[row].settled)
                m_fates[row].inDoubt = false;
            m_fates[row].actionSent &= step != PlanStep::Acting;
        }
    } else if (exitCode == 0 && step == PlanStep::Holding) {
        // No line: not found where postsuper looked. The verification says what became of it.
        for (const size_t row : rows)
            m_fates[row].inDoubt = false;
    }
}

// --- listings ---

PartAccount::Comparison PartAccount::compare(const Sightings &sightings)
{
    Comparison comparison;
    PartRecorder::Verification &verification = comparison.verification;
    for (size_t i = 0; i < m_fates.size(); ++i) {
        MessageFate &fate = m_fates[i];
        if (fate.settled)
            continue; // by the operation that this one goes on with
        const MessageIdentity &identity = m_part.messages[i].identity;
        const auto seen = sightings.seen.find(identity.id);
        if (seen == sightings.seen.end()) {
            fate.inDoubt = true;
            fate.missedBefore = true;
            verification.missing.push_back(i);
        } else if (seen->identity != identity) {
            fate.settle(Verdict::Changed);
            verification.changed.push_back(i);
            if (fate.heldByUs && seen->queue == QueueName::Hold)
                comparison.strangers.push_back(i);
        } else if (!isPlaceFor(m_action, seen->queue)) {
            fate.settle(Verdict::Untouched);
        } else {
            verification.same.push_back(i);
            if (isHoldAll(m_action) || staysOnHold(m_part, i))
                fate.settle(Verdict::Done);
            else if (holdsFirst(m_action))
                fate.verdict = Verdict::StillHeld;
        }
    }
    return comparison;
}

bool PartAccount::mayMissMovingMessage(const Sightings &sightings) const
{
    for (size_t i = 0; i < m_fates.size(); ++i) {
        if (mayBeMoving(sightings, m_part, i, m_fates[i]))
            return true;
    }
    return false;
}

void PartAccount::settleFrom(const Sightings &sightings)
{
    for (size_t i = 0; i < m_fates.size(); ++i) {
        MessageFate &fate = m_fates[i];
        if (!fate.settled && (fate.inDoubt || fate.verdict == Verdict::StillHeld))
            fate.settle(verdictFrom(sightings, m_part, i, m_action, fate));
    }
}

void PartAccount::settleUnknown()
{
    for (MessageFate &fate : m_fates) {
        if (!fate.settled && fate.inDoubt)
            fate.settle(Verdict::Unknown);
    }
}

// --- the end ---

bool PartAccount::fail(Error error)
{
    if (!m_error)
        m_error = std::move(error);
    return false;
}

bool PartAccount::mayGoOn(const std::stop_token &stop)
{
    if (stop.stop_requested())
        return fail({ErrorKind::Cancelled,
            QCoreApplication::translate("PlanExecutor", "Stopped on request.")});
    return !m_error;
}

PartResult PartAccount::takeResult()
{
    PartResult result;
    result.verdicts.reserve(m_fates.size());
    for (const MessageFate &fate : m_fates)
        result.verdicts.push_back(fate.verdict);
    result.error = m_error ? std::move(m_error) : std::move(m_shortage);
    result.unexpected = std::move(m_unexpected);
    return result;
}

}
