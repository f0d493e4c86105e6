// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/messagefate.h"
#include "core/actions/partrecorder.h"
#include "core/actions/planexecutor.h"
#include "core/actions/queuecheck.h"

#include <QHash>

#include <span>

namespace spoolscope {

/// The book of one part while it is carried out: what is known of each of its messages, and what
/// stops the part. It sends nothing and asks nobody. Rows count the planned messages from 0.
class PartAccount final
{
public:
    using Rows = std::vector<size_t>;

    PartAccount(Action action, const PlanPart &part);

    size_t size() const { return m_fates.size(); }
    const MessageFate &operator[](size_t row) const { return m_fates[row]; }
    bool isAnyInDoubt() const;
    void doubtUnsettled(); ///< of all that has no final verdict

    void noteSent(PlanStep step, std::span<const size_t> rows);
    /// Takes the lines of an answer that may have lost its end.
    PartRecorder::Answer take(PlanStep step, const QueueCommandReport &report, int exitCode);
    /// Takes an answer that came to its end.
    void takeEnd(PlanStep step, const QueueCommandReport &report, int exitCode,
        std::span<const size_t> rows);

    struct Comparison
    {
        PartRecorder::Verification verification;
        Rows strangers; ///< other messages that we put on hold
    };
    /// Leaves for the action only what is in its place and still the same message.
    Comparison compare(const Sightings &sightings);
    bool mayMissMovingMessage(const Sightings &sightings) const;
    void settleFrom(const Sightings &sightings);
    void settleUnknown(); ///< all that is in doubt

    /// False, with the first error kept: it stops the part.
    bool fail(Error error);
    bool check(const Result<void> &result) { return result || fail(result.error()); }
    bool mayGoOn(const std::stop_token &stop);
    const std::optional<Error> &error() const { return m_error; }
    void replaceError(Error error) { m_error = std::move(error); }
    /// Told at the end, where nothing worse is.
    void noteShortage(Error error) { m_shortage = std::move(error); }
    void noteUnexpected(const QByteArray &line) { m_unexpected.append(line); }

    PartResult takeResult();

private:
    const Action m_action;
    const PlanPart &m_part;
    QHash<QueueId, size_t> m_rowOf;
    std::vector<MessageFate> m_fates;
    std::optional<Error> m_error;
    std::optional<Error> m_shortage;
    QByteArrayList m_unexpected;
};

}
