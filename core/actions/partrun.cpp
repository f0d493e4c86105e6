// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/partrun.h"

#include "core/actions/secondlook.h"

#include <QCoreApplication>

#include <algorithm>

namespace spoolscope {

namespace {

/// One in a thousand, and one in any case: short queue IDs do repeat now and then.
constexpr size_t toleratedChanges(size_t messages)
{
    return 1 + messages / 1000;
}

QString translated(const char *text)
{
    return QCoreApplication::translate("PlanExecutor", text);
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
    , m_account(action, part)
    , m_sender(part, m_account, recorder, m_stop, progress, options)
{
}

PartResult PartRun::carryOut()
{
    if (connect() && hold() && verify())
        act();
    reconcile();
    return m_account.takeResult();
}

PartResult PartRun::account()
{
    m_account.doubtUnsettled();
    reconcile();
    return m_account.takeResult();
}

void PartRun::report(PlanStep step, qint64 done, qint64 total)
{
    if (m_progress)
        m_progress({step, done, total});
}

bool PartRun::send(PlanStep step, BatchVerb verb, const Rows &rows)
{
    return m_sender.send(*m_transport, step, verb, rows);
}

// --- the steps ---

bool PartRun::connect()
{
    auto transport = m_source(m_stop);
    if (!transport)
        return m_account.fail(transport.error());
    m_transport = std::move(*transport);
    return true;
}

bool PartRun::hold()
{
    if (!holdsFirst(m_action))
        return true;
    Rows rows;
    for (size_t i = 0; i < m_account.size(); ++i) {
        // Already there: postsuper -h would say nothing about it, the verification will.
        if (m_part.messages[i].queue != QueueName::Hold && !m_account[i].settled)
            rows.push_back(i);
    }
    return send(PlanStep::Holding, QueueCommand::Hold, rows);
}

/// Re-lists and keeps for the action only what is in the hold queue and still the same message.
bool PartRun::verify()
{
    if (!m_account.mayGoOn(m_stop))
        return false;
    report(PlanStep::Verifying, 0);
    const auto sightings = sightMessages(*m_transport, m_part, m_stop);
    if (!sightings)
        return m_account.fail(sightings.error());
    const auto [verification, strangers] = m_account.compare(*sightings);
    if (!m_account.check(m_recorder.verified(verification)) || !releaseStrangers(strangers))
        return false;
    const size_t changed = verification.changed.size();
    if (changed <= toleratedChanges(m_account.size()))
        return true;
    return m_account.fail({ErrorKind::Incomplete,
        translated("Stopped: %1 of %2 queue IDs belong to other messages by now, which is more "
                   "than chance. Refresh the list and plan again.")
            .arg(QString::number(changed), QString::number(m_account.size()))});
}

/// Another message had taken an ID before we held it: it must not wait in hold for ever.
bool PartRun::releaseStrangers(const Rows &rows)
{
    if (rows.empty() || send(PlanStep::Releasing, QueueCommand::Release, rows))
        return true;
    for (const size_t row : rows)
        m_account.noteUnexpected(
            "may still be on hold, release it: " + m_part.messages[row].identity.id.toByteArray());
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
        return m_account.fail(saved.error());
    std::ranges::sort(*saved);
    // Only what was asked for, whatever came back.
    std::erase_if(rows, [&](size_t row) { return !std::ranges::binary_search(*saved, row); });
    if (qint64(rows.size()) < total)
        m_account.noteShortage({ErrorKind::Incomplete,
            translated(
                "%1 of %2 messages could not be copied into the vault. They were not deleted "
                "and wait in hold.")
                .arg(QString::number(total - qint64(rows.size())), QString::number(total))});
    return true;
}

void PartRun::act()
{
    if (isHoldAll(m_action))
        return;
    Rows rows;
    for (size_t i = 0; i < m_account.size(); ++i) {
        if (!m_account[i].settled && !m_account[i].inDoubt)
            rows.push_back(i);
    }
    if (backUp(rows))
        send(PlanStep::Acting, finalCommand(m_action), rows);
}

// --- what became of the rest ---

void PartRun::reconcile()
{
    if (!m_account.isAnyInDoubt())
        return;
    report(PlanStep::Reconciling, 0);
    auto sightings = lookAgain();
    // One listing may miss a message that moves between queues; two in a row will not.
    if (sightings && m_account.mayMissMovingMessage(*sightings))
        sightings = lookAgain();
    if (sightings) {
        m_account.settleFrom(*sightings);
        return;
    }
    m_account.settleUnknown();
    const auto &stopped = m_account.error();
    m_account.replaceError({ErrorKind::OutcomeUnknown,
        translated("The connection was lost and the server could not be asked again. "
                   "Messages marked unknown may or may not have been changed; refresh "
                   "when the server is back."),
        (stopped ? stopped->message.toUtf8() + '\n' : QByteArray())
            + sightings.error().message.toUtf8()});
}

Result<Sightings> PartRun::lookAgain()
{
    return spoolscope::lookAgain(m_source, m_transport, m_part, m_sender.unanswered(), m_stop);
}

}
